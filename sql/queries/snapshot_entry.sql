-- The loader's first read: all dictionaries, one shape for all kinds.
select 'organization' as kind, o.id, o.code, o.name, o.kind as organization_kind, o.successor_code as organization_code,
       null::text as municipality_code, 0 as ordinal, o.demo, o.names, o.bodies,
       null::double precision as latitude, null::double precision as longitude
  from published.organization o
union all
select 'library', l.id, l.code, l.name, null, l.organization_code, l.municipality_code, 0, l.demo, l.names, l.bodies, null, null
  from published.library l
union all
select 'municipality', m.id, m.code, null, null, null, null, 0, m.demo, m.names, m.bodies, m.latitude, m.longitude
  from published.municipality m
union all
select 'service', s.id, s.code, null, null, null, null, s.ordinal, s.demo, s.names, s.bodies, null, null
  from published.service s
union all
select 'equipment', e.id, e.code, null, null, null, null, e.ordinal, e.demo, e.names, e.bodies, null, null
  from published.equipment e
union all
select 'campaign', c.id, c.code, null, null, null, null, 0, c.demo, c.names, c.bodies, null, null
  from published.campaign c
union all
select 'place', p.id, p.code, null, null, null, null, -p.population, p.demo, p.names, p.bodies, p.latitude, p.longitude
  from published.place p
