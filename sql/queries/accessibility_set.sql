-- Whether one gets into a branch without a step ($1 branch id, $2 patch): true, false, or null where nobody says.
with gone as (
  delete from accessibility a where a.branch_id = $1::uuid and $2::jsonb ? 'step_free' and $2::jsonb ->> 'step_free' is null
)
insert into accessibility as a (branch_id, step_free, certainty)
select $1::uuid, ($2::jsonb ->> 'step_free')::boolean, 'confirmed' where $2::jsonb ->> 'step_free' is not null
    on conflict (branch_id) do update set step_free = excluded.step_free, certainty = excluded.certainty
 where a.step_free <> excluded.step_free
