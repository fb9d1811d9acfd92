-- The exceptions of hours ($1 building, access or adviser; $2 id of the branch, or point; $3 language) that aren't over, the next first: place in
-- stored_schedule(), first day, last day, the periods then, why.
select e.place - 1, e.value ->> 'first_day', e.value ->> 'last_day',
       (select string_agg(p.value, ', ' order by p.place) from jsonb_array_elements_text(e.value -> 'periods') with ordinality as p (value, place)),
       coalesce(e.value -> 'reason' ->> $3, e.value -> 'reason' ->> 'lt')
  from branch b
 cross join jsonb_array_elements(stored_schedule(schedule_of($1, $2::uuid)) -> 'exceptions') with ordinality as e (value, place)
 where b.id = (select case when $1 = 'building' then $2::uuid else (select p.branch_id from point p where p.id = $2::uuid) end)
   and (e.value ->> 'last_day')::date >= (clock_now() at time zone b.time_zone)::date
 order by e.value ->> 'first_day', e.place
