-- Whose hours there are to edit beside a branch's own ($1 its id): point, utility (with the point's code where there are several of one), kind,
-- whether there are any.
select p.code, u.name || case when count(*) over (partition by u.id) > 2 then ' (' || p.code || ')' else '' end, k.kind, s.id is not null
  from point p
  join organization u on u.id = p.utility_id
 cross join unnest(array['access', 'adviser']) with ordinality as k (kind, place)
  left join schedule s on s.point_id = p.id and s.kind = k.kind
 where p.branch_id = $1::uuid and p.lifecycle <> 'removed' and may('directory', 'point', p.id)
 order by name_order(u.name), p.code, k.place
