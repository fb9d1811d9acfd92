-- Organizations: the electricity distributor LESTO, ESO that took its place, and the 20 library institutions.
-- Seed data, CC BY 4.0. Rows are upserted by code and have fixed identifiers; a row that a person has edited, and
-- a code that was given up, are left alone.

select set_config('branchlight.seeding', 'on', true);

-- LESTO became part of ESO in 2016. Its customers' number is the one that is best known; nobody has called it.
insert into organization as t (id, code, kind, name, name_language, name_certainty, country, website, self_service, phone, contact_certainty, active_until, active_until_precision, successor_id, source)
select uuid_of('organization', v.code), v.code, 'utility', v.name, 'lt', v.name_certainty, 'LT', v.website, v.self_service, v.phone, v.contact_certainty, v.active_until::date, v.active_until_precision, case when v.successor is not null then uuid_of('organization', v.successor) end, v.source
  from (values
  ('eso', 'AB „Energijos skirstymo operatorius“', 'third_party', 'https://www.eso.lt', null, '1852', 'unverified', null, null, null, 'general knowledge; site and telephone not checked'),
  ('lesto', 'AB LESTO', 'reported', null, 'http://www.manoelektra.lt', null, 'reported', '2016-01-01', 'year', 'eso', 'article about LESTO and libraries, undated, about 2014; part of ESO since 2016')
  ) as v (code, name, name_certainty, website, self_service, phone, contact_certainty, active_until, active_until_precision, successor, source)
 where not exists (select from retired_code r where r.kind = 'organization' and r.code = v.code)
on conflict (code) do update
   set (kind, name, name_language, name_certainty, country, website, self_service, phone, contact_certainty, active_until, active_until_precision, successor_id, source) = row(excluded.kind, excluded.name, excluded.name_language, excluded.name_certainty, excluded.country, excluded.website, excluded.self_service, excluded.phone, excluded.contact_certainty, excluded.active_until, excluded.active_until_precision, excluded.successor_id, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.kind, t.name, t.name_language, t.name_certainty, t.country, t.website, t.self_service, t.phone, t.contact_certainty, t.active_until, t.active_until_precision, t.successor_id, t.source) is distinct from (excluded.kind, excluded.name, excluded.name_language, excluded.name_certainty, excluded.country, excluded.website, excluded.self_service, excluded.phone, excluded.contact_certainty, excluded.active_until, excluded.active_until_precision, excluded.successor_id, excluded.source);

insert into organization as t (id, code, kind, name, name_language, name_certainty, country, website, contact_certainty, source)
select uuid_of('organization', v.code), v.code, 'library', v.name, 'lt', v.name_certainty, 'LT', v.website, v.contact_certainty, v.source
  from (values
  ('lazdiju-vb', 'Lazdijų rajono savivaldybės viešoji biblioteka', 'third_party', null, null, 'regional public library pages (rsvb.lt)'),
  ('sakiu-vb', 'Šakių rajono savivaldybės viešoji biblioteka', 'third_party', 'https://www.sakiai.rvb.lt', 'own_site', 'lsvba.lt/sakiu-r-savivaldybes-viesoji-biblioteka'),
  ('pasvalio-vb', 'Pasvalio Mariaus Katiliškio viešoji biblioteka', 'own_site', 'https://psvb.lt', 'own_site', 'psvb.lt/knygomatas'),
  ('telsiu-vb', 'Telšių rajono savivaldybės Karolinos Praniauskaitės viešoji biblioteka', 'own_site', 'http://www.kpbiblioteka.lt', 'own_site', 'kpbiblioteka.lt/lt/veikla-2/nuostatai'),
  ('silutes-vb', 'Šilutės rajono savivaldybės Fridricho Bajoraičio viešoji biblioteka', 'third_party', 'https://www.silutevb.lt', 'own_site', 'mle.lt/straipsniai/bajoraicio-f-viesoji-biblioteka'),
  ('skuodo-vb', 'Skuodo rajono savivaldybės Romualdo Granausko viešoji biblioteka', 'own_site', 'https://www.svb.lt', 'own_site', 'svb.lt/apie-biblioteka/bibliotekos-istorija/120; lsvba.lt'),
  ('kretingos-vb', 'Kretingos rajono savivaldybės Motiejaus Valančiaus viešoji biblioteka', 'third_party', 'https://kretvb.lt', 'own_site', 'lsvba.lt/kretingos-r-savivaldybes-motiejaus-valanciaus-viesoji-biblioteka'),
  ('varenos-vb', 'Varėnos rajono savivaldybės viešoji biblioteka', 'own_site', 'https://www.varenosvb.lt', 'own_site', 'varenosvb.lt/apie-mus'),
  ('kelmes-vb', 'Kelmės rajono savivaldybės Žemaitės viešoji biblioteka', 'own_site', 'https://www.kelmeszemaitesvb.lt', 'own_site', 'kelmeszemaitesvb.lt/apie-mus'),
  ('ignalinos-vb', 'Ignalinos rajono savivaldybės viešoji biblioteka', 'third_party', null, null, 'lsvba.lt/ignalinos-r-savivaldybes-viesoji-biblioteka'),
  ('rokiskio-vb', 'Rokiškio rajono savivaldybės Juozo Keliuočio viešoji biblioteka', 'third_party', 'https://www.rokiskis.rvb.lt', 'own_site', 'lt.wikipedia.org/wiki/Rokiškio_viešoji_biblioteka'),
  ('kupiskio-vb', 'Kupiškio rajono savivaldybės viešoji biblioteka', 'own_site', 'https://www.kupiskiovb.lt', 'own_site', 'kupiskiovb.lt/istorijos-fragmentai'),
  ('kaisiadoriu-vb', 'Kaišiadorių rajono savivaldybės viešoji biblioteka', 'corroborated', null, null, 'etaplius.lt; kaisiadorieciams.lt, 2017'),
  ('joniskio-vb', 'Joniškio rajono savivaldybės Jono Avyžiaus viešoji biblioteka', 'third_party', 'https://www.joniskis.rvb.lt', 'own_site', 'savb.lt/lt/regiono-bibliotekos'),
  ('salcininku-vb', 'Šalčininkų rajono savivaldybės viešoji biblioteka', 'corroborated', null, null, 'lsvba.lt/bibliotekos/salcininku-rajono-savivaldybes-viesoji-biblioteka; 3erdve.lt'),
  ('visagino-vb', 'Visagino viešoji biblioteka', 'own_site', 'https://www.visaginobiblioteka.lt', 'own_site', 'visaginobiblioteka.lt/naujienos/informacija-bibliotekos-lankytojams, 2021'),
  ('svencioniu-vb', 'Švenčionių rajono savivaldybės viešoji biblioteka', 'third_party', 'http://www.svencioniuvb.lt', 'own_site', 'lsvba.lt/svencioniu-r-savivaldybes-viesoji-biblioteka; svencioniuvb.lt/en'),
  ('jonavos-vb', 'Jonavos rajono savivaldybės viešoji biblioteka', 'own_site', 'https://jonbiblioteka.lt', 'own_site', 'jonbiblioteka.lt/trumpa-istorija'),
  ('ukmerges-vb', 'Ukmergės rajono savivaldybės Vlado Šlaito viešoji biblioteka', 'own_site', 'https://ukmergesvb.lt', 'own_site', 'ukmergesvb.lt/en'),
  ('anyksciu-vb', 'Anykščių rajono savivaldybės Liudvikos ir Stanislovo Didžiulių viešoji biblioteka', 'own_site', 'https://anyksciuvb.lt', 'own_site', 'anyksciuvb.lt/dovana-ir-padeka-is-vilniaus-universiteto-bibliotekos, 2021')
  ) as v (code, name, name_certainty, website, contact_certainty, source)
 where not exists (select from retired_code r where r.kind = 'organization' and r.code = v.code)
on conflict (code) do update
   set (kind, name, name_language, name_certainty, country, website, contact_certainty, source) = row(excluded.kind, excluded.name, excluded.name_language, excluded.name_certainty, excluded.country, excluded.website, excluded.contact_certainty, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.kind, t.name, t.name_language, t.name_certainty, t.country, t.website, t.contact_certainty, t.source) is distinct from (excluded.kind, excluded.name, excluded.name_language, excluded.name_certainty, excluded.country, excluded.website, excluded.contact_certainty, excluded.source);

insert into name (id, organization_id, kind, language, name, source)
select uuid_of('name', concat_ws(' ', 'organization', v.code, v.kind, v.language, v.name)), o.id, v.kind, v.language, v.name, 'usual short forms; English by the registry'
  from (values
  ('eso', 'short', 'lt', 'ESO'),
  ('eso', 'translation', 'en', 'Energy Distribution Operator (ESO)'),
  ('lesto', 'short', 'lt', 'LESTO'),
  ('lesto', 'alias', 'lt', 'manoelektra'),
  ('lesto', 'alias', 'lt', 'www.manoelektra.lt'),
  ('lazdiju-vb', 'short', 'lt', 'Lazdijų viešoji biblioteka'),
  ('lazdiju-vb', 'translation', 'en', 'Lazdijai District Municipality Public Library'),
  ('sakiu-vb', 'short', 'lt', 'Šakių viešoji biblioteka'),
  ('sakiu-vb', 'translation', 'en', 'Šakiai District Municipality Public Library'),
  ('pasvalio-vb', 'short', 'lt', 'Pasvalio viešoji biblioteka'),
  ('pasvalio-vb', 'translation', 'en', 'Pasvalys Marius Katiliškis Public Library'),
  ('telsiu-vb', 'short', 'lt', 'Telšių viešoji biblioteka'),
  ('telsiu-vb', 'translation', 'en', 'Karolina Praniauskaitė Public Library of Telšiai District Municipality'),
  ('silutes-vb', 'short', 'lt', 'Šilutės viešoji biblioteka'),
  ('silutes-vb', 'translation', 'en', 'Fridrichas Bajoraitis Public Library of Šilutė District Municipality'),
  ('skuodo-vb', 'short', 'lt', 'Skuodo viešoji biblioteka'),
  ('skuodo-vb', 'translation', 'en', 'Romualdas Granauskas Public Library of Skuodas District Municipality'),
  ('kretingos-vb', 'short', 'lt', 'Kretingos viešoji biblioteka'),
  ('kretingos-vb', 'translation', 'en', 'Motiejus Valančius Public Library of Kretinga District Municipality'),
  ('varenos-vb', 'short', 'lt', 'Varėnos viešoji biblioteka'),
  ('varenos-vb', 'translation', 'en', 'Varėna District Municipality Public Library'),
  ('kelmes-vb', 'short', 'lt', 'Kelmės viešoji biblioteka'),
  ('kelmes-vb', 'translation', 'en', 'Žemaitė Public Library of Kelmė District Municipality'),
  ('ignalinos-vb', 'short', 'lt', 'Ignalinos viešoji biblioteka'),
  ('ignalinos-vb', 'translation', 'en', 'Ignalina District Municipality Public Library'),
  ('rokiskio-vb', 'short', 'lt', 'Rokiškio viešoji biblioteka'),
  ('rokiskio-vb', 'translation', 'en', 'Juozas Keliuotis Public Library of Rokiškis District Municipality'),
  ('kupiskio-vb', 'short', 'lt', 'Kupiškio viešoji biblioteka'),
  ('kupiskio-vb', 'translation', 'en', 'Kupiškis District Municipality Public Library'),
  ('kaisiadoriu-vb', 'short', 'lt', 'Kaišiadorių viešoji biblioteka'),
  ('kaisiadoriu-vb', 'translation', 'en', 'Kaišiadorys District Municipality Public Library'),
  ('joniskio-vb', 'short', 'lt', 'Joniškio viešoji biblioteka'),
  ('joniskio-vb', 'translation', 'en', 'Jonas Avyžius Public Library of Joniškis District Municipality'),
  ('salcininku-vb', 'short', 'lt', 'Šalčininkų viešoji biblioteka'),
  ('salcininku-vb', 'translation', 'en', 'Šalčininkai District Municipality Public Library'),
  ('visagino-vb', 'translation', 'en', 'Visaginas Public Library'),
  ('svencioniu-vb', 'short', 'lt', 'Švenčionių viešoji biblioteka'),
  ('svencioniu-vb', 'translation', 'en', 'Švenčionys District Municipality Public Library'),
  ('jonavos-vb', 'short', 'lt', 'Jonavos viešoji biblioteka'),
  ('jonavos-vb', 'translation', 'en', 'Jonava District Municipality Public Library'),
  ('ukmerges-vb', 'short', 'lt', 'Ukmergės viešoji biblioteka'),
  ('ukmerges-vb', 'translation', 'en', 'Vladas Šlaitas Public Library of Ukmergė District Municipality'),
  ('anyksciu-vb', 'short', 'lt', 'Anykščių viešoji biblioteka'),
  ('anyksciu-vb', 'translation', 'en', 'Liudvika and Stanislovas Didžiulis Public Library of Anykščiai District Municipality')
  ) as v (code, kind, language, name)
  join organization o on o.code = v.code and o.edited_at is null
on conflict do nothing;

insert into library as t (id, code, organization_id, municipality_id, source)
select uuid_of('library', v.code), v.code, (select o.id from organization o where o.code = v.code), (select m.id from municipality m where m.code = v.municipality), 'article about LESTO and libraries, undated, about 2014'
  from (values
  ('lazdiju-vb', 'LT-24'),
  ('sakiu-vb', 'LT-41'),
  ('pasvalio-vb', 'LT-34'),
  ('telsiu-vb', 'LT-51'),
  ('silutes-vb', 'LT-46'),
  ('skuodo-vb', 'LT-48'),
  ('kretingos-vb', 'LT-22'),
  ('varenos-vb', 'LT-55'),
  ('kelmes-vb', 'LT-19'),
  ('ignalinos-vb', 'LT-09'),
  ('rokiskio-vb', 'LT-40'),
  ('kupiskio-vb', 'LT-23'),
  ('kaisiadoriu-vb', 'LT-13'),
  ('joniskio-vb', 'LT-11'),
  ('salcininku-vb', 'LT-42'),
  ('visagino-vb', 'LT-59'),
  ('svencioniu-vb', 'LT-49'),
  ('jonavos-vb', 'LT-10'),
  ('ukmerges-vb', 'LT-53'),
  ('anyksciu-vb', 'LT-04')
  ) as v (code, municipality)
 where not exists (select from retired_code r where r.kind = 'library' and r.code = v.code)
on conflict (code) do update
   set (organization_id, municipality_id, source) = row(excluded.organization_id, excluded.municipality_id, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.organization_id, t.municipality_id, t.source) is distinct from (excluded.organization_id, excluded.municipality_id, excluded.source);
