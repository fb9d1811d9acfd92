-- A closure that staff planned ($1 id): its id, and its branch's code. No row where it is over.
select e.id, b.code
  from hours_exception e join schedule s on s.id = e.schedule_id join branch b on b.id = s.branch_id
 where e.id::text = $1 and e.periods = '{}' and e.cause is null and e.user_id is not null
   and e.last_day >= (clock_now() at time zone b.time_zone)::date
