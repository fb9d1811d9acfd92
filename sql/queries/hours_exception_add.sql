-- Hours ($1 building, access or adviser; $2 id of the branch, or point) with one exception more ($3), or without the one at a place ($4), as
-- hours_replace() takes them. No row where there is none at that place.
select jsonb_build_object('rules', h.body -> 'rules',
                          'exceptions', case when $4::integer is not null then (h.body -> 'exceptions') - $4::integer
                                             else (h.body -> 'exceptions') || jsonb_build_array($3::jsonb) end)::text
  from (select stored_schedule(schedule_of($1, $2::uuid)) as body) as h
 where $4::integer is null or $4::integer < jsonb_array_length(h.body -> 'exceptions')
