-- Branches that a new one may be already ($1 its members as of a patch): code, name, library, address, metres between them (null
-- where one lies nowhere), whether they are called the same, the row as JSON, and whether it is one's own to edit. At most 10, the
-- likeliest first.
select b.code, b.name, o.name, concat_ws(', ', b.street, b.locality), round(d.km * 1000)::bigint, n.same,
       json_build_object('code', b.code, 'name', b.name, 'library', o.name, 'address', concat_ws(', ', b.street, b.locality),
                         'distance_m', round(d.km * 1000)::bigint)::text,
       may('directory', 'branch', b.id)
  from (select $1::jsonb as m) as p
  join library wanted on wanted.code = p.m ->> 'library'
  join branch b on b.active
  join library l on l.id = b.library_id
  join organization o on o.id = l.organization_id
 cross join lateral (select distance_km((p.m #>> '{location,latitude}')::double precision, (p.m #>> '{location,longitude}')::double precision,
                                        b.latitude, b.longitude) as km) as d
 cross join lateral (select folded_name(b.name) = folded_name(p.m ->> 'name') as same) as n
 where (d.km <= 0.3 and b.location_precision in ('entrance', 'address', 'street'))
    or (n.same and (b.library_id = wanted.id or d.km <= 30 or folded_name(b.locality) = folded_name(p.m ->> 'locality')
                    or b.municipality_id = coalesce((select m.id from municipality m where m.code = p.m ->> 'municipality'), wanted.municipality_id)))
 order by n.same desc, d.km nulls last, b.code
 limit 10
