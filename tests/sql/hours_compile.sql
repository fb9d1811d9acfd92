-- When hours are compiled, what that changes, what it leaves alone, and what the tables refuse.
begin;
\ir support/hours.psql
select plan(51);

create function pg_temp.pending() returns bigint language sql stable as $$ select count(*) from hours_pending $$;
create function pg_temp.ends() returns void language plpgsql as $$
  -- What a commit does with hours, and with the notes of what changed.
  begin
    set constraints all immediate;
    set constraints all deferred;
  end
$$;
create temporary table seen (seen bigint);
create function pg_temp.changes() returns text language sql stable as $$
  select string_agg(distinct kind || ' ' || code, ', ') from change where number > (select coalesce(max(seen), 0) from seen)
$$;
create procedure pg_temp.forget() language sql as $$ insert into seen select coalesce(max(number), 0) from change $$;
create function pg_temp.compiled(branch_code text) returns hours_compiled language sql stable as $$
  select c from hours_compiled c where c.schedule_id = pg_temp.s(branch_code)
$$;

select pg_temp.schedule_of('one');
select pg_temp.schedule_of('two');
select is(pg_temp.pending(), 2::bigint, 'a new schedule is pending');
select pg_temp.ends();
select is(pg_temp.pending(), 0::bigint, 'and compiled at the end');
select is((pg_temp.compiled('one')).ranges, null, 'as unknown, for it has no rules');
call pg_temp.forget();

call pg_temp.say('one', 'weekly', '{0,1440}');
call pg_temp.say('one', 'holiday', '{}');
call pg_temp.say('two', 'weekly', '{}');
select is((pg_temp.compiled('one')).ranges, null, 'nothing is compiled before the end');
select pg_temp.ends();
select ok(cardinality((pg_temp.compiled('one')).ranges) >= 4, 'compiled at the end');
select is((pg_temp.compiled('two')).ranges, '{}', 'never open is an empty list, not an unknown one');
select is(pg_temp.changes(), 'branch one, branch two', 'a change of the two branches');
select is((select count(*) from change where number > (select max(seen) from seen)), 2::bigint, 'one each');
call pg_temp.forget();

-- Exceptions, holidays, the branch's country, and taking away again.
call pg_temp.except_on('one', current_date - 3, current_date + 90, '{}');
select pg_temp.ends();
select is((pg_temp.compiled('one')).ranges, '{}', 'an exception compiles');
select is(pg_temp.changes(), 'branch one', 'and is a change');
call pg_temp.forget();
delete from hours_exception;
select pg_temp.ends();
select ok(cardinality((pg_temp.compiled('one')).ranges) >= 4, 'without it, as before');
call pg_temp.forget();
insert into public_holiday (country, day, name) select 'LT', d, '{"en": "x"}' from generate_series(current_date - 3, current_date + 90, interval '1 day') d
  on conflict do nothing;
select pg_temp.ends();
select is((pg_temp.compiled('one')).ranges, '{}', 'holidays compile who speaks of them');
select is(pg_temp.changes(), 'branch one', 'and nobody else');
call pg_temp.forget();
update branch set country = 'LV' where code = 'one';
select pg_temp.ends();
select ok(cardinality((pg_temp.compiled('one')).ranges) >= 4, 'another country has other holidays');
update branch set country = 'LT' where code = 'one';
update public_holiday set day = day - 4000;
select pg_temp.ends();
select ok(cardinality((pg_temp.compiled('one')).ranges) >= 4, 'moved holidays compile');
delete from hours_rule where schedule_id = pg_temp.s('one');
select pg_temp.ends();
select is((pg_temp.compiled('one')).ranges, null, 'without rules it is unknown again');
update hours_rule set periods = '{0,1440}' where schedule_id = pg_temp.s('two');
select pg_temp.ends();
select ok(cardinality((pg_temp.compiled('two')).ranges) >= 4, 'a changed rule compiles');
call pg_temp.forget();
update hours_rule set periods = periods;
update branch set name = name;
select is(pg_temp.pending(), 0::bigint, 'an update that changes nothing compiles nothing');
select pg_temp.ends();
select is(pg_temp.changes(), null, 'and is no change');

-- What is said for a time is known for that time.
call pg_temp.say('one', 'weekly', '{600,1080}', valid => daterange(current_date - 10, current_date + 5));
select pg_temp.ends();
select is((pg_temp.compiled('one')).compiled_until, wall_minute('Europe/Vilnius', (current_date + 5)::timestamp),
          'known to the last day that was spoken of');
update hours_rule set valid_from = current_date + 20, valid_until = null where schedule_id = pg_temp.s('one');
select pg_temp.ends();
select is((pg_temp.compiled('one')).ranges, null, 'not known today: unknown, though later is');

-- The nightly work.
call pg_temp.forget();
select is(hours_extend(), 0, 'nothing to extend on the same day');
select is(hours_extend(1, now() + interval '1 day'), 1, 'one at a time');
select is(hours_extend(500, now() + interval '1 day'), 1, 'the other');
select is(hours_extend(500, now() + interval '1 day'), 0, 'done, unknown ones too');
select pg_temp.ends();
select is(pg_temp.changes(), null, 'time is no change');
select is((pg_temp.compiled('two')).compiled_until - (pg_temp.compiled('two')).compiled_from >= 71 * 1440 - 60, true, '71 days are kept');
select is(hours_extend(500, now() + interval '20 days'), 2, 'after a long sleep');
select isnt((pg_temp.compiled('one')).ranges, null, 'what begins to be valid is known by itself');

-- Schedules that say the same share one compilation and get the same.
select pg_temp.schedule_of('twin' || n) from generate_series(1, 3) n;
call pg_temp.say('twin1', 'weekly', '{600,1080}');
call pg_temp.say('twin2', 'weekly', '{600,1080}');
call pg_temp.say('twin3', 'weekly', '{600,1081}');
select pg_temp.ends();
select is((pg_temp.compiled('twin1')).ranges, (pg_temp.compiled('twin2')).ranges, 'twins');
select isnt((pg_temp.compiled('twin1')).ranges, (pg_temp.compiled('twin3')).ranges, 'and who differs by a minute');

delete from branch where code = 'twin1';
select pg_temp.ends();
select is((select count(*) from hours_rule where periods = '{600,1080}' and valid_from is null), 1::bigint, 'a branch takes its hours with it');

-- What is refused, by name.
create function pg_temp.refused(rule text, wanted text) returns text language plpgsql as $$
  declare
    named text;
  begin
    execute 'insert into hours_rule (schedule_id, kind, periods, weekdays, season_from, season_until, valid_from, valid_until, every_weeks, month_nth, month_of, shortened)'
      || ' select pg_temp.s(''two''), ' || rule;
    return fail(rule || ' should be refused');
  exception when check_violation then
    get stacked diagnostics named = constraint_name;
    return is(named, wanted, wanted || ': ' || rule);
  end
$$;
select pg_temp.refused(r.rule, r.wanted) from (values
  ('''weekly'', ''{600,600}'', ''{1}'', null, null, null, null, 1, null, null, null', 'hours_rule_periods_check'),
  ('''weekly'', ''{600,2881}'', ''{1}'', null, null, null, null, 1, null, null, null', 'hours_rule_periods_check'),
  ('''weekly'', ''{1440,1500}'', ''{1}'', null, null, null, null, 1, null, null, null', 'hours_rule_periods_check'),
  ('''weekly'', ''{600,700,650,800}'', ''{1}'', null, null, null, null, 1, null, null, null', 'hours_rule_periods_check'),
  ('''weekly'', ''{600}'', ''{1}'', null, null, null, null, 1, null, null, null', 'hours_rule_periods_check'),
  ('''weekly'', null, ''{1}'', null, null, null, null, 1, null, null, null', 'hours_rule_said_check'),
  ('''weekly'', ''{}'', ''{1,1}'', null, null, null, null, 1, null, null, null', 'hours_rule_weekdays_check'),
  ('''weekly'', ''{}'', ''{0}'', null, null, null, null, 1, null, null, null', 'hours_rule_weekdays_check'),
  ('''weekly'', ''{}'', ''{1}'', 1301, 101, null, null, 1, null, null, null', 'hours_rule_season_from_check'),
  ('''weekly'', ''{}'', ''{1}'', 601, 631, null, null, 1, null, null, null', 'hours_rule_season_until_check'),
  ('''weekly'', ''{}'', ''{1}'', 601, null, null, null, 1, null, null, null', 'hours_rule_season_check'),
  ('''weekly'', ''{}'', ''{1}'', null, null, ''2027-02-01''::date, ''2027-01-01''::date, 1, null, null, null', 'hours_rule_valid_check'),
  ('''weekly'', ''{}'', ''{1}'', null, null, null, null, 2, null, null, null', 'hours_rule_every_check'),
  ('''weekly'', ''{}'', ''{1}'', null, null, null, null, 1, -1, null, null', 'hours_rule_monthly_check'),
  ('''monthly'', ''{}'', ''{1}'', null, null, null, null, 1, 0, ''weekday'', null', 'hours_rule_month_nth_check'),
  ('''eve'', null, ''{1}'', null, null, null, null, 1, null, null, null', 'hours_rule_eve_check'),
  ('''eve'', ''{}'', ''{1}'', null, null, null, null, 1, null, null, 60', 'hours_rule_said_check')) as r (rule, wanted);
select throws_ok($$insert into schedule (kind, branch_id, point_id) select 'access', b.id, null from branch b where b.code = 'two'$$, '23514', null,
                 'a branch has no access hours');
select throws_ok($$insert into schedule (kind, branch_id) select 'building', b.id from branch b where b.code = 'two'$$, '23505', null,
                 'a branch has one schedule');

select * from finish();
rollback;
