-- What a point's list of equipment is from now on ($1 point id, $2 patch); nothing where the patch doesn't name it.
with wanted as (
  select t.id from equipment t where t.code in (select jsonb_array_elements_text(coalesce(nullif($2::jsonb -> 'equipment', 'null'), '[]')))
), gone as (
  delete from point_equipment x where x.point_id = $1::uuid and $2::jsonb ? 'equipment' and x.equipment_id not in (select w.id from wanted w)
)
insert into point_equipment (point_id, equipment_id, certainty)
select $1::uuid, w.id, 'confirmed' from wanted w where $2::jsonb ? 'equipment'
    on conflict do nothing
