-- A service ($1 its members as of a patch), the last in lists: its id.
insert into service (code, utility_id, ordinal, title, description, bring, active)
select coalesce(p.m ->> 'code', free_code('service', p.m -> 'title' ->> 'lt')),
       (select u.id from organization u where u.code = p.m ->> 'utility'),
       (select coalesce(max(s.ordinal), 0) + 1 from service s),
       texts_patched(null, p.m -> 'title'), texts_patched(null, p.m -> 'description'), texts_patched(null, p.m -> 'bring'),
       coalesce((p.m ->> 'active')::boolean, true)
  from (select $1::jsonb as m) as p
returning id
