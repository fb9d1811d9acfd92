-- What decides a day, pair by pair, each pair from both sides; several rules of one level; unknown and closed.
begin;
\ir support/hours.psql
select plan(52);

-- exception > holiday > monthly > season > weekly, a season before the whole year in each.
select pg_temp.schedule_of('pairs');
call pg_temp.say('pairs', 'weekly', '{600,1080}', '12345');
select is(pg_temp.day('pairs', '2027-07-06'), '10:00-18:00', 'weekly alone');
call pg_temp.say('pairs', 'weekly', '{540,1020}', '12345', season => '{601,831}');
select is(pg_temp.day('pairs', '2027-07-07'), '09:00-17:00', 'a season before the whole year');
select is(pg_temp.day('pairs', '2027-09-01'), '10:00-18:00', 'after the season the whole year again');
call pg_temp.say('pairs', 'monthly', '{720,960}', '3', nth => 1, month_of => 'weekday');
select is(pg_temp.day('pairs', '2027-07-07'), '12:00-16:00', 'monthly before the season');
select is(pg_temp.day('pairs', '2027-10-06'), '12:00-16:00', 'monthly before weekly');
select is(pg_temp.day('pairs', '2027-07-14'), '09:00-17:00', 'monthly on its day only');
call pg_temp.say('pairs', 'monthly', '{}', '3', nth => 1, month_of => 'weekday', season => '{701,731}');
select is(pg_temp.day('pairs', '2027-07-07'), 'closed', 'monthly in a season before monthly');
call pg_temp.say('pairs', 'holiday', '{}');
select is(pg_temp.day('pairs', '2027-07-06'), 'closed', 'a holiday before the season');
select is(pg_temp.day('pairs', '2027-11-02'), 'closed', 'a holiday before weekly');
call pg_temp.say('pairs', 'monthly', '{660,720}', '4', nth => -1, month_of => 'weekday');
select is(pg_temp.day('pairs', '2027-06-24'), 'closed', 'a holiday before monthly');
call pg_temp.say('pairs', 'holiday', '{720,780}', season => '{1101,1130}');
select is(pg_temp.day('pairs', '2027-11-02'), '12:00-13:00', 'a holiday in a season before all holidays');
call pg_temp.say('pairs', 'holiday', null, season => '{706,706}');
select is(pg_temp.day('pairs', '2027-07-06'), '09:00-17:00', 'a holiday in a season that is as usual');
call pg_temp.except_on('pairs', '2027-07-06', '2027-07-06', '{840,900}');
select is(pg_temp.day('pairs', '2027-07-06'), '14:00-15:00', 'an exception before a holiday');
call pg_temp.except_on('pairs', '2027-10-06', '2027-10-06', '{}');
select is(pg_temp.day('pairs', '2027-10-06'), 'closed', 'an exception before monthly');
call pg_temp.except_on('pairs', '2027-10-11', '2027-10-15', '{600,660}', '135');
select is(pg_temp.week('pairs', '2027-10-11'), '1 10:00-11:00, 2 10:00-18:00, 3 10:00-11:00, 4 10:00-18:00, 5 10:00-11:00, 6-7 closed',
          'an exception on some weekdays of its days');

-- Eves.
select pg_temp.schedule_of('eves');
call pg_temp.say('eves', 'weekly', '{600,780,810,1080}');
call pg_temp.say('eves', 'eve', null, shortened => 60);
select is(pg_temp.day('eves', '2027-06-23'), '10:00-13:00 13:30-17:00', 'the eve: an hour less at the end');
select is(pg_temp.day('eves', '2027-12-24'), '10:00-13:00 13:30-17:00', 'a holiday on which it is open as usual is an eve too');
call pg_temp.say('eves', 'holiday', '{600,1080}');
select is(pg_temp.day('eves', '2027-12-24'), '10:00-18:00', 'hours said for holidays aren''t shortened');
call pg_temp.say('eves', 'eve', null, shortened => 300, season => '{1201,1231}');
select is(pg_temp.day('eves', '2027-12-23'), '10:00-13:00', 'the season''s eve; a period that would begin after the end falls away');
select is(pg_temp.day('eves', '2027-06-23'), '10:00-13:00 13:30-17:00', 'outside the season the other eve');
call pg_temp.say('eves', 'monthly', '{600,900}', '3', nth => 4, month_of => 'weekday');
select is(pg_temp.day('eves', '2027-06-23'), '10:00-14:00', 'an eve shortens monthly hours');
call pg_temp.except_on('eves', '2027-06-23', '2027-06-23', '{600,1200}');
select is(pg_temp.day('eves', '2027-06-23'), '10:00-20:00', 'an exception says exactly what it says');
call pg_temp.say('eves', 'eve', null, '6', shortened => 1440);
select is(pg_temp.day('eves', '2027-08-14'), 'closed', 'nothing is left of the day; of two eves the longer');

-- Rules of one level add up; overlapping periods merge in instants.
select pg_temp.schedule_of('sums');
call pg_temp.say('sums', 'weekly', '{540,720}', '1');
call pg_temp.say('sums', 'weekly', '{780,1020}', '12');
call pg_temp.say('sums', 'weekly', '{}', '12');
select is(pg_temp.day('sums', '2027-03-01'), '09:00-12:00 13:00-17:00', 'two rules of a level');
call pg_temp.say('sums', 'weekly', '{660,840}', '1');
select is(pg_temp.ranges('sums', '2027-03-01', '2027-03-02'), 'Mon 01 09:00-Mon 01 17:00', 'they overlap and merge');
select is(pg_temp.day('sums', '2027-03-02'), '13:00-17:00', 'closed adds nothing');

-- Exceptions among themselves.
select pg_temp.schedule_of('dates');
call pg_temp.say('dates', 'weekly', '{600,1080}');
call pg_temp.except_on('dates', '2027-07-01', '2027-07-31', '{}');
call pg_temp.except_on('dates', '2027-07-12', '2027-07-13', '{600,720}');
call pg_temp.except_on('dates', '2027-07-13', '2027-07-13', '{780,840}');
select is(pg_temp.day('dates', '2027-07-11'), 'closed', 'a month');
select is(pg_temp.day('dates', '2027-07-12'), '10:00-12:00', 'two days before a month');
select is(pg_temp.day('dates', '2027-07-13'), '13:00-14:00', 'one day before two');
call pg_temp.except_on('dates', '2027-07-13', '2027-07-13', '{}');
select is(pg_temp.day('dates', '2027-07-13'), 'closed', 'of two as long the later one');
delete from hours_exception where schedule_id = pg_temp.s('dates') and first_day = '2027-07-13' and periods = '{}';
select is(pg_temp.day('dates', '2027-07-13'), '13:00-14:00', 'and without it the earlier again');

-- Seasons and weeks.
select pg_temp.schedule_of('seasons');
call pg_temp.say('seasons', 'weekly', '{600,1080}');
call pg_temp.say('seasons', 'weekly', '{660,900}', season => '{1115,315}');
select is(pg_temp.day('seasons', '2027-11-14') || pg_temp.day('seasons', '2027-11-15'), '10:00-18:0011:00-15:00', 'winter begins');
select is(pg_temp.day('seasons', '2027-12-31') || pg_temp.day('seasons', '2028-01-01'), '11:00-15:0011:00-15:00', 'winter over the new year');
select is(pg_temp.day('seasons', '2028-03-15') || pg_temp.day('seasons', '2028-03-16'), '11:00-15:0010:00-18:00', 'winter ends');
call pg_temp.say('seasons', 'weekly', '{720,780}', season => '{229,229}');
select is(pg_temp.day('seasons', '2028-02-29'), '11:00-15:00 12:00-13:00', '29 February');
select pg_temp.schedule_of('weeks');
call pg_temp.say('weeks', 'weekly', '{600,660}', '2', valid => '[2027-01-06,)', every_weeks => 2);
select is((select string_agg(to_char(day, 'DD'), ' ' order by day) from hours_days(array[pg_temp.s('weeks')], '2027-01-01', '2027-02-20') where opens is not null),
          '19 02 16', 'every second Tuesday, counted from the week of the first day');

-- Months: the fifth, the working day behind a holiday, opening days behind closed ones.
select pg_temp.schedule_of('months');
call pg_temp.say('months', 'weekly', '{600,1080}', '12345');
call pg_temp.say('months', 'monthly', '{}', '5', nth => 5, month_of => 'weekday');
call pg_temp.say('months', 'monthly', '{600,720}', nth => 1, month_of => 'working_day');
call pg_temp.say('months', 'monthly', '{600,780}', nth => -2, month_of => 'opening_day');
call pg_temp.say('months', 'holiday', '{}');
select is(pg_temp.day('months', '2027-01-29') || pg_temp.day('months', '2027-02-26'), 'closed10:00-18:00', 'the fifth Friday, where there is one');
select is(pg_temp.day('months', '2027-01-04'), '10:00-12:00', 'the first working day after the new year and a week-end');
select is(pg_temp.day('months', '2027-11-03'), '10:00-12:00', 'the first working day after two holidays');
select is(pg_temp.day('months', '2027-12-29'), '10:00-13:00', 'the last opening day but one: the 31st is a fifth Friday');

-- Exceptions of a mobile library: about one stop, or about all.
select pg_temp.schedule_of('van', branch_kind => 'mobile');
insert into stop (schedule_id, name) select pg_temp.s('van'), name from unnest('{North,South}'::text[]) as name;
call pg_temp.say('van', 'weekly', '{600,660}', '1', stop => 'North');
call pg_temp.say('van', 'weekly', '{700,760}', '1', stop => 'South');
call pg_temp.except_on('van', '2027-05-03', '2027-05-03', '{800,860}', stop => 'North');
select is(pg_temp.day('van', '2027-05-03'), '11:40-12:40 13:20-14:20', 'a visit is moved, the other stays');
call pg_temp.except_on('van', '2027-05-10', '2027-05-10', '{}', stop => 'South');
select is(pg_temp.day('van', '2027-05-10'), '10:00-11:00', 'a visit is cancelled, the other stays');
call pg_temp.except_on('van', '2027-05-01', '2027-05-31', '{}');
select is(pg_temp.day('van', '2027-05-17'), 'closed', 'all visits are cancelled');
select is(pg_temp.day('van', '2027-05-03'), '13:20-14:20', 'but for the one that was moved');
select throws_ok($$insert into hours_rule (schedule_id, kind, periods, stop_id)
                   select pg_temp.s('weeks'), 'weekly', '{600,660}', t.id from stop t where t.name = 'North'$$, '23503', null,
                 'a rule names its own schedule''s stops');

-- The shorter exception holds though it was made first.
call pg_temp.except_on('sums', '2027-06-07', '2027-06-07', '{600,660}');
call pg_temp.except_on('sums', '2027-06-01', '2027-06-30', '{}');
select is(pg_temp.day('sums', '2027-06-07'), '10:00-11:00', 'a day that was said before its month was closed');

-- Unknown is not closed.
select pg_temp.schedule_of('blank');
select is(hours_state_at(pg_temp.s('blank'), '2027-03-01 12:00Z'), 'unknown', 'no rules: unknown');
select is(hours_state_at(uuid_v7(), '2027-03-01 12:00Z'), 'unknown', 'no schedule: unknown');
call pg_temp.say('blank', 'eve', null, shortened => 60);
call pg_temp.say('blank', 'holiday', '{}');
select is(pg_temp.day('blank', '2027-03-10') || ' ' || pg_temp.day('blank', '2027-03-11'), 'unknown closed', 'only holidays are known');
call pg_temp.say('blank', 'weekly', '{600,1080}', '1', valid => '[2027-03-01,2027-04-01)');
select is(pg_temp.week('blank', '2027-03-29'), '1-3 closed, 4-7 unknown', 'what is said until March is unknown in April');
select is(pg_temp.day('blank', '2027-02-28'), 'unknown', 'and before it begins');
select is(pg_temp.day('blank', '2027-03-02'), 'closed', 'a weekday that a valid rule leaves out is closed');

select * from finish();
rollback;
