-- Why a day is not as usual, as it is published; and the clock that decides which days are coming.
begin;
\ir support/hours.psql
select plan(17);

create function pg_temp.ends() returns void language plpgsql as $$
  begin
    set constraints all immediate;
    set constraints all deferred;
  end
$$;
-- "+1 exception en, +2 holiday en": days from today.
create function pg_temp.named(branch_code text) returns text language sql stable as $$
  select string_agg(format('+%s %s %s', (n->>'day')::date - current_date, n->>'kind', n->'name'->>'en'), ', ' order by place)
    from published.branch b
   cross join jsonb_array_elements(b.named_days::jsonb) with ordinality as d (n, place)
   where b.code = branch_code
$$;
create function pg_temp.changed_since(number bigint) returns text language sql stable as $$
  select string_agg(kind || ' ' || code, ', ') from change c where c.number > changed_since.number
$$;
select set_config('branchlight.now', (current_date + time '12:00')::text, true);
delete from public_holiday;
insert into public_holiday (country, day, name)
values ('LT', current_date + 3, '{"en": "First", "lt": "Pirma"}'), ('LT', current_date + 4, '{"en": "Second"}'),
       ('LT', current_date + 60, '{"en": "Far"}'), ('LT', current_date - 1, '{"en": "Past"}'), ('LV', current_date + 5, '{"en": "Next door"}');

select pg_temp.schedule_of('both'), pg_temp.schedule_of('plain'), pg_temp.schedule_of('none');
call pg_temp.say('both', 'weekly', '{540,1080}');
call pg_temp.say('both', 'holiday', '{}');
call pg_temp.say('both', 'eve', null, shortened => 60);
call pg_temp.say('plain', 'weekly', '{540,1080}');
select pg_temp.ends();

select is(pg_temp.named('both'), '+2 eve First, +3 holiday First, +4 holiday Second',
          'holidays of the six weeks and of the country, and the eve that isn''t one of them itself');
select is(pg_temp.named('plain'), null, 'nothing of holidays where no rule speaks of them');
select is((select named_days from published.branch where code = 'none'), '[]', 'nothing where hours are unknown');

call pg_temp.except_on('plain', current_date - 5, current_date + 1, '{}');
select pg_temp.ends();
select is(pg_temp.named('plain'), null, 'an exception without a reason names no day');
create temporary table seen as select max(number) as number from change;
update hours_exception set reason = '{"en": "Cleaning", "lt": "Valymas"}' where schedule_id = pg_temp.s('plain');
select pg_temp.ends();
select is(pg_temp.named('plain'), '+0 exception Cleaning, +1 exception Cleaning', 'a reason names its days that are to come');
select is(pg_temp.changed_since((select number from seen)), 'branch plain', 'and to give it is a change of the branch');

call pg_temp.except_on('plain', current_date + 1, current_date + 1, '{600,660}');
select pg_temp.ends();
select is(pg_temp.named('plain'), '+0 exception Cleaning', 'the exception of fewer days holds, though it has no reason');

call pg_temp.except_on('plain', current_date + 7, current_date + 13, '{}', weekdays => extract(isodow from current_date + 8)::text);
update hours_exception set reason = '{"en": "One weekday"}' where schedule_id = pg_temp.s('plain') and first_day = current_date + 7;
select pg_temp.ends();
select is(pg_temp.named('plain'), '+0 exception Cleaning, +8 exception One weekday', 'an exception of some weekdays names those alone');

call pg_temp.except_on('both', current_date + 3, current_date + 3, '{600,720}');
select pg_temp.ends();
select is(pg_temp.named('both'), '+2 eve First, +3 holiday First, +4 holiday Second', 'an exception without a reason leaves the holiday''s name');
update hours_exception set reason = '{"en": "Open all the same"}' where schedule_id = pg_temp.s('both');
select pg_temp.ends();
select is(split_part(pg_temp.named('both'), ', ', 1), '+3 exception Open all the same', 'one with a reason comes first');

delete from seen;
insert into seen select max(number) from change;
update public_holiday set name = '{"en": "Renamed"}' where country = 'LT' and day = current_date + 4;
select pg_temp.ends();
select is(pg_temp.changed_since((select number from seen)), 'branch both', 'a holiday''s other name is a change of who speaks of holidays');
select matches(pg_temp.named('both'), 'holiday Renamed', 'and is published');

-- The clock.
select set_config('branchlight.now', '', true);
select is(clock_now(), now(), 'the time is now');
select set_config('branchlight.clock_offset', '86400', true);
select is(clock_now(), now() + interval '24 hours', 'shifted as the server''s clock is');
select set_config('branchlight.clock_offset', '-3155760000', true);
select is(clock_now(), now() - interval '3155760000 seconds', 'backwards, and by a century');
select set_config('branchlight.now', '2027-03-10 10:00+02', true);
select is(clock_now(), '2027-03-10 10:00+02'::timestamptz, 'a test''s time is exact');
select set_config('branchlight.now', '', true);
select set_config('branchlight.clock_offset', '', true);
select is(clock_now(), now(), 'a setting that was taken back counts as none');

select * from finish();
rollback;
