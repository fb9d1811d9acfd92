-- Demonstration data, first part: what stands beside the facts and hardly moves. Every row says demo; nothing here
-- touches a fact, and clear_demo.sql takes all of it away.
--
-- Invented: a second utility (its name says so), its points, who speaks what, which doors have steps. The library of
-- Varėna and its point stay as the facts have them, to be seen beside the rest.

select set_config('branchlight.seeding', 'on', true);

insert into organization as t (id, code, kind, name, name_language, name_certainty, country, website, self_service, phone,
                               contact_certainty, source, demo)
select uuid_of('organization', v.code), v.code, 'utility', v.name, 'lt', 'unverified', 'LT', v.website, v.self_service, v.phone,
       'unverified', 'invented for the demonstration', true
  from (values ('demo-vandenys', 'UAB „Pavyzdžio vandenys“ (išgalvota)', 'https://vandenys.example', 'https://savitarna.vandenys.example',
                '+370 000 00000')) as v (code, name, website, self_service, phone)
 where not exists (select from retired_code r where r.kind = 'organization' and r.code = v.code)
on conflict (code) do nothing;

insert into name (id, organization_id, kind, language, name, source, demo)
select uuid_of('name', 'demo ' || v.name), o.id, v.kind, v.language, v.name, 'invented for the demonstration', true
  from (values ('translation', 'en', '“Example Waters” (invented)'), ('short', 'lt', 'Pavyzdžio vandenys')) as v (kind, language, name)
  join organization o on o.code = 'demo-vandenys' and o.demo and o.edited_at is null
on conflict do nothing;

-- Points of the second utility in every lifecycle that is published.
insert into point as t (id, code, branch_id, utility_id, lifecycle, notes, certainty, source, demo)
select uuid_of('point', v.town || '-vanduo'), v.town || '-vanduo', b.id, o.id, v.lifecycle,
       '{"lt": "Išgalvota savitarnos vieta: taip atrodytų antrasis paslaugų teikėjas.", "en": "An invented point: what a second utility would look like."}',
       'unverified', 'invented for the demonstration', true
  from (values ('pasvalys', 'active'), ('kupiskis', 'active'), ('rokiskis', 'active'), ('jonava', 'active'),
               ('telsiai', 'active'), ('silute', 'suspended'), ('sakiai', 'planned'), ('salcininkai', 'planned')) as v (town, lifecycle)
  join branch b on b.code = 'lt-' || v.town
  join organization o on o.code = 'demo-vandenys' and o.demo
 where not exists (select from retired_code r where r.kind = 'point' and r.code = v.town || '-vanduo')
on conflict (code) do nothing;

insert into point_service (point_id, service_id, certainty, demo)
select p.id, s.id, 'unverified', true
  from point p
  join organization o on o.id = p.utility_id and o.code = 'demo-vandenys'
  join service s on s.code in ('declare-readings', 'pay-bills')
 where p.demo and p.edited_at is null
on conflict do nothing;

-- A printer, a scanner or a large screen at some of them: by the hash of the code.
insert into point_equipment (point_id, equipment_id, certainty, demo)
select p.id, e.id, 'unverified', true
  from point p
 cross join equipment e
 where p.edited_at is null and p.code <> 'varena-eso'
   and (p.demo and e.code in ('computer', 'internet')
        or e.code = 'printer' and hashtext(p.code || 'printer') % 3 <> 0
        or e.code in ('scanner', 'headphones', 'large-screen') and hashtext(p.code || e.code) % 4 = 0)
on conflict do nothing;

-- Languages of the advisers: Lithuanian everywhere, others by what is spoken around.
insert into point_language (point_id, language, demo)
select p.id, l.language, true
  from point p
  join branch b on b.id = p.branch_id
 cross join lateral (
        select 'lt' as language
        union select 'pl' where b.code in ('lt-salcininkai', 'lt-svencionys')
        union select 'ru' where b.code in ('lt-salcininkai', 'lt-svencionys', 'lt-visaginas', 'lt-jonava')
        union select 'en' where hashtext(b.code || 'en') % 2 = 0
        union select 'de' where b.code in ('lt-silute')) as l
 where p.edited_at is null and p.code <> 'varena-eso'
on conflict do nothing;

-- Steps: known for most, so that the filter has something to leave out; unknown for some.
insert into accessibility (branch_id, step_free, notes, certainty, source, demo)
select b.id, s.step_free,
       case when s.step_free then '{"lt": "Išgalvota: įėjimas be laiptų.", "en": "Invented: an entrance without steps."}'::jsonb end,
       'unverified', 'invented for the demonstration', true
  from branch b
 cross join lateral (select abs(hashtext(b.code || 'steps') % 10) as number) as h
 cross join lateral (select h.number < 7 or b.code in ('lt-pasvalys', 'lt-kupiskis') as step_free) as s
 where b.edited_at is null and (h.number < 9 or s.step_free) and b.country = 'LT' and not b.demo and b.code <> 'lt-varena'
on conflict do nothing;
