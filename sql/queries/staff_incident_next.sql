-- The states that an incident can get by hand ($1 id), in the order of the work.
select t.to_state from incident i join incident_transition t on t.from_state = i.state and not t.by_report
 where i.id = $1::uuid
 order by array_position(array['acknowledged', 'in_progress', 'fixed', 'verified', 'dismissed'], t.to_state)
