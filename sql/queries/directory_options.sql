-- What a field of a form can be ($1 list: municipalities, libraries, branches, services or equipment; $2 language): code and title.
-- Of services those that a point ($3 its id) can offer or has, or that a new one in a branch ($3 its id) can.
-- Of libraries and branches those that who is signed in may edit, at most 500: those in the municipality of a row ($3 id of a library or
-- branch; null for none) first. A branch is told by its library too where their names differ.
(select m.code, m.name from municipality m where $1 = 'municipalities'
  order by name_order(m.name), m.code)
union all
(select l.code, o.name from library l join organization o on o.id = l.organization_id
  where $1 = 'libraries'
    and exists (select from actor_grants() g
                 where g.role = 'admin' or (g.role = 'library_manager' and g.library_id = l.id)
                    or (g.role = 'coordinator' and (exists (select from agreement a where a.library_id = l.id and a.state <> 'ended' and a.utility_id = g.organization_id)
                        or exists (select from point p join branch b on b.id = p.branch_id where b.library_id = l.id and p.utility_id = g.organization_id))))
  order by (l.municipality_id = (select n.municipality_id from library n where n.id = $3::uuid)) is true desc,
           name_order(o.name), o.name limit 500)
union all
(select b.code, case when strpos(b.name, lo.name) > 0 then b.name else concat_ws(' · ', b.name, lo.name) end
   from branch b join library l on l.id = b.library_id join organization lo on lo.id = l.organization_id
  where $1 = 'branches' and b.active
    and exists (select from actor_grants() g
                 where g.role = 'admin' or (g.role = 'library_manager' and g.library_id = b.library_id)
                    or (g.role = 'coordinator' and (exists (select from agreement a where a.library_id = b.library_id and a.state <> 'ended' and a.utility_id = g.organization_id)
                        or exists (select from point p where p.branch_id = b.id and p.utility_id = g.organization_id))))
  order by (b.municipality_id = (select n.municipality_id from branch n where n.id = $3::uuid)) is true desc,
           name_order(b.name), b.name, b.code limit 500)
union all
(select s.code, coalesce(s.title ->> $2, s.title ->> 'lt')
                || coalesce((select ' (' || o.name || ')' from organization o where o.id = s.utility_id and exists (select from branch b where b.id = $3::uuid)), '')
   from service s
  where $1 = 'services'
    and (exists (select from point_service x where x.point_id = $3::uuid and x.service_id = s.id)
         or (s.active
             and (s.utility_id is null or exists (select from point p where p.id = $3::uuid and p.utility_id = s.utility_id)
                  or exists (select from branch b where b.id = $3::uuid and may_point(b.id, s.utility_id)))))
  order by s.ordinal, s.code)
union all
(select e.code, coalesce(e.title ->> $2, e.title ->> 'lt') from equipment e where $1 = 'equipment' order by e.ordinal, e.code)
