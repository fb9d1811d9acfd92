-- What a point's list of services is from now on ($1 point id, $2 patch); nothing where the patch doesn't name it.
with wanted as (
  select t.id from service t where t.code in (select jsonb_array_elements_text(coalesce(nullif($2::jsonb -> 'services', 'null'), '[]')))
), gone as (
  delete from point_service x where x.point_id = $1::uuid and $2::jsonb ? 'services' and x.service_id not in (select w.id from wanted w)
)
insert into point_service (point_id, service_id, certainty)
select $1::uuid, w.id, 'confirmed' from wanted w where $2::jsonb ? 'services'
    on conflict do nothing
