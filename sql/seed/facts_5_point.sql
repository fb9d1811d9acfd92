-- Services, equipment, and the 20 self-service points of LESTO: reported about 2014, not verified since. They are
-- listed under ESO, which took over from LESTO; whether a point is still there nobody has said.
-- Seed data, CC BY 4.0. Rows are upserted by code and have fixed identifiers; a row that a person has edited, and
-- a code that was given up, are left alone.

select set_config('branchlight.seeding', 'on', true);

-- The article says that the points are for services of www.manoelektra.lt; which ones exactly is our reading, hence unverified.
insert into service as t (id, code, ordinal, title, description, bring, source)
select uuid_of('service', v.code), v.code, v.ordinal, v.title::jsonb, v.description::jsonb, v.bring::jsonb, 'worded by the registry'
  from (values
  ('declare-readings', 1, '{"lt": "Deklaruoti skaitiklio rodmenis", "en": "Submit meter readings"}', '{"lt": "Įvesti elektros skaitiklio rodmenis savitarnos svetainėje.", "en": "Enter the readings of the electricity meter on the self-service site."}', '{"lt": "Užsirašytus skaitiklio rodmenis ir mokėtojo kodą arba ankstesnę sąskaitą.", "en": "The readings written down, and the customer code or an earlier bill."}'),
  ('pay-bills', 2, '{"lt": "Apmokėti sąskaitas", "en": "Pay bills"}', '{"lt": "Sumokėti už elektrą per savo banką. Slaptažodžių ir banko kodų niekam nesakykite: darbuotojai jų neprašo.", "en": "Pay for electricity through one''s own bank. Tell nobody passwords or bank codes: staff never ask for them."}', '{"lt": "Savo elektroninės bankininkystės prisijungimo priemonę.", "en": "Your own means of signing in to your bank."}'),
  ('view-consumption', 3, '{"lt": "Peržiūrėti suvartojimą ir mokėjimus", "en": "See consumption and payments"}', '{"lt": "Pamatyti, kiek elektros suvartota ir kiek sumokėta.", "en": "See how much electricity was used and what was paid."}', '{"lt": "Savitarnos prisijungimo vardą arba mokėtojo kodą.", "en": "The sign-in name of the self-service site, or the customer code."}'),
  ('requests', 4, '{"lt": "Pateikti prašymą", "en": "Make a request"}', '{"lt": "Pateikti prašymą ar klausimą bendrovei per savitarnos svetainę.", "en": "Send the company a request or a question through the self-service site."}', '{"lt": "Sutarties numerį arba ankstesnę sąskaitą.", "en": "The contract''s number or an earlier bill."}'),
  ('register', 5, '{"lt": "Užsiregistruoti savitarnoje", "en": "Register for self-service"}', '{"lt": "Susikurti paskyrą savitarnos svetainėje.", "en": "Create an account on the self-service site."}', '{"lt": "Mokėtojo kodą ir el. pašto adresą.", "en": "The customer code and an e-mail address."}')
  ) as v (code, ordinal, title, description, bring)
 where not exists (select from retired_code r where r.kind = 'service' and r.code = v.code)
on conflict (code) do update
   set (ordinal, title, description, bring, source) = row(excluded.ordinal, excluded.title, excluded.description, excluded.bring, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.ordinal, t.title, t.description, t.bring, t.source) is distinct from (excluded.ordinal, excluded.title, excluded.description, excluded.bring, excluded.source);

insert into equipment as t (id, code, ordinal, title, source)
select uuid_of('equipment', v.code), v.code, v.ordinal, v.title::jsonb, 'worded by the registry'
  from (values
  ('computer', 1, '{"lt": "Kompiuteris", "en": "Computer"}'),
  ('internet', 2, '{"lt": "Internetas", "en": "Internet"}'),
  ('printer', 3, '{"lt": "Spausdintuvas", "en": "Printer"}'),
  ('scanner', 4, '{"lt": "Skaitytuvas", "en": "Scanner"}'),
  ('card-reader', 5, '{"lt": "Tapatybės kortelės skaitytuvas", "en": "ID card reader"}'),
  ('tablet', 6, '{"lt": "Planšetinis kompiuteris", "en": "Tablet"}'),
  ('headphones', 7, '{"lt": "Ausinės", "en": "Headphones"}'),
  ('large-screen', 8, '{"lt": "Didelis ekranas", "en": "Large screen"}')
  ) as v (code, ordinal, title)
 where not exists (select from retired_code r where r.kind = 'equipment' and r.code = v.code)
on conflict (code) do update
   set (ordinal, title, source) = row(excluded.ordinal, excluded.title, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.ordinal, t.title, t.source) is distinct from (excluded.ordinal, excluded.title, excluded.source);

insert into point as t (id, code, branch_id, utility_id, lifecycle, website, reported_on, reported_precision, reported_about, reported_by_id, certainty, source)
select uuid_of('point', v.code), v.code, (select b.id from branch b where b.code = v.branch), (select o.id from organization o where o.code = 'eso'), 'active', 'http://www.manoelektra.lt', date '2014-01-01', 'year', true, (select o.id from organization o where o.code = 'lesto'), 'reported', 'article about LESTO and libraries, undated, about 2014'
  from (values
  ('lazdijai-eso', 'lt-lazdijai'),
  ('sakiai-eso', 'lt-sakiai'),
  ('pasvalys-eso', 'lt-pasvalys'),
  ('telsiai-eso', 'lt-telsiai'),
  ('silute-eso', 'lt-silute'),
  ('skuodas-eso', 'lt-skuodas'),
  ('kretinga-eso', 'lt-kretinga'),
  ('varena-eso', 'lt-varena'),
  ('kelme-eso', 'lt-kelme'),
  ('ignalina-eso', 'lt-ignalina'),
  ('rokiskis-eso', 'lt-rokiskis'),
  ('kupiskis-eso', 'lt-kupiskis'),
  ('kaisiadorys-eso', 'lt-kaisiadorys'),
  ('joniskis-eso', 'lt-joniskis'),
  ('salcininkai-eso', 'lt-salcininkai'),
  ('visaginas-eso', 'lt-visaginas'),
  ('svencionys-eso', 'lt-svencionys'),
  ('jonava-eso', 'lt-jonava'),
  ('ukmerge-eso', 'lt-ukmerge'),
  ('anyksciai-eso', 'lt-anyksciai')
  ) as v (code, branch)
 where not exists (select from retired_code r where r.kind = 'point' and r.code = v.code)
on conflict (code) do update
   set (branch_id, utility_id, lifecycle, website, reported_on, reported_precision, reported_about, reported_by_id, certainty, source) = row(excluded.branch_id, excluded.utility_id, excluded.lifecycle, excluded.website, excluded.reported_on, excluded.reported_precision, excluded.reported_about, excluded.reported_by_id, excluded.certainty, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.branch_id, t.utility_id, t.lifecycle, t.website, t.reported_on, t.reported_precision, t.reported_about, t.reported_by_id, t.certainty, t.source) is distinct from (excluded.branch_id, excluded.utility_id, excluded.lifecycle, excluded.website, excluded.reported_on, excluded.reported_precision, excluded.reported_about, excluded.reported_by_id, excluded.certainty, excluded.source);

insert into point_service (point_id, service_id, certainty)
select p.id, s.id, 'unverified'
  from point p
 cross join service s
 where p.reported_by_id = (select o.id from organization o where o.code = 'lesto') and p.edited_at is null and not p.demo
   and s.code in ('declare-readings', 'pay-bills', 'view-consumption', 'requests', 'register')
on conflict do nothing;

insert into point_equipment (point_id, equipment_id, certainty)
select p.id, e.id, 'inferred'
  from point p
 cross join equipment e
 where p.reported_by_id = (select o.id from organization o where o.code = 'lesto') and p.edited_at is null and not p.demo
   and e.code in ('computer', 'internet')
on conflict do nothing;
