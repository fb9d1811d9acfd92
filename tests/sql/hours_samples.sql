-- Hours as Lithuanian libraries publish them (docs/hours.md has the same as examples), and the days that prove each rule.
begin;
\ir support/hours.psql
select plan(59);

-- Klaipėda: fourteen branches, one hour less before holidays, closed on holidays, last Wednesday of the month cleaning day.
create temporary table klaipeda (code text, closes integer, lunch boolean);
insert into klaipeda values
  ('suaugusiuju', 1140, false), ('vaiku', 1080, false), ('jaunimo', 1140, false), ('meno', 1140, false), ('pempininku', 1140, false),
  ('misko', 1140, false), ('melnrages', 1140, false), ('giruliu', 1080, true), ('siauliu', 1140, false), ('kalnupes', 1140, false),
  ('debreceno', 1080, false), ('vingio', 1080, false), ('laukininku', 1140, false), ('karlskronos', 1080, false);
do $$
declare
  k record;
begin
  for k in select * from klaipeda loop
    perform pg_temp.schedule_of(k.code);
    if k.lunch then
      call pg_temp.say(k.code, 'weekly', '{600,780,810,1080}', '2345');
    else
      call pg_temp.say(k.code, 'weekly', array[600, k.closes], '12345');
    end if;
    call pg_temp.say(k.code, 'weekly', '{600,1020}', '6');
    call pg_temp.say(k.code, 'eve', null, shortened => 60);
    call pg_temp.say(k.code, 'holiday', '{}');
    call pg_temp.say(k.code, 'monthly', '{}', '3', nth => -1, month_of => 'weekday');
  end loop;
end
$$;
select is(pg_temp.week(k.code, '2026-11-09'),
          case when k.lunch then '1 closed, 2-5 10:00-13:00 13:30-18:00, 6 10:00-17:00, 7 closed'
               else '1-5 10:00-' || k.closes / 60 || ':00, 6 10:00-17:00, 7 closed' end, k.code || ': a plain week')
  from klaipeda k;
select is(pg_temp.day(k.code, '2026-11-25'), 'closed', k.code || ': the last Wednesday of November') from klaipeda k;
select is(pg_temp.day('misko', '2026-11-18'), '10:00-19:00', 'the last Wednesday but one is a Wednesday like others');
select is(pg_temp.day('misko', '2026-12-30'), 'closed', 'the last Wednesday of December');
select is(pg_temp.day('misko', '2026-12-23'), '10:00-18:00', 'one hour less before Christmas Eve');
select is(pg_temp.day('giruliu', '2026-12-23'), '10:00-13:00 13:30-17:00', 'one hour less at the day''s end, lunch stays');
select is(pg_temp.day('misko', '2026-12-24'), 'closed', 'a holiday is closed, though it is the eve of another');
select is(pg_temp.day('misko', '2026-12-31'), '10:00-18:00', 'one hour less before the new year');
select is(pg_temp.week('misko', '2027-06-21'), '1-2 10:00-19:00, 3 10:00-18:00, 4 closed, 5 10:00-19:00, 6 10:00-17:00, 7 closed',
          'Joninės in the week: eve and holiday');
select is(pg_temp.day('misko', '2027-06-30'), 'closed', 'the last Wednesday of June');
select is(pg_temp.week('giruliu', '2027-10-25'), '1 closed, 2 10:00-13:00 13:30-18:00, 3 closed, 4-5 10:00-13:00 13:30-18:00, 6 10:00-17:00, 7 closed',
          'Giruliai: closed on the eve of a holiday stays closed');

-- Akmenė: lunch break; the last working day of the month is cleaning day, whichever day the branch opens.
select pg_temp.schedule_of(code) from unnest('{akmenes,papiles,kivyliu}'::text[]) as code;
call pg_temp.say('akmenes', 'weekly', '{570,780,810,1080}', '12346');
call pg_temp.say('akmenes', 'weekly', '{570,780,810,1020}', '5');
call pg_temp.say('papiles', 'weekly', '{600,780,810,990}', '1234');
call pg_temp.say('papiles', 'weekly', '{600,780,810,930}', '5');
call pg_temp.say('kivyliu', 'weekly', '{840,1080}', '23456');
call pg_temp.say('akmenes', 'monthly', '{}', nth => -1, month_of => 'working_day');
call pg_temp.say('papiles', 'monthly', '{}', nth => -1, month_of => 'working_day');
call pg_temp.say('kivyliu', 'monthly', '{}', nth => -1, month_of => 'opening_day');
select is(pg_temp.week('akmenes', '2026-11-09'), '1-4 09:30-13:00 13:30-18:00, 5 09:30-13:00 13:30-17:00, 6 09:30-13:00 13:30-18:00, 7 closed',
          'Akmenė: a plain week');
select is(pg_temp.week('papiles', '2026-11-09'), '1-4 10:00-13:00 13:30-16:30, 5 10:00-13:00 13:30-15:30, 6-7 closed', 'Papilė: a plain week');
select is(pg_temp.week('kivyliu', '2026-11-09'), '1 closed, 2-6 14:00-18:00, 7 closed', 'Kivyliai: a plain week');
select is(pg_temp.week('akmenes', '2026-11-30'), '1 closed, 2-4 09:30-13:00 13:30-18:00, 5 09:30-13:00 13:30-17:00, 6 09:30-13:00 13:30-18:00, 7 closed',
          'the last working day of November is Monday the 30th');
select is(pg_temp.week('papiles', '2027-01-25'), '1-4 10:00-13:00 13:30-16:30, 5-7 closed', 'the last working day of January is Friday the 29th');
select is(pg_temp.week('akmenes', '2027-01-25'), '1-4 09:30-13:00 13:30-18:00, 5 closed, 6 09:30-13:00 13:30-18:00, 7 closed',
          'a Saturday on which it opens is no working day');
select is(pg_temp.week('kivyliu', '2027-01-25'), '1 closed, 2-5 14:00-18:00, 6-7 closed', 'the last day on which Kivyliai opens is Saturday the 30th');
select is(pg_temp.day('papiles', '2027-12-31'), 'closed', 'the last working day of December');

-- Šiauliai: cleaning on the last Thursday; in summer 10:00–18:00 and no Saturdays.
select pg_temp.schedule_of(code) from unnest('{lieporiu,rekyvos,spindulio}'::text[]) as code;
call pg_temp.say('lieporiu', 'weekly', '{600,1140}', '1234');
call pg_temp.say('rekyvos', 'weekly', '{600,1080}', '12345');
call pg_temp.say('spindulio', 'weekly', '{600,1080}', '12345');
do $$
declare
  branch text;
begin
  foreach branch in array '{lieporiu,rekyvos,spindulio}'::text[] loop
    call pg_temp.say(branch, 'monthly', '{}', '4', nth => -1, month_of => 'weekday');
    call pg_temp.say(branch, 'weekly', '{600,1080}', '12345', season => '{601,831}');
    call pg_temp.say(branch, 'weekly', '{}', '6', season => '{601,831}');
  end loop;
end
$$;
select is(pg_temp.week('lieporiu', '2026-11-09'), '1-4 10:00-19:00, 5-7 closed', 'Lieporiai: a plain week');
select is(pg_temp.week('rekyvos', '2026-11-09'), '1-5 10:00-18:00, 6-7 closed', 'Rėkyva: a plain week');
select is(pg_temp.week('spindulio', '2026-11-09'), '1-5 10:00-18:00, 6-7 closed', 'Spindulys: a plain week');
select is(pg_temp.week('lieporiu', '2027-05-31'), '1 10:00-19:00, 2-5 10:00-18:00, 6-7 closed', 'Lieporiai: summer begins on a Tuesday');
select is(pg_temp.week('lieporiu', '2027-08-30'), '1-2 10:00-18:00, 3-4 10:00-19:00, 5-7 closed', 'Lieporiai: summer ends on a Tuesday');
select is(pg_temp.day('lieporiu', '2027-07-29'), 'closed', 'the last Thursday is cleaning day in summer too');
select is(pg_temp.day('lieporiu', '2026-11-26'), 'closed', 'the last Thursday of November');

-- Jonava and Šakiai.
select pg_temp.schedule_of(code) from unnest('{jonavos,sakiu}'::text[]) as code;
call pg_temp.say('jonavos', 'weekly', '{600,1140}', '12345');
call pg_temp.say('jonavos', 'weekly', '{600,960}', '6');
call pg_temp.say('jonavos', 'holiday', '{}');
call pg_temp.say('sakiu', 'weekly', '{540,1080}', '12345');
call pg_temp.say('sakiu', 'weekly', '{600,960}', '6');
select is(pg_temp.week('jonavos', '2027-02-15'), '1 10:00-19:00, 2 closed, 3-5 10:00-19:00, 6 10:00-16:00, 7 closed', 'Jonava: closed on 16 February');
select is(pg_temp.week('sakiu', '2027-02-15'), '1-5 09:00-18:00, 6 10:00-16:00, 7 closed', 'Šakiai says nothing of holidays');

-- Varėna: the mobile library and its stops.
select pg_temp.schedule_of('varenos-mobili', branch_kind => 'mobile');
create temporary table visit (weekday integer, place text, opens integer, closes integer);
insert into visit values
  (1, 'Druckūnai', 570, 660), (1, 'Vazgirdonys', 675, 765), (1, 'Pamerkiai', 840, 945),
  (2, 'Voriškės', 570, 660), (2, 'Urkionys', 675, 765), (2, 'Krūminiai', 810, 960),
  (3, 'Liškiava', 570, 630), (3, 'Subartonys', 660, 720), (3, 'Ilgininkai', 765, 855), (3, 'Gudakiemis', 885, 960),
  (4, 'Pirčiupiai', 570, 660), (4, 'Daržininkai', 690, 810), (4, 'Kuršiai', 855, 960),
  (5, 'Barčiai', 540, 630), (5, 'Kijučiai', 645, 735);
insert into stop (schedule_id, name) select pg_temp.s('varenos-mobili'), place from visit;
do $$
declare
  v record;
begin
  for v in select * from visit loop
    call pg_temp.say('varenos-mobili', 'weekly', array[v.opens, v.closes], v.weekday::text, stop => v.place);
  end loop;
end
$$;
select is(pg_temp.day('varenos-mobili', '2026-11-09'), '09:30-11:00 11:15-12:45 14:00-15:45', 'Monday''s stops');
select is(pg_temp.week('varenos-mobili', '2026-11-09'),
          '1 09:30-11:00 11:15-12:45 14:00-15:45, 2 09:30-11:00 11:15-12:45 13:30-16:00, '
          '3 09:30-10:30 11:00-12:00 12:45-14:15 14:45-16:00, 4 09:30-11:00 11:30-13:30 14:15-16:00, 5 09:00-10:30 10:45-12:15, 6-7 closed',
          'a week of the mobile library');
select results_eq(
  $$select name, to_char(opens_at at time zone 'Europe/Vilnius', 'DD HH24:MI') from hours_stops(pg_temp.s('varenos-mobili'), '2026-11-11', '2026-11-13')$$,
  $$values ('Liškiava', '11 09:30'), ('Subartonys', '11 11:00'), ('Ilgininkai', '11 12:45'), ('Gudakiemis', '11 14:45'),
           ('Pirčiupiai', '12 09:30'), ('Daržininkai', '12 11:30'), ('Kuršiai', '12 14:15')$$,
  'where it stands on Wednesday and Thursday');
select is(hours_state_at(pg_temp.s('varenos-mobili'), '2026-11-11 10:45 Europe/Vilnius'), 'closed', 'on the road it is closed');
select is(hours_state_at(pg_temp.s('varenos-mobili'), '2026-11-11 11:00 Europe/Vilnius'), 'open', 'at a stop it is open');

select * from finish();
rollback;
