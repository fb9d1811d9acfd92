-- Months of availability: made once they are over by the clock of every branch, and never before.
begin;
\ir support/hours.psql
select plan(4);

select set_config('branchlight.now', '2026-05-20T12:00:00Z', true);
insert into time_zone (name) values ('America/Los_Angeles') on conflict do nothing;
select pg_temp.schedule_of('west');
update branch set time_zone = 'America/Los_Angeles' where code = 'west';
insert into organization (code, kind, name, name_language, country) values ('west-power', 'utility', 'West Power', 'en', 'US');
insert into point (code, branch_id, utility_id, lifecycle)
select 'west-point', b.id, u.id, 'active' from branch b, organization u where b.code = 'west' and u.code = 'west-power';
insert into status_report (point_id, status, observed_at, valid_until, source_role)
select id, 'working', '2026-05-20T12:00:00Z', '2026-05-21T12:00:00Z', 'librarian' from point where code = 'west-point';

create function pg_temp.months() returns text language sql stable as $$
  select string_agg(format('%s %s', to_char(m.month, 'YYYY-MM'), m.known_seconds), ', ' order by m.month)
    from point_month m join point p on p.id = m.point_id where p.code = 'west-point'
$$;

select set_config('branchlight.now', '2026-06-01T05:00:00Z', true);
select point_months_renew();
select is(pg_temp.months(), null, 'at ten in the evening of the 31st in Los Angeles it is still May');
insert into status_report (point_id, status, observed_at, valid_until, source_role)
select id, 'working', '2026-06-01T05:00:00Z', '2026-06-02T05:00:00Z', 'librarian' from point where code = 'west-point';
select set_config('branchlight.now', '2026-06-01T12:00:00Z', true);
select ok(point_months_renew() > 0, 'when it is over everywhere, it is made');
select is(pg_temp.months(), '2026-05 93600', 'with what was reported in its last hours');
select is(point_months_renew(), 0, 'once');

select * from finish();
rollback;
