-- Locks an incident ($1 id): its version, and whether it can get a state ($2; null: none is asked for) from where it is.
select i.version, $2::text is null or $2 = i.state
       or exists (select from incident_transition t where t.from_state = i.state and t.to_state = $2 and not t.by_report), i.state
  from incident i where i.id = $1::uuid for update
