-- A branch's hours ($1 id) with the rules of another ($2): what is copied; its own exceptions stay, and the visits to its own stops. No row where
-- the other has no week to copy: without one nothing would be known of the branch's days any more.
with rule as (
  select b.place, r.value as said
    from (values (1, $2::uuid), (2, $1::uuid)) as b (place, id)
   cross join lateral jsonb_array_elements(stored_hours(b.id) -> 'rules') as r
   where r.value ? 'stop' = (b.place = 2)
)
select jsonb_build_object('rules', jsonb_agg(r.said order by r.place), 'exceptions', stored_hours($1::uuid) -> 'exceptions')::text
  from rule r
having bool_or(r.place = 1 and r.said ->> 'kind' = 'weekly')
