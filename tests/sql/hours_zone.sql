-- Past midnight, the whole day, and the nights on which clocks change, in instants.
begin;
\ir support/hours.psql
select plan(25);

select pg_temp.schedule_of('night');
call pg_temp.say('night', 'weekly', '{1320,1560}', '56');
call pg_temp.say('night', 'weekly', '{600,1440}', '7');
select is(pg_temp.ranges('night', '2027-05-07', '2027-05-10'), 'Fri 07 22:00-Sat 08 02:00, Sat 08 22:00-Sun 09 02:00, Sun 09 10:00-Mon 10 00:00',
          'past midnight, and to 24:00');
call pg_temp.except_on('night', '2027-05-08', '2027-05-08', '{}');
select is(pg_temp.ranges('night', '2027-05-07', '2027-05-10'), 'Fri 07 22:00-Sat 08 02:00, Sun 09 10:00-Mon 10 00:00',
          'a closed day doesn''t cut the night before it');
select is(pg_temp.ranges('night', '2027-05-08', '2027-05-09'), 'Sat 08 00:00-Sat 08 02:00', 'what was asked for begins within the night');
select is(hours_state_at(pg_temp.s('night'), '2027-05-08 01:59:59 Europe/Vilnius'), 'open', 'the last second of the night');
select is(hours_state_at(pg_temp.s('night'), '2027-05-08 02:00 Europe/Vilnius'), 'closed', 'the end is exclusive');
select is(hours_state_at(pg_temp.s('night'), '2027-05-09 23:59 Europe/Vilnius'), 'open', 'before 24:00');
select is(hours_state_at(pg_temp.s('night'), '2027-05-10 00:00 Europe/Vilnius'), 'closed', 'at 24:00');

select pg_temp.schedule_of('always');
call pg_temp.say('always', 'weekly', '{0,1440}');
select is(pg_temp.ranges('always', '2027-01-01', '2028-01-01'), 'Fri 01 00:00-Sat 01 00:00', 'round the clock is one range');
select is((select sum(extract(epoch from closes_at - opens_at)) / 3600 from hours_ranges(pg_temp.s('always'), '2027-01-01', '2028-01-01')), 8760.0,
          'of 8760 hours, whatever the clocks do');

-- Vilnius: on 2027-03-28 03:00 becomes 04:00, on 2027-10-31 04:00 becomes 03:00.
select pg_temp.schedule_of('spring');
call pg_temp.say('spring', 'weekly', '{1320,1650}', '6');
select is(pg_temp.ranges('spring', '2027-03-27', '2027-03-29'), 'Sat 27 22:00-Sun 28 04:30',
          'a closing at 3:30, which no clock shows: counted on from before the change');
select is((select closes_at - opens_at from hours_ranges(pg_temp.s('spring'), '2027-03-27', '2027-03-29')), '05:30'::interval, 'as long as in any night');
select is((select closes_at from hours_ranges(pg_temp.s('spring'), '2027-10-30', '2027-11-01')), '2027-10-31 00:30Z'::timestamptz,
          '3:30, which comes twice: the first');
select pg_temp.schedule_of('hour');
call pg_temp.say('hour', 'weekly', '{180,240}', '7');
select is((select array[opens_at, closes_at] from hours_ranges(pg_temp.s('hour'), '2027-10-31', '2027-11-01')),
          array['2027-10-31 00:00Z', '2027-10-31 02:00Z']::timestamptz[], '3:00 to 4:00 in autumn: two hours');
select is(pg_temp.ranges('hour', '2027-03-28', '2027-03-29'), null, '3:00 to 4:00 in spring: nothing is left');
select pg_temp.schedule_of('early');
call pg_temp.say('early', 'weekly', '{210,360}', '7');
select is(pg_temp.ranges('early', '2027-03-28', '2027-03-29'), 'Sun 28 04:30-Sun 28 06:00', 'an opening at 3:30 in spring is at 4:30');

-- Santiago changes at midnight: 2027-09-05 00:00 becomes 01:00, 2027-04-04 00:00 becomes 23:00 of the day before.
select pg_temp.schedule_of('santiago', 'America/Santiago', 'CL');
call pg_temp.say('santiago', 'weekly', '{600,1440}');
select is((select array_agg(closes_at) from hours_ranges(pg_temp.s('santiago'), '2027-09-04', '2027-09-05')),
          array['2027-09-05 04:00Z']::timestamptz[], 'to 24:00 on the evening before the hour that is skipped');
select is((select closes_at - opens_at from hours_ranges(pg_temp.s('santiago'), '2027-04-03', '2027-04-04')), '15:00'::interval,
          'to 24:00 on the day whose last hour comes twice');

-- Lord Howe changes by half an hour: 2027-10-03 02:00 becomes 02:30.
select pg_temp.schedule_of('howe', 'Australia/Lord_Howe', 'AU');
call pg_temp.say('howe', 'weekly', '{60,180}', '7');
select is((select closes_at - opens_at from hours_ranges(pg_temp.s('howe'), '2027-10-03', '2027-10-04')), '01:30'::interval, 'half an hour shorter');

-- Compiled: offsets at the first and the last open minute, the horizon, the day before.
select pg_temp.schedule_of('kept');
call pg_temp.say('kept', 'weekly', '{1320,1650}', '6');
select hours_compile(pg_temp.s('kept'), '2027-03-20 12:00Z');
select is((select c.ranges[1:4] from hours_compiled c where c.schedule_id = pg_temp.s('kept')),
          array[extract(epoch from '2027-03-20 20:00Z'::timestamptz) / 60, extract(epoch from '2027-03-21 01:30Z'::timestamptz) / 60, 120, 120]::integer[],
          'a night in winter');
select is((select c.ranges[5:8] from hours_compiled c where c.schedule_id = pg_temp.s('kept')),
          array[extract(epoch from '2027-03-27 20:00Z'::timestamptz) / 60, extract(epoch from '2027-03-28 01:30Z'::timestamptz) / 60, 120, 180]::integer[],
          'the night in which summer time begins');
select is((select array[to_timestamp(c.compiled_from * 60.0), to_timestamp(c.compiled_until * 60.0)] from hours_compiled c where c.schedule_id = pg_temp.s('kept')),
          array['2027-03-18 22:00Z', '2027-05-28 21:00Z']::timestamptz[], 'from yesterday''s midnight to 70 days after today''s');
select hours_compile(pg_temp.s('kept'), '2027-03-20 22:30Z');
select is((select c.compiled_for from hours_compiled c where c.schedule_id = pg_temp.s('kept')), '2027-03-21', 'the day is the branch''s own');
update branch set time_zone = 'America/Santiago' where code = 'kept';
set constraints all immediate;
select is((select c.ranges[3] from hours_compiled c where c.schedule_id = pg_temp.s('kept')),
          (extract(epoch from (to_timestamp(c.ranges[1] * 60.0) at time zone 'America/Santiago') - (to_timestamp(c.ranges[1] * 60.0) at time zone 'UTC')) / 60)::integer,
          'another zone compiles again')
  from hours_compiled c where c.schedule_id = pg_temp.s('kept');

-- The offset at the end is that of the last open minute: "until 3:00", not "until 4:00", when clocks jump from 3 to 4.
select pg_temp.schedule_of('edge');
call pg_temp.say('edge', 'weekly', '{1320,1620}', '6');
select hours_compile(pg_temp.s('edge'), '2027-03-27 12:00Z');
select is((select c.ranges[1:4] from hours_compiled c where c.schedule_id = pg_temp.s('edge')),
          array[extract(epoch from '2027-03-27 20:00Z'::timestamptz) / 60, extract(epoch from '2027-03-28 01:00Z'::timestamptz) / 60, 120, 120]::integer[],
          'a closing at the very change');
-- What went on at yesterday's midnight is there.
select hours_compile(pg_temp.s('edge'), '2027-03-29 12:00Z');
select is((select c.ranges[1:2] from hours_compiled c where c.schedule_id = pg_temp.s('edge')),
          array[c.compiled_from, extract(epoch from '2027-03-28 01:00Z'::timestamptz) / 60]::integer[], 'cut at the start of yesterday')
  from hours_compiled c where c.schedule_id = pg_temp.s('edge');

select * from finish();
rollback;
