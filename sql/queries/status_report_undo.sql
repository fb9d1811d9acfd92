-- Takes a report of one's own back, by a further report that names it ($1 point id, $2 report id).
insert into status_report (point_id, status, observed_at, source_role, user_id, undoes_id)
select $1::uuid, 'unknown', clock_now(), role_on('point', $1::uuid), actor(), r.id
  from status_report r where r.id::text = $2 and r.point_id = $1::uuid
returning json_build_object('id', id, 'undoes', undoes_id, 'observed_at', utc_text(observed_at), 'source', source_role)
