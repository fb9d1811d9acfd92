-- The institution of a new library ($1 its members as of a patch, with draft): its id.
insert into organization (code, kind, name, name_language, name_certainty, country, website, phone, contact_certainty, published_at)
select free_code('organization', coalesce(p.m ->> 'code', p.m ->> 'name')), 'library', p.m ->> 'name', coalesce(p.m ->> 'name_language', 'lt'),
       'confirmed', coalesce(p.m ->> 'country', left(p.m ->> 'municipality', 2), 'LT'), p.m ->> 'website', p.m ->> 'phone',
       case when coalesce(p.m ->> 'website', p.m ->> 'phone') is not null then 'confirmed' end,
       case when not coalesce((p.m ->> 'draft')::boolean, false) then date_trunc('second', clock_now()) end
  from (select $1::jsonb as m) as p
returning id
