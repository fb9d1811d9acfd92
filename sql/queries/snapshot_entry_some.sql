-- Entries of dictionaries after a change, by id, as in snapshot_entry.sql.
select 'organization' as kind, o.id, o.code, o.name, o.kind as organization_kind, o.successor_code as organization_code,
       null::text as municipality_code, 0 as ordinal, o.demo, o.names, o.bodies,
       null::double precision as latitude, null::double precision as longitude
  from published.organization o where o.id = any ($1::uuid[])
union all
select 'library', l.id, l.code, l.name, null, l.organization_code, l.municipality_code, 0, l.demo, l.names, l.bodies, null, null
  from published.library l where l.id = any ($1::uuid[])
union all
select 'municipality', m.id, m.code, null, null, null, null, 0, m.demo, m.names, m.bodies, m.latitude, m.longitude
  from published.municipality m where m.id = any ($1::uuid[])
union all
select 'service', s.id, s.code, null, null, null, null, s.ordinal, s.demo, s.names, s.bodies, null, null
  from published.service s where s.id = any ($1::uuid[])
union all
select 'equipment', e.id, e.code, null, null, null, null, e.ordinal, e.demo, e.names, e.bodies, null, null
  from published.equipment e where e.id = any ($1::uuid[])
union all
select 'campaign', c.id, c.code, null, null, null, null, 0, c.demo, c.names, c.bodies, null, null
  from published.campaign c where c.id = any ($1::uuid[])
union all
select 'place', p.id, p.code, null, null, null, null, -p.population, p.demo, p.names, p.bodies, p.latitude, p.longitude
  from published.place p where p.id = any ($1::uuid[])
