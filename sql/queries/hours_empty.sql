-- Takes rules and exceptions of hours ($1 id of the schedule) away, while it still says whose they were: the history tells of it then.
with rules as (delete from hours_rule r where r.schedule_id = $1::uuid)
delete from hours_exception e where e.schedule_id = $1::uuid
