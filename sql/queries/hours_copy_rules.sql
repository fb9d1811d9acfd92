-- A branch's hours ($1 id) with the rules of another ($2), but for those of its stops: what is copied; its own exceptions stay.
select jsonb_build_object('rules', (select coalesce(jsonb_agg(r.value), '[]') from jsonb_array_elements(stored_hours($2::uuid) -> 'rules') as r
                                     where not r.value ? 'stop'),
                          'exceptions', stored_hours($1::uuid) -> 'exceptions')::text
