-- The 20 towns: coordinates from GeoNames (CC BY 4.0, geonames.org), and what they are called in other languages.
-- Seed data, CC BY 4.0. Rows are upserted by code and have fixed identifiers; a row that a person has edited, and
-- a code that was given up, are left alone.

select set_config('branchlight.seeding', 'on', true);

insert into place as t (id, code, municipality_id, name, name_language, latitude, longitude, population, geonames_id, source)
select uuid_of('place', v.code), v.code, (select m.id from municipality m where m.code = v.municipality), v.name, 'lt', v.latitude, v.longitude, v.population, v.geonames_id, 'GeoNames (CC BY 4.0)'
  from (values
  ('lazdijai', 'LT-24', 'Lazdijai', 54.23326, 23.51466, 3629, 597596),
  ('sakiai', 'LT-41', 'Šakiai', 54.95339, 23.04779, 4998, 595044),
  ('pasvalys', 'LT-34', 'Pasvalys', 56.06251, 24.39965, 6361, 595997),
  ('telsiai', 'LT-51', 'Telšiai', 55.98139, 22.24722, 21294, 593926),
  ('silute', 'LT-46', 'Šilutė', 55.34889, 21.48306, 14968, 594656),
  ('skuodas', 'LT-48', 'Skuodas', 56.27057, 21.53208, 5508, 594488),
  ('kretinga', 'LT-22', 'Kretinga', 55.8888, 21.24448, 17249, 597989),
  ('varena', 'LT-55', 'Varėna', 54.21546, 24.57538, 7892, 593406),
  ('kelme', 'LT-19', 'Kelmė', 55.63009, 22.9349, 8245, 598257),
  ('ignalina', 'LT-09', 'Ignalina', 55.34063, 26.16049, 5106, 598998),
  ('rokiskis', 'LT-40', 'Rokiškis', 55.95867, 25.59466, 11765, 595213),
  ('kupiskis', 'LT-23', 'Kupiškis', 55.84027, 24.97976, 8263, 597806),
  ('kaisiadorys', 'LT-13', 'Kaišiadorys', 54.86528, 24.46815, 9867, 598567),
  ('joniskis', 'LT-11', 'Joniškis', 56.23939, 23.61541, 11113, 598796),
  ('salcininkai', 'LT-42', 'Šalčininkai', 54.30864, 25.38677, 6891, 595016),
  ('visaginas', 'LT-59', 'Visaginas', 55.59678, 26.43984, 18024, 593063),
  ('svencionys', 'LT-49', 'Švenčionys', 55.135, 26.159, 5538, 594064),
  ('jonava', 'LT-10', 'Jonava', 55.08014, 24.27544, 26423, 598818),
  ('ukmerge', 'LT-53', 'Ukmergė', 55.25, 24.75, 20154, 593733),
  ('anyksciai', 'LT-04', 'Anykščiai', 55.52557, 25.10264, 10575, 600994)
  ) as v (code, municipality, name, latitude, longitude, population, geonames_id)
 where not exists (select from retired_code r where r.kind = 'place' and r.code = v.code)
on conflict (code) do update
   set (municipality_id, name, name_language, latitude, longitude, population, geonames_id, source) = row(excluded.municipality_id, excluded.name, excluded.name_language, excluded.latitude, excluded.longitude, excluded.population, excluded.geonames_id, excluded.source)
 where t.edited_at is null and not t.demo
   and (t.municipality_id, t.name, t.name_language, t.latitude, t.longitude, t.population, t.geonames_id, t.source) is distinct from (excluded.municipality_id, excluded.name, excluded.name_language, excluded.latitude, excluded.longitude, excluded.population, excluded.geonames_id, excluded.source);

insert into name (id, place_id, kind, language, name, source)
select uuid_of('name', concat_ws(' ', 'place', v.code, v.kind, v.language, v.name)), o.id, v.kind, v.language, v.name, 'general knowledge: names in use or of history'
  from (values
  ('lazdijai', 'translation', 'pl', 'Łoździeje'),
  ('lazdijai', 'translation', 'ru', 'Лаздияй'),
  ('sakiai', 'translation', 'pl', 'Szaki'),
  ('sakiai', 'translation', 'ru', 'Шакяй'),
  ('sakiai', 'translation', 'de', 'Schaken'),
  ('pasvalys', 'translation', 'pl', 'Poswol'),
  ('pasvalys', 'translation', 'ru', 'Пасвалис'),
  ('telsiai', 'translation', 'pl', 'Telsze'),
  ('telsiai', 'translation', 'ru', 'Тельшяй'),
  ('silute', 'translation', 'pl', 'Szyłokarczma'),
  ('silute', 'translation', 'ru', 'Шилуте'),
  ('silute', 'translation', 'de', 'Heydekrug'),
  ('skuodas', 'translation', 'pl', 'Szkudy'),
  ('skuodas', 'translation', 'ru', 'Скуодас'),
  ('skuodas', 'translation', 'de', 'Schoden'),
  ('kretinga', 'translation', 'pl', 'Kretynga'),
  ('kretinga', 'translation', 'ru', 'Кретинга'),
  ('kretinga', 'translation', 'de', 'Krottingen'),
  ('varena', 'translation', 'pl', 'Orany'),
  ('varena', 'translation', 'ru', 'Варена'),
  ('kelme', 'translation', 'pl', 'Kielmy'),
  ('kelme', 'translation', 'ru', 'Кельме'),
  ('ignalina', 'translation', 'pl', 'Ignalino'),
  ('ignalina', 'translation', 'ru', 'Игналина'),
  ('rokiskis', 'translation', 'pl', 'Rakiszki'),
  ('rokiskis', 'translation', 'ru', 'Рокишкис'),
  ('kupiskis', 'translation', 'pl', 'Kupiszki'),
  ('kupiskis', 'translation', 'ru', 'Купишкис'),
  ('kaisiadorys', 'translation', 'pl', 'Koszedary'),
  ('kaisiadorys', 'translation', 'ru', 'Кайшядорис'),
  ('joniskis', 'translation', 'pl', 'Janiszki'),
  ('joniskis', 'translation', 'ru', 'Йонишкис'),
  ('salcininkai', 'translation', 'pl', 'Soleczniki'),
  ('salcininkai', 'translation', 'ru', 'Шальчининкай'),
  ('visaginas', 'translation', 'pl', 'Wisaginia'),
  ('visaginas', 'translation', 'ru', 'Висагинас'),
  ('svencionys', 'translation', 'pl', 'Święciany'),
  ('svencionys', 'translation', 'ru', 'Швянчёнис'),
  ('jonava', 'translation', 'pl', 'Janów'),
  ('jonava', 'translation', 'ru', 'Йонава'),
  ('ukmerge', 'translation', 'pl', 'Wiłkomierz'),
  ('ukmerge', 'translation', 'ru', 'Укмерге'),
  ('ukmerge', 'translation', 'de', 'Wilkomir'),
  ('anyksciai', 'translation', 'pl', 'Onikszty'),
  ('anyksciai', 'translation', 'ru', 'Аникщяй'),
  ('visaginas', 'former', 'lt', 'Sniečkus'),
  ('visaginas', 'former', 'ru', 'Снечкус'),
  ('ukmerge', 'former', 'lt', 'Vilkmergė'),
  ('ukmerge', 'former', 'ru', 'Вилькомир'),
  ('svencionys', 'former', 'ru', 'Свенцяны'),
  ('salcininkai', 'former', 'pl', 'Soleczniki Wielkie')
  ) as v (code, kind, language, name)
  join place o on o.code = v.code and o.edited_at is null
on conflict do nothing;
