-- A point ($1 its members as of a patch): its id.
insert into point (code, branch_id, utility_id, agreement_id, lifecycle, website, notes, valid_days, certainty)
select coalesce(p.m ->> 'code', free_code('point', regexp_replace(b.code, '^[a-z]{2}-', '') || ' ' || u.code)), b.id, u.id,
       (select a.id from agreement a where a.code = p.m ->> 'agreement'), coalesce(p.m ->> 'lifecycle', 'planned'), p.m ->> 'website',
       texts_patched(null, p.m -> 'notes'), coalesce((p.m ->> 'valid_days')::smallint, 7), 'confirmed'
  from (select $1::jsonb as m) as p
  join branch b on b.code = p.m ->> 'branch'
  join organization u on u.code = p.m ->> 'utility'
returning id
