-- The exceptions of a branch ($1 id) that aren't over, the next first: place in stored_hours(), first day, last day, when it is open
-- then, why ($2 language).
select e.place - 1, e.value ->> 'first_day', e.value ->> 'last_day',
       (select string_agg(p.value, ', ' order by p.place) from jsonb_array_elements_text(e.value -> 'periods') with ordinality as p (value, place)),
       coalesce(e.value -> 'reason' ->> $2, e.value -> 'reason' ->> 'lt')
  from branch b
 cross join jsonb_array_elements(stored_hours(b.id) -> 'exceptions') with ordinality as e (value, place)
 where b.id = $1::uuid and (e.value ->> 'last_day')::date >= (clock_now() at time zone b.time_zone)::date
 order by e.value ->> 'first_day', e.place
