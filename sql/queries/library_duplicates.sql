-- Libraries that a new one may be already ($1 its members as of a patch): code, name, municipality, nothing, null, whether they are called
-- the same, the row as JSON, and whether it is one's own to edit. Those that are called the same, and those of its municipality; at most 10, the likeliest first.
select l.code, o.name, m.name, null, null::bigint, n.same,
       json_build_object('code', l.code, 'name', o.name, 'municipality', m.code)::text,
       may('directory', 'library', l.id)
  from (select $1::jsonb as m) as p
  join library l on true
  join organization o on o.id = l.organization_id
  left join municipality m on m.id = l.municipality_id
 cross join lateral (select folded_name(o.name) = folded_name(p.m ->> 'name') as same) as n
 where o.successor_id is null and (n.same or m.code = p.m ->> 'municipality')
 order by n.same desc, l.code
 limit 10
