-- A month of availability is made once it is over by every branch's clock, twelve hours after its end in UTC: in zones west of it the
-- month was published hours before its end, and the reports of those hours came too late for it.
-- And each point's months are made from its own reports alone: a batch looked at all reports of the batch for each of its months, half a minute
-- for 500 points.

set local role branchlight_owner;

create or replace function point_months_made(wanted uuid[], from_month date, until_month date) returns setof point_month
  language sql stable set search_path = pg_catalog, public
  as $$
    with report as (
      select r.point_id, r.status, r.observed_at, r.valid_until, r.demo, b.time_zone,
             lead(r.observed_at) over w as next_at, lag(r.status) over w as before,
             min(r.observed_at) filter (where r.status = 'working')
               over (w rows between 1 following and unbounded following) as works_at
        from status_report r
        join point p on p.id = r.point_id
        join branch b on b.id = p.branch_id
       where r.point_id = any (wanted) and r.undoes_id is null and not exists (select from status_report u where u.undoes_id = r.id)
      window w as (partition by r.point_id order by r.observed_at, r.id)
    ), wide as (
      select p.point_id, m::date as month, m at time zone p.time_zone as starts, (m + interval '1 month') at time zone p.time_zone as ends
        from (select distinct point_id, time_zone from report) as p
       cross join generate_series(from_month::timestamp, until_month::timestamp, interval '1 month') as m
    ), known as (
      select w.point_id, w.month,
             sum(extract(epoch from least(s.ends, w.ends) - greatest(s.starts, w.starts)))::integer as seconds,
             coalesce(sum(extract(epoch from least(s.ends, w.ends) - greatest(s.starts, w.starts)))
                        filter (where s.status in ('working', 'limited')), 0)::integer as working,
             bool_or(s.demo) as demo
        from wide w
        join (select r.point_id, r.status, r.demo, r.observed_at as starts,
                     least(coalesce(r.valid_until, r.observed_at), coalesce(r.next_at, 'infinity'), clock_now()) as ends
                from report r where r.status <> 'unknown') as s on s.point_id = w.point_id and s.starts < w.ends and s.ends > w.starts
       group by w.point_id, w.month
    ), faulty as (
      select w.point_id, w.month,
             count(*) filter (where f.starts >= w.starts and f.starts < w.ends)::integer as faults,
             count(*) filter (where f.ends >= w.starts and f.ends < w.ends)::integer as repaired,
             coalesce(sum(extract(epoch from f.ends - f.starts)) filter (where f.ends >= w.starts and f.ends < w.ends), 0)::bigint as seconds
        from wide w
        join (select r.point_id, r.observed_at as starts, r.works_at as ends
                from report r
               where r.status in ('limited', 'out_of_order') and coalesce(r.before, 'unknown') not in ('limited', 'out_of_order')) as f
          on f.point_id = w.point_id and (f.starts >= w.starts and f.starts < w.ends or f.ends >= w.starts and f.ends < w.ends)
       group by w.point_id, w.month
    )
    select w.point_id, w.month, coalesce(k.seconds, 0), coalesce(k.working, 0), coalesce(f.faults, 0), coalesce(f.repaired, 0),
           coalesce(f.seconds, 0), coalesce(k.demo, false)
      from wide w
      left join known k on k.point_id = w.point_id and k.month = w.month
      left join faulty f on f.point_id = w.point_id and f.month = w.month
     where k.seconds > 0 or f.faults > 0 or f.repaired > 0
  $$;

create or replace function point_months_renew(most integer default 500) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, public
  as $$
  declare
    last_month constant date := (date_trunc('month', clock_now() - interval '12 hours') - interval '1 month')::date;
    over_at constant timestamptz := last_month + interval '1 month 12 hours';
    due uuid[];
  begin
    -- Points with a report of one of the last twelve months that the month's row doesn't take in yet.
    due := array(select distinct r.point_id
                   from status_report r
                   left join point_month_made m on m.point_id = r.point_id
                  where r.observed_at >= last_month - interval '11 months 1 day' and r.observed_at < over_at
                    and (m.made_at is null or m.made_at < r.recorded_at or m.made_at < over_at)
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

reset role;
