-- A branch ($1 its members as of a patch, with draft): its id. Zone, country and municipality are its library's where they aren't said.
insert into branch (code, library_id, municipality_id, place_id, kind, name, name_language, name_certainty, street, postcode, locality,
                    country, address_certainty, latitude, longitude, location_precision, area, phone, website, time_zone, active, notes, published_at)
select coalesce(p.m ->> 'code', free_code('branch', lower(o.country) || ' ' || (p.m ->> 'name'))), l.id,
       coalesce((select m.id from municipality m where m.code = p.m ->> 'municipality'), l.municipality_id),
       (select s.id from place s where s.code = p.m ->> 'place'), coalesce(p.m ->> 'kind', 'branch'), p.m ->> 'name',
       coalesce(p.m ->> 'name_language', o.name_language), 'confirmed', p.m ->> 'street', p.m ->> 'postcode', p.m ->> 'locality',
       coalesce(p.m ->> 'country', o.country),
       case when coalesce(p.m ->> 'street', p.m ->> 'postcode', p.m ->> 'locality') is not null then 'confirmed' end,
       (p.m #>> '{location,latitude}')::double precision, (p.m #>> '{location,longitude}')::double precision,
       coalesce(p.m #>> '{location,precision}', case when p.m #>> '{location,latitude}' is not null then 'address' end),
       p.m ->> 'area', p.m ->> 'phone', p.m ->> 'website',
       coalesce(p.m ->> 'time_zone', (select b.time_zone from branch b where b.library_id = l.id order by b.kind = 'central' desc, b.code limit 1),
                'Europe/Vilnius'),
       coalesce((p.m ->> 'active')::boolean, true), texts_patched(null, p.m -> 'notes'),
       case when not coalesce((p.m ->> 'draft')::boolean, false) then date_trunc('second', clock_now()) end
  from (select $1::jsonb as m) as p
  join library l on l.code = p.m ->> 'library'
  join organization o on o.id = l.organization_id
returning id
