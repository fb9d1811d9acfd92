-- A library ($1 its members as of a patch, $2 id of its institution): its id and code.
insert into library (code, organization_id, municipality_id, active)
select coalesce(p.m ->> 'code', free_code('library', p.m ->> 'name')), $2::uuid,
       (select m.id from municipality m where m.code = p.m ->> 'municipality'), coalesce((p.m ->> 'active')::boolean, true)
  from (select $1::jsonb as m) as p
returning id, code
