-- Notes what was done about an incident ($1 id, $2 state before, $3 state after, null: the same, $4 note).
insert into incident_update (incident_id, from_state, to_state, note, user_id, source_role)
select i.id, $2, coalesce($3, $2), $4, actor(), role_on('point', i.point_id) from incident i where i.id = $1::uuid
