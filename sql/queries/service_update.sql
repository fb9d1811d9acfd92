-- A merge patch of a service ($1 id, $2 patch).
update service s
   set code = case when $2::jsonb ? 'code' then $2::jsonb ->> 'code' else s.code end,
       title = case when $2::jsonb ? 'title' then texts_patched(s.title, $2::jsonb -> 'title') else s.title end,
       description = case when $2::jsonb ? 'description' then texts_patched(s.description, $2::jsonb -> 'description') else s.description end,
       bring = case when $2::jsonb ? 'bring' then texts_patched(s.bring, $2::jsonb -> 'bring') else s.bring end,
       active = case when $2::jsonb ? 'active' then ($2::jsonb ->> 'active')::boolean else s.active end
 where s.id = $1::uuid
