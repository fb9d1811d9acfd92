-- A merge patch of an agreement ($1 id, $2 patch).
update agreement a
   set code = case when $2::jsonb ? 'code' then $2::jsonb ->> 'code' else a.code end,
       state = case when $2::jsonb ? 'state' then $2::jsonb ->> 'state' else a.state end,
       starts_on = case when $2::jsonb ? 'starts_on' then precise_first_day($2::jsonb ->> 'starts_on') else a.starts_on end,
       starts_precision = case when $2::jsonb ? 'starts_on' then precision_of($2::jsonb ->> 'starts_on') else a.starts_precision end,
       ends_on = case when $2::jsonb ? 'ends_on' then precise_first_day($2::jsonb ->> 'ends_on') else a.ends_on end,
       ends_precision = case when $2::jsonb ? 'ends_on' then precision_of($2::jsonb ->> 'ends_on') else a.ends_precision end,
       obligations = case when $2::jsonb ? 'obligations' then texts_patched(a.obligations, $2::jsonb -> 'obligations') else a.obligations end,
       summary = case when $2::jsonb ? 'summary' then texts_patched(a.summary, $2::jsonb -> 'summary') else a.summary end
 where a.id = $1::uuid
