-- Points after a change, by id, as in snapshot_point.sql. What isn't in the view itself is asked for row by row: joined, it would
-- be put together of all points first.
select p.id, p.code, p.branch_code, p.utility_code, p.services, p.equipment, p.languages, p.lifecycle, p.demo, p.names,
       left(p.body, -1) || coalesce((select n.members from published.point_notice n where n.id = p.id), ',"possible_problem_since":null,"planned_work":[]')
         || ',"availability":' || coalesce((select m.months from published.point_availability m where m.id = p.id), '[]') || '}' as body,
       p.status, p.status_observed_at, p.status_valid_until, p.status_role,
       case when p.status_components is null or p.status_components = '{}' then 0
            else (select coalesce(sum(1 << (array_position(array['computer', 'network', 'website', 'printer', 'adviser'], c.key) - 1)), 0)
                    from json_each_text(p.status_components::json) as c where c.value = 'down') end::int4 as components_down,
       p.status_demo, p.access_packed, p.access_until, p.adviser_packed, p.adviser_until, p.reports
  from published.point p
 where p.id = any ($1::uuid[])
