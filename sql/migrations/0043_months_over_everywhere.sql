-- A month of availability is made once it is over by every branch's clock, twelve hours after its end in UTC: in zones west of it the
-- month was published hours before its end, and the reports of those hours came too late for it.

set local role branchlight_owner;

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
