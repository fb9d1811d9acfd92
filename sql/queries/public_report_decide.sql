-- Decides about a report of the public ($1 id, $2 state, $3 incident, $4 the report that says the same).
update public_report
   set state = $2, incident_id = $3::uuid, merged_into_id = $4::uuid, decided_by_id = actor(), decided_at = clock_now()
 where id = $1::uuid
