-- A merge patch of a utility ($1 id, $2 patch): name and contacts.
update organization o
   set name = case when $2::jsonb ? 'name' then $2::jsonb ->> 'name' else o.name end,
       name_certainty = case when $2::jsonb ? 'name' and $2::jsonb ->> 'name' is distinct from o.name then 'confirmed' else o.name_certainty end,
       website = case when $2::jsonb ? 'website' then $2::jsonb ->> 'website' else o.website end,
       self_service = case when $2::jsonb ? 'self_service' then $2::jsonb ->> 'self_service' else o.self_service end,
       phone = case when $2::jsonb ? 'phone' then $2::jsonb ->> 'phone' else o.phone end,
       contact_certainty = case when ($2::jsonb ? 'website' and $2::jsonb ->> 'website' is distinct from o.website)
                               or ($2::jsonb ? 'self_service' and $2::jsonb ->> 'self_service' is distinct from o.self_service)
                               or ($2::jsonb ? 'phone' and $2::jsonb ->> 'phone' is distinct from o.phone) then 'confirmed' else o.contact_certainty end
 where o.id = $1::uuid and o.kind = 'utility'
