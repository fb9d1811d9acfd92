-- Plans work on a point ($1 point id, $2 from, $3 until, $4 and $5 what will be done, in Lithuanian and English): as JSON, with the
-- events that it hits.
with made as (
  insert into planned_work (point_id, starts_at, ends_at, reason, made_by_id)
  values ($1::uuid, $2::timestamptz, $3::timestamptz, jsonb_strip_nulls(jsonb_build_object('lt', $4::text, 'en', $5::text)), actor())
  returning *
)
select json_build_object('id', m.id, 'point', p.code, 'starts_at', utc_text(m.starts_at), 'ends_at', utc_text(m.ends_at),
                         'reason', m.reason, 'events', events_hit(p.branch_id, m.starts_at, m.ends_at)), m.id
  from made m join point p on p.id = m.point_id
