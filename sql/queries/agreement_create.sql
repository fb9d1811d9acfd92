-- An agreement ($1 its members as of a patch): its id.
insert into agreement (code, utility_id, library_id, state, starts_on, starts_precision, ends_on, ends_precision, obligations, summary)
select coalesce(p.m ->> 'code', free_code('agreement', u.code || ' ' || l.code)), u.id, l.id, coalesce(p.m ->> 'state', 'draft'),
       precise_first_day(p.m ->> 'starts_on'), precision_of(p.m ->> 'starts_on'),
       precise_first_day(p.m ->> 'ends_on'), precision_of(p.m ->> 'ends_on'),
       texts_patched(null, p.m -> 'obligations'), texts_patched(null, p.m -> 'summary')
  from (select $1::jsonb as m) as p
  join organization u on u.code = p.m ->> 'utility'
  join library l on l.code = p.m ->> 'library'
returning id
