-- Availability and time to repair, by month, from the append-only history of status reports. A month is published once it is
-- over; a report that comes late for it makes its row anew.
--
-- Of the time for which something was known (a report held), how much the point worked or did in part. A fault begins with a
-- report of one (out of order, or working in part) that doesn't follow another, and ends with the next report that it works.

set local role branchlight_owner;

create table point_month (
  point_id uuid not null constraint point_month_point_fk references point on delete cascade,
  month date not null constraint point_month_month_first_day check (extract(day from month) = 1),
  known_seconds integer not null constraint point_month_known_range check (known_seconds between 0 and 2682000),
  working_seconds integer not null constraint point_month_working_range check (working_seconds between 0 and known_seconds),
  faults integer not null constraint point_month_faults_range check (faults >= 0),
  repaired integer not null constraint point_month_repaired_range check (repaired >= 0),
  repair_seconds bigint not null constraint point_month_repair_range check (repair_seconds >= 0),
  demo boolean not null default false,
  constraint point_month_pk primary key (point_id, month)
);
comment on table point_month is 'Availability of a point in a month that is over; made from status_report.';
comment on column point_month.point_id is 'The point.';
comment on column point_month.month is 'First day of the month, by the branch''s clock.';
comment on column point_month.known_seconds is 'For how long a report held.';
comment on column point_month.working_seconds is 'For how long of that it worked, or did in part.';
comment on column point_month.faults is 'Faults that began in the month.';
comment on column point_month.repaired is 'Faults that ended in it.';
comment on column point_month.repair_seconds is 'How long those had lasted, together.';
comment on column point_month.demo is 'True where it was made of demonstration data.';

create table point_month_made (
  point_id uuid constraint point_month_made_pk primary key constraint point_month_made_point_fk references point on delete cascade,
  made_at timestamptz not null
);
comment on table point_month_made is 'When the months of a point were last made.';
comment on column point_month_made.point_id is 'The point.';
comment on column point_month_made.made_at is 'Reports recorded until then are in them.';

create function point_months_made(wanted uuid[], from_month date, until_month date) returns setof point_month
  language sql stable set search_path = pg_catalog, public
  as $$
    with report as (
      select r.point_id, r.status, r.observed_at, r.valid_until, r.demo, b.time_zone,
             lead(r.observed_at) over w as next_at, lag(r.status) over w as before
        from status_report r
        join point p on p.id = r.point_id
        join branch b on b.id = p.branch_id
       where r.point_id = any (wanted) and r.undoes_id is null and not exists (select from status_report u where u.undoes_id = r.id)
      window w as (partition by r.point_id order by r.observed_at, r.id)
    ), span as (
      select r.point_id, r.status, r.demo, r.time_zone, r.observed_at as starts,
             least(coalesce(r.valid_until, r.observed_at), coalesce(r.next_at, 'infinity'), clock_now()) as ends
        from report r where r.status <> 'unknown'
    ), fault as (
      select r.point_id, r.time_zone, r.observed_at as starts,
             (select min(w.observed_at) from report w where w.point_id = r.point_id and w.status = 'working' and w.observed_at > r.observed_at) as ends
        from report r
       where r.status in ('limited', 'out_of_order') and coalesce(r.before, 'unknown') not in ('limited', 'out_of_order')
    ), wide as (
      select p.point_id, p.time_zone, m::date as month, m at time zone p.time_zone as starts, (m + interval '1 month') at time zone p.time_zone as ends
        from (select distinct point_id, time_zone from report) as p
       cross join generate_series(from_month::timestamp, until_month::timestamp, interval '1 month') as m
    )
    select w.point_id, w.month, k.known, k.working, f.faults, f.repaired, f.seconds, coalesce(k.demo, false)
      from wide w
     cross join lateral (
             select coalesce(sum(extract(epoch from least(s.ends, w.ends) - greatest(s.starts, w.starts))), 0)::integer as known,
                    coalesce(sum(extract(epoch from least(s.ends, w.ends) - greatest(s.starts, w.starts)))
                               filter (where s.status in ('working', 'limited')), 0)::integer as working,
                    bool_or(s.demo) as demo
               from span s where s.point_id = w.point_id and s.starts < w.ends and s.ends > w.starts) as k
     cross join lateral (
             select count(*) filter (where f.starts >= w.starts and f.starts < w.ends)::integer as faults,
                    count(*) filter (where f.ends >= w.starts and f.ends < w.ends)::integer as repaired,
                    coalesce(sum(extract(epoch from f.ends - f.starts)) filter (where f.ends >= w.starts and f.ends < w.ends), 0)::bigint as seconds
               from fault f where f.point_id = w.point_id) as f
     where k.known > 0 or f.faults > 0 or f.repaired > 0
  $$;
comment on function point_months_made(uuid[], date, date) is 'The rows that point_month should have for these points and months.';

create function point_months_renew(most integer default 500) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, public
  as $$
  declare
    last_month constant date := (date_trunc('month', clock_now()) - interval '1 month')::date;
    due uuid[];
  begin
    -- Points with a report of one of the last twelve months that the month's row doesn't take in yet.
    due := array(select distinct r.point_id
                   from status_report r
                   left join point_month_made m on m.point_id = r.point_id
                  where r.observed_at >= last_month - interval '11 months' and r.observed_at < last_month + interval '1 month'
                    and (m.made_at is null or m.made_at < r.recorded_at or m.made_at < last_month + interval '1 month')
                  limit most);
    if cardinality(due) = 0 then
      return 0;
    end if;
    insert into point_month
    select m.* from point_months_made(due, (last_month - interval '11 months')::date, last_month) as m
        on conflict (point_id, month) do update
       set known_seconds = excluded.known_seconds, working_seconds = excluded.working_seconds, faults = excluded.faults,
           repaired = excluded.repaired, repair_seconds = excluded.repair_seconds, demo = excluded.demo
     where (point_month.known_seconds, point_month.working_seconds, point_month.faults, point_month.repaired, point_month.repair_seconds)
           is distinct from (excluded.known_seconds, excluded.working_seconds, excluded.faults, excluded.repaired, excluded.repair_seconds);
    insert into point_month_made select unnest(due), greatest(now(), clock_now()) on conflict (point_id) do update set made_at = excluded.made_at;
    return cardinality(due);
  end
  $$;
comment on function point_months_renew(integer) is
  'Makes the months that are over anew where a report came since, of at most so many points; how many: 0 when all is done.';

alter table point_month enable row level security;
alter table point_month force row level security;
create policy owner_all on point_month to branchlight_owner using (true) with check (true);
alter table point_month_made enable row level security;
alter table point_month_made force row level security;
create policy owner_all on point_month_made to branchlight_owner using (true) with check (true);
create policy publisher_reads on point_month for select to branchlight_publisher using (true);
grant select on point_month to branchlight_publisher;
call change_noted('point_month', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);
grant execute on function point_months_renew(integer) to branchlight_jobs;

reset role;
set local role branchlight_publisher;

create view published.point_availability with (security_barrier) as
  select m.point_id as id,
         '[' || string_agg(format('{"month":"%s","known_seconds":%s,"working_seconds":%s,"faults":%s,"repaired":%s,"repair_seconds":%s}',
                                  to_char(m.month, 'YYYY-MM'), m.known_seconds, m.working_seconds, m.faults, m.repaired, m.repair_seconds), ','
                           order by m.month) || ']' as months
    from public.point_month m
    join public.point p on p.id = m.point_id
   where p.lifecycle <> 'removed' and m.month >= (public.clock_now() - interval '13 months')::date
   group by m.point_id;
comment on view published.point_availability is 'The last twelve months of each point, as JSON, oldest first.';
grant select on published.point_availability to branchlight_visitor;

reset role;
