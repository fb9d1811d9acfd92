-- In which languages a point's adviser helps from now on ($1 point id, $2 patch); nothing where the patch doesn't name them.
with wanted as (
  select distinct w.code from jsonb_array_elements_text(coalesce(nullif($2::jsonb -> 'languages', 'null'), '[]')) as w (code)
), gone as (
  delete from point_language x where x.point_id = $1::uuid and $2::jsonb ? 'languages' and x.language not in (select w.code from wanted w)
)
insert into point_language (point_id, language)
select $1::uuid, w.code from wanted w where $2::jsonb ? 'languages'
    on conflict do nothing
