-- What who is signed in may give a role on: its kind (branch, library, organization), code and name.
select s.kind, s.code, s.name
  from (select 1 as place, 'branch' as kind, b.id, b.code, b.name from branch b
        union all select 2, 'library', l.id, l.code, o.name from library l join organization o on o.id = l.organization_id
        union all select 3, 'organization', o.id, o.code, o.name from organization o where o.kind = 'utility' and o.active_until is null) as s
 where may('people', s.kind, s.id)
 order by s.place, name_order(s.name), s.code
