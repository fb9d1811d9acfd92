-- A report of a point's status by who is signed in ($1 point id, $2 status, $3–$7 computer, network, website, printer,
-- adviser: up or down; $8 note, $9 expected end, $10 observed at). It may be believed for the point's usual days, a fault
-- until its expected end where that is sooner; what was seen long ago, for as long from then. Of a point that was removed,
-- nothing.
with said as (
  select p.id as point_id, p.valid_days,
         jsonb_strip_nulls(jsonb_build_object('computer', $3::text, 'network', $4::text, 'website', $5::text, 'printer', $6::text,
                                              'adviser', $7::text)) as components,
         date_trunc('second', coalesce($10::timestamptz, clock_now())) as observed_at, $9::timestamptz as expected_end
    from point p where p.id = $1::uuid and p.lifecycle <> 'removed'
), made as (
  insert into status_report (point_id, status, components, observed_at, valid_until, expected_end, note, source_role, user_id)
  select s.point_id, coalesce($2, status_of_components(s.components), 'working'), s.components, s.observed_at,
         case when $2 is distinct from 'unknown' then
           date_trunc('minute', greatest(least(s.observed_at + make_interval(days => s.valid_days), s.expected_end), s.observed_at + interval '1 minute'),
                      'UTC') end,
         s.expected_end, $8, role_on('point', s.point_id), actor()
    from said s
  returning *
)
select json_build_object('id', m.id, 'status', m.status, 'components', m.components, 'observed_at', utc_text(m.observed_at),
                         'valid_until', utc_text(m.valid_until), 'source', m.source_role, 'note', m.note,
                         'expected_end', utc_text(m.expected_end)), m.id
  from made m
