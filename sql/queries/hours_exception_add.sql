-- A branch's hours ($1 id) with one exception more ($2), or without the one at a place ($3), as hours_replace() takes them.
select jsonb_build_object('rules', h.body -> 'rules',
                          'exceptions', case when $3::integer is not null then (h.body -> 'exceptions') - $3::integer
                                             else (h.body -> 'exceptions') || jsonb_build_array($2::jsonb) end)::text
  from (select stored_hours($1::uuid) as body) as h
