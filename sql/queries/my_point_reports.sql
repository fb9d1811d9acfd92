-- The last reports of a point ($1 point id), newest first: id, status, components, when, by whom (a name where it is known
-- to who asks), note, expected end, whether it was taken back, and whether who asks can still do that.
select r.id, r.status, r.components::text, extract(epoch from r.observed_at)::bigint, r.source_role, w.name, r.note,
       extract(epoch from r.expected_end)::bigint, u.id is not null,
       r.user_id = actor() and u.id is null and r.recorded_at > now() - interval '10 minutes', r.user_id = actor()
  from status_report r
  left join people.user w on w.id = r.user_id
  left join status_report u on u.undoes_id = r.id
 where r.point_id = $1::uuid and r.undoes_id is null
 order by r.observed_at desc, r.id desc
 limit 10
