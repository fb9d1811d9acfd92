-- The central branches of the 20 libraries. Coordinates are the town's (precision locality); an address without a street is one that nobody has found yet.
-- Seed data, CC BY 4.0. Rows are upserted by code and have fixed identifiers; a row that a person has edited, and
-- a code that was given up, are left alone.

select set_config('branchlight.seeding', 'on', true);

insert into branch as t (id, code, library_id, municipality_id, place_id, kind, name, name_language, name_certainty, street, locality, country, address_certainty, address_source, latitude, longitude, location_precision, location_source, area, time_zone, source)
select uuid_of('branch', v.code), v.code, (select l.id from library l where l.code = v.library), (select m.id from municipality m where m.code = v.municipality), (select p.id from place p where p.code = v.place), 'central', v.name, 'lt', v.name_certainty, v.street, v.locality, 'LT', v.address_certainty, v.address_source, v.latitude, v.longitude, 'locality', 'GeoNames (CC BY 4.0), the town', 'urban', 'Europe/Vilnius', v.source
  from (values
  ('lt-lazdijai', 'lazdiju-vb', 'LT-24', 'lazdijai', 'Lazdijų rajono savivaldybės viešoji biblioteka', 'third_party', 'Seinų g. 1', 'Lazdijai', 'third_party', 'LP Express parcel-terminal list in public code, about 2014–2016', 54.23326, 23.51466, 'regional public library pages (rsvb.lt)'),
  ('lt-sakiai', 'sakiu-vb', 'LT-41', 'sakiai', 'Šakių rajono savivaldybės viešoji biblioteka', 'third_party', null, 'Šakiai', 'unverified', null, 54.95339, 23.04779, 'lsvba.lt/sakiu-r-savivaldybes-viesoji-biblioteka'),
  ('lt-pasvalys', 'pasvalio-vb', 'LT-34', 'pasvalys', 'Pasvalio Mariaus Katiliškio viešoji biblioteka', 'own_site', 'Vytauto Didžiojo a. 7', 'Pasvalys', 'own_site', 'psvb.lt/knygomatas', 56.06251, 24.39965, 'psvb.lt/knygomatas'),
  ('lt-telsiai', 'telsiu-vb', 'LT-51', 'telsiai', 'Telšių rajono savivaldybės Karolinos Praniauskaitės viešoji biblioteka', 'own_site', 'Respublikos g. 18', 'Telšiai', 'corroborated', 'zemaitija.lt/lt/item/40408/knygomatas-telsiuose; etaplius.lt, 2024-01-18; stated for the book locker', 55.98139, 22.24722, 'kpbiblioteka.lt/lt/veikla-2/nuostatai'),
  ('lt-silute', 'silutes-vb', 'LT-46', 'silute', 'Šilutės rajono savivaldybės Fridricho Bajoraičio viešoji biblioteka', 'third_party', 'Tilžės g. 10', 'Šilutė', 'own_site', 'silutevb.lt/dabartis', 55.34889, 21.48306, 'mle.lt/straipsniai/bajoraicio-f-viesoji-biblioteka'),
  ('lt-skuodas', 'skuodo-vb', 'LT-48', 'skuodas', 'Skuodo rajono savivaldybės Romualdo Granausko viešoji biblioteka', 'own_site', 'Birutės g. 8', 'Skuodas', 'dated', 'svb.lt/en, before 2015: administration; a new building was planned', 56.27057, 21.53208, 'svb.lt/apie-biblioteka/bibliotekos-istorija/120; lsvba.lt'),
  ('lt-kretinga', 'kretingos-vb', 'LT-22', 'kretinga', 'Kretingos rajono savivaldybės Motiejaus Valančiaus viešoji biblioteka', 'third_party', 'J. K. Chodkevičiaus g. 1B', 'Kretinga', 'own_site', 'kretvb.lt/renginiai, 2025-04-23', 55.8888, 21.24448, 'lsvba.lt/kretingos-r-savivaldybes-motiejaus-valanciaus-viesoji-biblioteka'),
  ('lt-varena', 'varenos-vb', 'LT-55', 'varena', 'Varėnos rajono savivaldybės viešoji biblioteka', 'own_site', null, 'Varėna', 'unverified', null, 54.21546, 24.57538, 'varenosvb.lt/apie-mus'),
  ('lt-kelme', 'kelmes-vb', 'LT-19', 'kelme', 'Kelmės rajono savivaldybės Žemaitės viešoji biblioteka', 'own_site', 'Vytauto Didžiojo g. 73', 'Kelmė', 'own_site', 'kelmeszemaitesvb.lt/apie-mus', 55.63009, 22.9349, 'kelmeszemaitesvb.lt/apie-mus'),
  ('lt-ignalina', 'ignalinos-vb', 'LT-09', 'ignalina', 'Ignalinos rajono savivaldybės viešoji biblioteka', 'third_party', 'Atgimimo g. 20/1', 'Ignalina', 'third_party', 'lsvba.lt/ignalinos-r-savivaldybes-viesoji-biblioteka', 55.34063, 26.16049, 'lsvba.lt/ignalinos-r-savivaldybes-viesoji-biblioteka'),
  ('lt-rokiskis', 'rokiskio-vb', 'LT-40', 'rokiskis', 'Rokiškio rajono savivaldybės Juozo Keliuočio viešoji biblioteka', 'third_party', 'Nepriklausomybės a. 16', 'Rokiškis', 'inferred', 'building of 1976; another source says Kauno g. 7, which looks like the temporary site of 2017–2019', 55.95867, 25.59466, 'lt.wikipedia.org/wiki/Rokiškio_viešoji_biblioteka'),
  ('lt-kupiskis', 'kupiskio-vb', 'LT-23', 'kupiskis', 'Kupiškio rajono savivaldybės viešoji biblioteka', 'own_site', 'L. Stuokos-Gucevičiaus a. 3A', 'Kupiškis', 'dated', 'kupiskiovb.lt/istorijos-fragmentai; moved for rebuilding in 2017, return not confirmed', 55.84027, 24.97976, 'kupiskiovb.lt/istorijos-fragmentai'),
  ('lt-kaisiadorys', 'kaisiadoriu-vb', 'LT-13', 'kaisiadorys', 'Kaišiadorių rajono savivaldybės viešoji biblioteka', 'corroborated', 'Gedimino g. 69', 'Kaišiadorys', 'corroborated', 'etaplius.lt; kaisiadorieciams.lt, 2017', 54.86528, 24.46815, 'etaplius.lt; kaisiadorieciams.lt, 2017'),
  ('lt-joniskis', 'joniskio-vb', 'LT-11', 'joniskis', 'Joniškio rajono savivaldybės Jono Avyžiaus viešoji biblioteka', 'third_party', 'Vilniaus g. 3', 'Joniškis', 'own_site', 'joniskis.rvb.lt/apie-mus', 56.23939, 23.61541, 'savb.lt/lt/regiono-bibliotekos'),
  ('lt-salcininkai', 'salcininku-vb', 'LT-42', 'salcininkai', 'Šalčininkų rajono savivaldybės viešoji biblioteka', 'corroborated', null, 'Šalčininkai', 'unverified', null, 54.30864, 25.38677, 'lsvba.lt/bibliotekos/salcininku-rajono-savivaldybes-viesoji-biblioteka; 3erdve.lt'),
  ('lt-visaginas', 'visagino-vb', 'LT-59', 'visaginas', 'Visagino viešoji biblioteka', 'own_site', null, 'Visaginas', 'unverified', null, 55.59678, 26.43984, 'visaginobiblioteka.lt/naujienos/informacija-bibliotekos-lankytojams, 2021'),
  ('lt-svencionys', 'svencioniu-vb', 'LT-49', 'svencionys', 'Švenčionių rajono savivaldybės viešoji biblioteka', 'third_party', null, 'Švenčionys', 'unverified', null, 55.135, 26.159, 'lsvba.lt/svencioniu-r-savivaldybes-viesoji-biblioteka; svencioniuvb.lt/en'),
  ('lt-jonava', 'jonavos-vb', 'LT-10', 'jonava', 'Jonavos rajono savivaldybės viešoji biblioteka', 'own_site', 'Žeimių g. 9', 'Jonava', 'own_site', 'jonbiblioteka.lt/trumpa-istorija', 55.08014, 24.27544, 'jonbiblioteka.lt/trumpa-istorija'),
  ('lt-ukmerge', 'ukmerges-vb', 'LT-53', 'ukmerge', 'Ukmergės rajono savivaldybės Vlado Šlaito viešoji biblioteka', 'own_site', null, 'Ukmergė', 'unverified', 'ukmergesvb.lt/en: Vytauto g., number unknown', 55.25, 24.75, 'ukmergesvb.lt/en'),
  ('lt-anyksciai', 'anyksciu-vb', 'LT-04', 'anyksciai', 'Anykščių rajono savivaldybės Liudvikos ir Stanislovo Didžiulių viešoji biblioteka', 'own_site', 'Vyskupo skveras 1', 'Anykščiai', 'own_site', 'anyksciuvb.lt/lt/archyvas/806-nauja-biblioteka-vartotoju-paslaugoms, 2013', 55.52557, 25.10264, 'anyksciuvb.lt/dovana-ir-padeka-is-vilniaus-universiteto-bibliotekos, 2021')
  ) as v (code, library, municipality, place, name, name_certainty, street, locality, address_certainty, address_source, latitude, longitude, source)
 where not exists (select from retired_code r where r.kind = 'branch' and r.code = v.code)
on conflict (code) do update
   set (library_id, municipality_id, place_id, kind, name, name_language, name_certainty, street, locality, country, address_certainty, address_source, latitude, longitude, location_precision, location_source, area, time_zone, source) = row(excluded.library_id, excluded.municipality_id, excluded.place_id, excluded.kind, excluded.name, excluded.name_language, excluded.name_certainty, excluded.street, excluded.locality, excluded.country, excluded.address_certainty, excluded.address_source, excluded.latitude, excluded.longitude, excluded.location_precision, excluded.location_source, excluded.area, excluded.time_zone, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.library_id, t.municipality_id, t.place_id, t.kind, t.name, t.name_language, t.name_certainty, t.street, t.locality, t.country, t.address_certainty, t.address_source, t.latitude, t.longitude, t.location_precision, t.location_source, t.area, t.time_zone, t.source) is distinct from (excluded.library_id, excluded.municipality_id, excluded.place_id, excluded.kind, excluded.name, excluded.name_language, excluded.name_certainty, excluded.street, excluded.locality, excluded.country, excluded.address_certainty, excluded.address_source, excluded.latitude, excluded.longitude, excluded.location_precision, excluded.location_source, excluded.area, excluded.time_zone, excluded.source);

insert into name (id, branch_id, kind, language, name, source)
select uuid_of('name', concat_ws(' ', 'branch', v.code, v.kind, v.language, v.name)), o.id, v.kind, v.language, v.name, 'English by the registry'
  from (values
  ('lt-lazdijai', 'translation', 'en', 'Lazdijai District Municipality Public Library'),
  ('lt-sakiai', 'translation', 'en', 'Šakiai District Municipality Public Library'),
  ('lt-pasvalys', 'translation', 'en', 'Pasvalys Marius Katiliškis Public Library'),
  ('lt-telsiai', 'translation', 'en', 'Karolina Praniauskaitė Public Library of Telšiai District Municipality'),
  ('lt-silute', 'translation', 'en', 'Fridrichas Bajoraitis Public Library of Šilutė District Municipality'),
  ('lt-skuodas', 'translation', 'en', 'Romualdas Granauskas Public Library of Skuodas District Municipality'),
  ('lt-kretinga', 'translation', 'en', 'Motiejus Valančius Public Library of Kretinga District Municipality'),
  ('lt-varena', 'translation', 'en', 'Varėna District Municipality Public Library'),
  ('lt-kelme', 'translation', 'en', 'Žemaitė Public Library of Kelmė District Municipality'),
  ('lt-ignalina', 'translation', 'en', 'Ignalina District Municipality Public Library'),
  ('lt-rokiskis', 'translation', 'en', 'Juozas Keliuotis Public Library of Rokiškis District Municipality'),
  ('lt-kupiskis', 'translation', 'en', 'Kupiškis District Municipality Public Library'),
  ('lt-kaisiadorys', 'translation', 'en', 'Kaišiadorys District Municipality Public Library'),
  ('lt-joniskis', 'translation', 'en', 'Jonas Avyžius Public Library of Joniškis District Municipality'),
  ('lt-salcininkai', 'translation', 'en', 'Šalčininkai District Municipality Public Library'),
  ('lt-visaginas', 'translation', 'en', 'Visaginas Public Library'),
  ('lt-svencionys', 'translation', 'en', 'Švenčionys District Municipality Public Library'),
  ('lt-jonava', 'translation', 'en', 'Jonava District Municipality Public Library'),
  ('lt-ukmerge', 'translation', 'en', 'Vladas Šlaitas Public Library of Ukmergė District Municipality'),
  ('lt-anyksciai', 'translation', 'en', 'Liudvika and Stanislovas Didžiulis Public Library of Anykščiai District Municipality')
  ) as v (code, kind, language, name)
  join branch o on o.code = v.code and o.edited_at is null
on conflict do nothing;
