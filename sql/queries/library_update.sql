-- A merge patch of a library ($1 id, $2 patch), but for what stands in its institution.
update library l
   set code = case when $2::jsonb ? 'code' then $2::jsonb ->> 'code' else l.code end,
       municipality_id = case when $2::jsonb ? 'municipality' then (select m.id from municipality m where m.code = $2::jsonb ->> 'municipality') else l.municipality_id end,
       active = case when $2::jsonb ? 'active' then ($2::jsonb ->> 'active')::boolean else l.active end
 where l.id = $1::uuid
