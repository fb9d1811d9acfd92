-- Which members of a patch ($1) name what isn't there.
select u.member
  from (select $1::jsonb as patch) as p
 cross join lateral (
        select 'library' where p.patch ->> 'library' is not null and not exists (select from library t where t.code = p.patch ->> 'library')
        union all select 'municipality' where p.patch ->> 'municipality' is not null and not exists (select from municipality t where t.code = p.patch ->> 'municipality')
        union all select 'place' where p.patch ->> 'place' is not null and not exists (select from place t where t.code = p.patch ->> 'place')
        union all select 'branch' where p.patch ->> 'branch' is not null and not exists (select from branch t where t.code = p.patch ->> 'branch')
        union all select 'agreement' where p.patch ->> 'agreement' is not null and not exists (select from agreement t where t.code = p.patch ->> 'agreement')
        union all select 'utility' where p.patch ->> 'utility' is not null
                                     and not exists (select from organization t where t.code = p.patch ->> 'utility' and t.kind = 'utility')
        union all select 'services' where exists (select from jsonb_array_elements_text(coalesce(p.patch -> 'services', '[]')) as c (code)
                                                   where not exists (select from service t where t.code = c.code))
        union all select 'equipment' where exists (select from jsonb_array_elements_text(coalesce(p.patch -> 'equipment', '[]')) as c (code)
                                                    where not exists (select from equipment t where t.code = c.code))) as u (member)
