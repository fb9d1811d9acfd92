-- What went on before, as the article tells it: programmes, a campaign, plans and wishes. Hosts, branches and
-- people that it doesn't name are not made up; counts are those told.
-- Seed data, CC BY 4.0. Rows are upserted by code and have fixed identifiers; a row that a person has edited, and
-- a code that was given up, are left alone.

select set_config('branchlight.seeding', 'on', true);

insert into campaign as t (id, code, kind, organization_id, title, description, theme, characters, starts_on, starts_precision, ends_on, ends_precision, dates_about, certainty, source)
select uuid_of('campaign', v.code), v.code, v.kind, (select o.id from organization o where o.code = 'lesto'), v.title::jsonb, v.description::jsonb, v.theme::jsonb, v.characters::jsonb, v.starts_on::date, v.starts_precision, v.ends_on::date, v.ends_precision, v.dates_about::boolean, 'reported', 'article about LESTO and libraries, undated, about 2014'
  from (values
  ('bibliotekos-pazangai', 'programme', '{"lt": "Susitikimai su bibliotekų lankytojais („Bibliotekos pažangai“)", "en": "Meetings with library users (“Libraries for Innovation”)"}', '{"lt": "Projekto „Bibliotekos pažangai“ metu bendrovė susitiko su 10 bibliotekų lankytojais ir mokė juos naudotis svetaine www.manoelektra.lt.", "en": "Within the project “Bibliotekos pažangai” the company met users of 10 libraries and taught them to use www.manoelektra.lt."}', null, null, '2012-01-01', 'year', '2013-01-01', 'year', 'f'),
  ('bibliotekininku-mokymai', 'programme', '{"lt": "Bibliotekininkų mokymai", "en": "Training of librarians"}', '{"lt": "Bibliotekininkai išmokyti naudotis svetaine www.manoelektra.lt, kad galėtų patarti lankytojams.", "en": "Librarians were trained to use www.manoelektra.lt, so that they could advise visitors."}', null, null, null, null, null, null, 'f'),
  ('paskaitos-apie-elektra', 'programme', '{"lt": "Paskaitos apie elektros vartojimą", "en": "Lectures on electricity consumption"}', '{"lt": "Bibliotekose skaitytos paskaitos apie elektros vartojimą.", "en": "Lectures on electricity consumption were given in libraries."}', null, null, null, null, null, null, 'f'),
  ('elektromagija', 'campaign', '{"lt": "Racionalus elektros vartojimas ir „ElektroMagija“", "en": "Rational use of electricity, with “ElektroMagija”"}', '{"lt": "Rugsėjį 14 bibliotekų vyko renginiai apie racionalų elektros vartojimą ir svetainę www.manoelektra.lt; vaikams – viktorinos ir konkursai.", "en": "In September events in 14 libraries: on rational use of electricity and on www.manoelektra.lt; for children quizzes and contests."}', '{"lt": "Racionalus elektros vartojimas", "en": "Rational use of electricity"}', '{"lt": "Iniciatyvos „ElektroMagija“ personažai", "en": "The characters of the initiative “ElektroMagija”"}', '2014-09-01', 'month', '2014-09-01', 'month', 't')
  ) as v (code, kind, title, description, theme, characters, starts_on, starts_precision, ends_on, ends_precision, dates_about)
 where not exists (select from retired_code r where r.kind = 'campaign' and r.code = v.code)
on conflict (code) do update
   set (kind, organization_id, title, description, theme, characters, starts_on, starts_precision, ends_on, ends_precision, dates_about, certainty, source) = row(excluded.kind, excluded.organization_id, excluded.title, excluded.description, excluded.theme, excluded.characters, excluded.starts_on, excluded.starts_precision, excluded.ends_on, excluded.ends_precision, excluded.dates_about, excluded.certainty, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.kind, t.organization_id, t.title, t.description, t.theme, t.characters, t.starts_on, t.starts_precision, t.ends_on, t.ends_precision, t.dates_about, t.certainty, t.source) is distinct from (excluded.kind, excluded.organization_id, excluded.title, excluded.description, excluded.theme, excluded.characters, excluded.starts_on, excluded.starts_precision, excluded.ends_on, excluded.ends_precision, excluded.dates_about, excluded.certainty, excluded.source);

insert into campaign_count (campaign_id, measure, count, precision, certainty)
select c.id, v.measure, v.count, 'exact', 'reported'
  from (values ('bibliotekos-pazangai', 'libraries', 10), ('elektromagija', 'libraries', 14)) as v (code, measure, count)
  join campaign c on c.code = v.code and c.edited_at is null
on conflict do nothing;

insert into wish as t (id, code, kind, from_id, to_id, title, description, made_on, made_precision, made_about, outcome, certainty, source)
select uuid_of('wish', v.code), v.code, v.kind, (select o.id from organization o where o.code = v.from_code), (select o.id from organization o where o.code = v.to_code), v.title::jsonb, v.description::jsonb, date '2014-01-01', 'year', true, v.outcome, 'reported', 'article about LESTO and libraries, undated, about 2014'
  from (values
  ('lesto-offer', 'request', 'lesto', null, '{"lt": "Pasiūlymas bibliotekoms tapti partnerėmis", "en": "An offer to libraries to become partners"}', '{"lt": "Vienas pasiūlymas išsiųstas daugeliui bibliotekų; dauguma mielai sutiko.", "en": "One offer went to many libraries; most accepted gladly."}', 'accepted'),
  ('lesto-more-points', 'plan', 'lesto', null, '{"lt": "Daugiau savitarnos vietų daugiau bibliotekų", "en": "More points in more libraries"}', '{"lt": "Bendrovė planuoja įrengti daugiau savitarnos vietų kitose bibliotekose.", "en": "The company plans more points in more libraries."}', 'unknown'),
  ('pasvalys-branches', 'wish', 'pasvalio-vb', 'lesto', '{"lt": "Teikti paslaugą daugumoje filialų", "en": "The service in most branches"}', '{"lt": "Biblioteka norėtų teikti šią paslaugą daugumoje savo filialų.", "en": "The library would like to offer the service in most of its branches."}', 'unknown'),
  ('pasvalys-baltic-way', 'invitation', 'pasvalio-vb', 'lesto', '{"lt": "Kvietimas į Baltijos kelio 25-mečio renginį", "en": "Invitation to the event for the 25th anniversary of the Baltic Way"}', '{"lt": "Biblioteka kviečia bendrovę į savo renginį, skirtą Baltijos kelio 25-mečiui.", "en": "The library invites the company to its event for the 25th anniversary of the Baltic Way."}', 'unknown'),
  ('anyksciai-knygu-kaledos', 'request', 'anyksciu-vb', 'lesto', '{"lt": "Prisijungti prie akcijos „Knygų Kalėdos“", "en": "To join the campaign “Knygų Kalėdos” (Christmas of Books)"}', '{"lt": "Biblioteka prašo bendrovės prisijungti prie akcijos „Knygų Kalėdos“.", "en": "The library asks the company to join the campaign “Knygų Kalėdos”."}', 'unknown'),
  ('anyksciai-more-use', 'wish', 'anyksciu-vb', null, '{"lt": "Kad savitarnos vieta būtų naudojama dažniau", "en": "More use of the point"}', '{"lt": "Biblioteka tikisi, kad lankytojai savitarnos vieta naudosis dažniau.", "en": "The library hopes that visitors will use its point more."}', 'unknown'),
  ('more-partners', 'wish', null, null, '{"lt": "Daugiau verslo bibliotekose", "en": "More businesses in libraries"}', '{"lt": "Į bibliotekas turėtų ateiti daugiau bendrovių ir kitų partnerių.", "en": "More companies and other partners should come to libraries."}', 'unknown')
  ) as v (code, kind, from_code, to_code, title, description, outcome)
 where not exists (select from retired_code r where r.kind = 'wish' and r.code = v.code)
on conflict (code) do update
   set (kind, from_id, to_id, title, description, made_on, made_precision, made_about, outcome, certainty, source) = row(excluded.kind, excluded.from_id, excluded.to_id, excluded.title, excluded.description, excluded.made_on, excluded.made_precision, excluded.made_about, excluded.outcome, excluded.certainty, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.kind, t.from_id, t.to_id, t.title, t.description, t.made_on, t.made_precision, t.made_about, t.outcome, t.certainty, t.source) is distinct from (excluded.kind, excluded.from_id, excluded.to_id, excluded.title, excluded.description, excluded.made_on, excluded.made_precision, excluded.made_about, excluded.outcome, excluded.certainty, excluded.source);
