-- A merge patch of a point ($1 id, $2 patch), but for its lists.
update point p
   set code = case when $2::jsonb ? 'code' then $2::jsonb ->> 'code' else p.code end,
       branch_id = case when $2::jsonb ? 'branch' then (select b.id from branch b where b.code = $2::jsonb ->> 'branch') else p.branch_id end,
       agreement_id = case when $2::jsonb ? 'agreement' then (select a.id from agreement a where a.code = $2::jsonb ->> 'agreement') else p.agreement_id end,
       lifecycle = case when $2::jsonb ? 'lifecycle' then $2::jsonb ->> 'lifecycle' else p.lifecycle end,
       website = case when $2::jsonb ? 'website' then $2::jsonb ->> 'website' else p.website end,
       notes = case when $2::jsonb ? 'notes' then texts_patched(p.notes, $2::jsonb -> 'notes') else p.notes end,
       valid_days = case when $2::jsonb ? 'valid_days' then ($2::jsonb ->> 'valid_days')::smallint else p.valid_days end
 where p.id = $1::uuid
