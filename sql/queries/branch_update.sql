-- A merge patch of a branch ($1 id, $2 patch). What a person of the library or the utility enters is confirmed by that.
update branch b
   set code = case when $2::jsonb ? 'code' then $2::jsonb ->> 'code' else b.code end,
       library_id = case when $2::jsonb ? 'library' then (select l.id from library l where l.code = $2::jsonb ->> 'library') else b.library_id end,
       municipality_id = case when $2::jsonb ? 'municipality' then (select m.id from municipality m where m.code = $2::jsonb ->> 'municipality') else b.municipality_id end,
       place_id = case when $2::jsonb ? 'place' then (select p.id from place p where p.code = $2::jsonb ->> 'place') else b.place_id end,
       kind = case when $2::jsonb ? 'kind' then $2::jsonb ->> 'kind' else b.kind end,
       name = case when $2::jsonb ? 'name' then $2::jsonb ->> 'name' else b.name end,
       name_language = case when $2::jsonb ? 'name_language' then $2::jsonb ->> 'name_language' else b.name_language end,
       name_certainty = case when $2::jsonb ->> 'name' is distinct from b.name and $2::jsonb ? 'name' then 'confirmed' else b.name_certainty end,
       street = case when $2::jsonb ? 'street' then $2::jsonb ->> 'street' else b.street end,
       postcode = case when $2::jsonb ? 'postcode' then $2::jsonb ->> 'postcode' else b.postcode end,
       locality = case when $2::jsonb ? 'locality' then $2::jsonb ->> 'locality' else b.locality end,
       country = case when $2::jsonb ? 'country' then $2::jsonb ->> 'country' else b.country end,
       address_certainty = case when ($2::jsonb ? 'street' and $2::jsonb ->> 'street' is distinct from b.street)
                                or ($2::jsonb ? 'postcode' and $2::jsonb ->> 'postcode' is distinct from b.postcode)
                                or ($2::jsonb ? 'locality' and $2::jsonb ->> 'locality' is distinct from b.locality) then 'confirmed' else b.address_certainty end,
       latitude = case when $2::jsonb -> 'location' ? 'latitude' then ($2::jsonb #>> '{location,latitude}')::double precision else b.latitude end,
       longitude = case when $2::jsonb -> 'location' ? 'longitude' then ($2::jsonb #>> '{location,longitude}')::double precision else b.longitude end,
       location_precision = case when $2::jsonb -> 'location' ? 'precision' then $2::jsonb #>> '{location,precision}'
                                 when $2::jsonb #>> '{location,latitude}' is not null then coalesce(b.location_precision, 'address')
                                 else b.location_precision end,
       location_source = case when ($2::jsonb -> 'location' ? 'latitude' and ($2::jsonb #>> '{location,latitude}')::double precision is distinct from b.latitude)
                              or ($2::jsonb -> 'location' ? 'longitude' and ($2::jsonb #>> '{location,longitude}')::double precision is distinct from b.longitude)
                         then null else b.location_source end,
       area = case when $2::jsonb ? 'area' then $2::jsonb ->> 'area' else b.area end,
       phone = case when $2::jsonb ? 'phone' then $2::jsonb ->> 'phone' else b.phone end,
       website = case when $2::jsonb ? 'website' then $2::jsonb ->> 'website' else b.website end,
       time_zone = case when $2::jsonb ? 'time_zone' then $2::jsonb ->> 'time_zone' else b.time_zone end,
       active = case when $2::jsonb ? 'active' then ($2::jsonb ->> 'active')::boolean else b.active end,
       notes = case when $2::jsonb ? 'notes' then texts_patched(b.notes, $2::jsonb -> 'notes') else b.notes end
 where b.id = $1::uuid
