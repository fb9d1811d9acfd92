-- Status reports: what is refused, that they stay, and invariants 1 and 2 as properties over a year of instants.
begin;
select plan(24);

insert into organization (id, code, kind, name, name_language, country)
values ('00000000-0000-7000-8000-00000000000a', 'some-power', 'utility', 'Some Power', 'en', 'LT'),
       ('00000000-0000-7000-8000-00000000000c', 'town-library', 'library', 'Town Library', 'en', 'LT');
insert into library (id, code, organization_id) values ('00000000-0000-7000-8000-00000000000d', 'town-library', '00000000-0000-7000-8000-00000000000c');
insert into branch (id, code, library_id, kind, name, name_language, country, time_zone)
values ('00000000-0000-7000-8000-00000000000e', 'town-central', '00000000-0000-7000-8000-00000000000d', 'central', 'Central', 'en', 'LT', 'Europe/Vilnius');
insert into point (id, code, branch_id, utility_id, lifecycle)
values ('00000000-0000-7000-8000-00000000000f', 'town-power', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000a', 'active'),
       ('00000000-0000-7000-8000-000000000010', 'town-lobby', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000a', 'active'),
       ('00000000-0000-7000-8000-000000000011', 'town-later', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000a', 'planned');

create function pg_temp.refused(statement text, wanted text) returns text language plpgsql as $$
  declare
    violated text;
  begin
    execute statement;
    return is('nothing', wanted, statement);
  exception when integrity_constraint_violation then
    get stacked diagnostics violated = constraint_name;
    return is(violated, wanted, wanted);
  end
$$;
create function pg_temp.report(status text, components jsonb, observed text, valid text) returns text language sql as $$
  select format('insert into status_report (point_id, status, components, observed_at, valid_until, source_role) values (%L, %L, %L, %L, %L, ''librarian'')',
                '00000000-0000-7000-8000-00000000000f', status, components, observed, valid)
$$;

select pg_temp.refused(pg_temp.report('broken', '{}', '2026-03-02 08:00Z', '2026-03-02 20:00Z'), 'status_report_status_known');
select pg_temp.refused(pg_temp.report('working', '{"roof": "down"}', '2026-03-02 08:00Z', '2026-03-02 20:00Z'), 'status_report_components_known');
select pg_temp.refused(pg_temp.report('working', '{"printer": "gone"}', '2026-03-02 08:00Z', '2026-03-02 20:00Z'), 'status_report_components_known');
select pg_temp.refused(pg_temp.report('working', '{"printer": "down"}', '2026-03-02 08:00Z', '2026-03-02 20:00Z'), 'status_report_status_of_components');
select pg_temp.refused(pg_temp.report('limited', '{"network": "down"}', '2026-03-02 08:00Z', '2026-03-02 20:00Z'), 'status_report_status_of_components');
select pg_temp.refused(pg_temp.report('working', '{}', '2026-03-02 08:00Z', null), 'status_report_expires');
select pg_temp.refused(pg_temp.report('unknown', '{}', '2026-03-02 08:00Z', '2026-03-02 20:00Z'), 'status_report_expires');
select pg_temp.refused(pg_temp.report('working', '{}', '2026-03-02 08:00Z', '2026-03-02 07:00Z'), 'status_report_valid_after');
select pg_temp.refused(pg_temp.report('working', '{}', '2026-03-02 08:00Z', '2027-03-02 07:00Z'), 'status_report_valid_not_for_long');
select pg_temp.refused(pg_temp.report('working', '{}', '2026-03-02 08:00Z', '2026-03-02 20:00:30Z'), 'status_report_valid_until_minute');
select pg_temp.refused(pg_temp.report('working', '{}', (now() + interval '1 hour')::text, date_trunc('minute', now() + interval '2 hours')::text), 'status_report_observed');
select lives_ok(pg_temp.report('working', '{"adviser": "down"}', '2026-03-02 08:00Z', '2026-03-02 20:00Z'), 'an adviser who is away makes no machine worse');

-- They stay.
select pg_temp.refused('update status_report set status = ''limited''', 'status_report_append_only');
select pg_temp.refused('delete from status_report', 'status_report_append_only');
select pg_temp.refused('truncate status_report cascade', 'status_report_append_only');
select lives_ok($$insert into status_report (point_id, status, observed_at, valid_until, source_role, demo)
  values ('00000000-0000-7000-8000-000000000011', 'working', '2026-03-01 08:00Z', '2026-03-01 09:00Z', 'librarian', true)$$, 'demonstration data');
select lives_ok('delete from status_report where demo', 'may go');
select is((select count(*) from point_status), 1::bigint, 'and takes what was made from it along');

-- The last 20, newest first, whatever the order of arrival.
insert into status_report (point_id, status, observed_at, valid_until, source_role)
select '00000000-0000-7000-8000-000000000010', 'working', timestamptz '2026-01-05 08:00Z' + make_interval(hours => 7 * (n * 11 % 25)),
       timestamptz '2026-01-05 10:00Z' + make_interval(hours => 7 * (n * 11 % 25)), 'librarian'
  from generate_series(0, 24) as n;
select results_eq(
  $$select r ->> 'observed_at' from point_status s cross join jsonb_array_elements(s.reports::jsonb) with ordinality as e (r, place)
     where s.point_id = '00000000-0000-7000-8000-000000000010' order by place$$,
  $$select to_char(observed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from status_report
     where point_id = '00000000-0000-7000-8000-000000000010' order by observed_at desc limit 20$$,
  'a point''s list is its last 20 reports');

-- A year: reports every few days, hours with both clock changes, and instants near every edge.
insert into schedule (id, kind, branch_id) values ('00000000-0000-7000-8000-000000000020', 'building', '00000000-0000-7000-8000-00000000000e');
insert into schedule (id, kind, point_id) values ('00000000-0000-7000-8000-000000000021', 'access', '00000000-0000-7000-8000-000000000010');
insert into hours_rule (schedule_id, kind, weekdays, periods) values
  ('00000000-0000-7000-8000-000000000020', 'weekly', '{1,2,3,4,5}', '{540,780,840,1080}'),
  ('00000000-0000-7000-8000-000000000020', 'weekly', '{6,7}', '{1320,1680}'), -- over the night, so over the clock changes
  ('00000000-0000-7000-8000-000000000021', 'weekly', '{1,2,3,4,5,6,7}', '{0,1440}');
insert into status_report (point_id, status, components, observed_at, valid_until, source_role)
select p.id, s.status, case s.status when 'limited' then '{"printer": "down"}' when 'out_of_order' then '{"computer": "down"}' else '{}' end::jsonb,
       o.at, case when s.status <> 'unknown' then o.at + make_interval(hours => 20 + (n * 37) % 90) end, 'librarian'
  from point p
 cross join generate_series(1, 110) as n
 cross join lateral (select (array['working', 'limited', 'out_of_order', 'unknown', 'working', 'working'])[1 + (n * 5 + length(p.code)) % 6] as status) as s
 cross join lateral (select timestamptz '2025-01-01 06:00Z' + make_interval(hours => n * 79) as at) as o;

create temporary table moment as
select distinct at
  from (select observed_at + make_interval(mins => d) as at from status_report cross join generate_series(-1, 1) as d where observed_at < '2026-01-01'
        union all select valid_until + make_interval(mins => d) from status_report cross join generate_series(-1, 1) as d where valid_until < '2026-01-01'
        union all select timestamptz '2025-03-29 22:00Z' + make_interval(mins => 7 * d) from generate_series(0, 120) as d
        union all select timestamptz '2025-10-25 21:00Z' + make_interval(mins => 7 * d) from generate_series(0, 120) as d) as m
 order by at;
create temporary table state as
select p.id, p.code, p.lifecycle, m.at, point_status_at(p.id, m.at) as status, r.status as reported, r.valid_until
  from moment m
 cross join point p
  left join lateral (select r.* from status_report r where r.point_id = p.id and r.observed_at <= m.at order by r.observed_at desc limit 1) as r on true;
select cmp_ok((select count(*) from state), '>', 1500::bigint, 'there are instants to look at');
select is_empty($$select * from state where status <> 'unknown' and (valid_until is null or at >= valid_until)$$,
  'nothing shows as anything past its valid_until (1)');
select is_empty($$select * from state where status is distinct from coalesce(case when at < valid_until then reported end, 'unknown')$$,
  'and as reported until then');

-- Open, told apart from the function: from the ranges of the whole year.
create temporary table open as
select 'town-power' as code, r.* from hours_ranges('00000000-0000-7000-8000-000000000020', '2024-12-30', '2026-01-03') as r
union all select 'town-later', r.* from hours_ranges('00000000-0000-7000-8000-000000000020', '2024-12-30', '2026-01-03') as r
union all select 'town-lobby', '2024-12-30', '2026-01-03';
create temporary table sample as select s.* from state s where hashtext(s.at::text) % 3 = 0 or s.at between '2025-03-29' and '2025-03-31' or s.at between '2025-10-25' and '2025-10-27';
select is_empty(
  $$select s.code, s.at from sample s
     where point_usable_at(s.id, s.at) is distinct from
           (s.status in ('working', 'limited') and s.lifecycle = 'active'
            and exists (select from open o where o.code = s.code and s.at >= o.opens_at and s.at < o.closes_at))$$,
  'usable is working or limited, and open, and active (2)');
select cmp_ok((select count(*) from sample s where point_usable_at(s.id, s.at)), '>', 100::bigint, 'which it is now and then');

select * from finish();
rollback;
