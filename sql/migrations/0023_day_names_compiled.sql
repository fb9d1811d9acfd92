-- Names of days are compiled with the hours that they are about, instead of found anew whenever branches are read: of 20,000
-- branches, that was a quarter of the time that loading takes.

set local role branchlight_owner;

alter table hours_compiled add column named_days jsonb not null default '[]';
alter table hours_compiled alter column named_days set statistics 0;
comment on column hours_compiled.named_days is
  'Why days are not as usual, [{"day", "kind": exception, holiday or eve, "name": {"lt", …}}]: of a building''s hours, for six weeks, as far as '
  'the page of a branch looks ahead, and the day or two that a snapshot may be old.';

create or replace function hours_compile_all(schedules uuid[], as_of timestamptz default clock_now()) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, public set jit = off set work_mem = '32MB'
  as $$
  #variable_conflict use_column
  declare
    compiled integer;
  begin
    -- Schedules that say the same are compiled once: one of them is the model of all.
    with rule as (
      select r.schedule_id, md5(string_agg(to_jsonb(r) - 'id' - 'schedule_id' #>> '{}', ';'
                                           order by r.level, r.weekdays, r.periods, r.id)) as said
        from hours_rule r
       where r.schedule_id = any (schedules)
       group by r.schedule_id
    ), exception as (
      select e.schedule_id, md5(string_agg(to_jsonb(e) - 'id' - 'schedule_id' - 'reason' - 'made_at' #>> '{}', ';'
                                           order by e.made_at, e.id)) as said
        from hours_exception e
       where e.schedule_id = any (schedules)
       group by e.schedule_id
    ), subject as materialized (
      select s.id as schedule_id, s.branch_id, b.time_zone, b.country, (as_of at time zone b.time_zone)::date as today,
             first_value(s.id) over (partition by b.time_zone, b.country, r.said, e.said order by s.id) as model_id
        from schedule s
        left join point p on p.id = s.point_id
        join branch b on b.id = coalesce(s.branch_id, p.branch_id)
        left join rule r on r.schedule_id = s.id
        left join exception e on e.schedule_id = s.id
       where s.id = any (schedules)
    ), zone as materialized (
      select z.time_zone, h.instants, h.offsets
        from (select s.time_zone, min(s.today) - 3 as first_day, max(s.today) + 73 as last_day
                from subject s group by s.time_zone) as z
       cross join zone_shifts(z.time_zone, (z.first_day - date '1970-01-01') * 1440, (z.last_day - date '1970-01-01') * 1440) as h
    ), model as materialized (
      select s.model_id, h.open, wall_minute(s.time_zone, (s.today - 1)::timestamp) as compiled_from,
             -- 70 days, or up to the first day that nothing is said about.
             wall_minute(s.time_zone, least(upper(k.run), s.today + 70)::timestamp) as compiled_until, z.instants, z.offsets
        from (select min(s.today) - 2 as first_day, max(s.today) + 70 as last_day from subject s) as span
       cross join hours_instants(array(select distinct s.model_id from subject s), span.first_day, span.last_day) as h
        join subject s on s.schedule_id = h.schedule_id
        join zone z on z.time_zone = s.time_zone
        join unnest(h.known) as k (run) on k.run @> s.today
    ), ready as materialized (
      select m.model_id, m.compiled_from, m.compiled_until, r.ranges
        from model m
       cross join lateral (
              select coalesce(array_agg(number.value order by lower(o.range), number.place), '{}') as ranges
                from unnest(m.open * int4multirange(int4range(m.compiled_from, m.compiled_until))) as o (range)
               cross join lateral (values (1, lower(o.range)), (2, upper(o.range)),
                                          (3, m.offsets[1 + width_bucket(lower(o.range), m.instants)]),
                                          (4, m.offsets[1 + width_bucket(upper(o.range) - 1, m.instants)])) as number (place, value)) as r
    ), named as (
      -- As in hours_days the exception of the fewest days holds; one without a reason leaves the day its own name.
      select s.schedule_id, coalesce(x.days, '[]') || coalesce(y.days, '[]') as days
        from subject s
        left join lateral (
               select jsonb_agg(jsonb_build_object('day', e.day, 'kind', 'exception', 'name', e.reason) order by e.day) as days
                 from (select distinct on (day) d::date as day, e.reason
                         from hours_exception e
                        cross join generate_series(greatest(e.first_day, s.today)::timestamp, least(e.last_day, s.today + 43)::timestamp,
                                                   interval '1 day') as d
                        where e.schedule_id = s.schedule_id and e.last_day >= s.today and extract(isodow from d) = any (e.weekdays)
                        order by day, e.stop_id is not null, e.last_day - e.first_day, e.made_at desc, e.id desc) as e
                where e.reason is not null) as x on true
        left join lateral (
               select bool_or(r.kind = 'holiday') as holiday, bool_or(r.kind = 'eve') as eve
                 from hours_rule r where r.schedule_id = s.schedule_id) as k on true
        -- Once per country, day, and kinds of rules: the planner remembers what a key gave.
        left join lateral (
               select jsonb_agg(jsonb_build_object('day', n.day, 'kind', n.kind, 'name', n.name) order by n.day) as days
                 from (select c.day, 'holiday' as kind, c.name from public_holiday c where c.country = s.country and k.holiday
                       union all
                       select c.day - 1, 'eve', c.name from public_holiday c
                        where c.country = s.country and k.eve
                          and not exists (select from public_holiday f where f.country = c.country and f.day = c.day - 1)) as n
                where n.day between s.today and s.today + 43) as y on true
       where s.branch_id is not null
    ), kept as (
      insert into hours_compiled as c (schedule_id, ranges, compiled_from, compiled_until, compiled_for, named_days)
      select s.schedule_id, r.ranges, r.compiled_from, r.compiled_until, s.today,
             case when r.ranges is not null then coalesce(n.days, '[]') else '[]' end
        from subject s
        left join ready r on r.model_id = s.model_id
        left join named n on n.schedule_id = s.schedule_id
      on conflict (schedule_id) do update
         set ranges = excluded.ranges, compiled_from = excluded.compiled_from, compiled_until = excluded.compiled_until,
             compiled_for = excluded.compiled_for, named_days = excluded.named_days
       where (c.ranges, c.compiled_from, c.compiled_until, c.compiled_for, c.named_days)
             is distinct from (excluded.ranges, excluded.compiled_from, excluded.compiled_until, excluded.compiled_for, excluded.named_days)
      returning c.schedule_id
    )
    select count(*) into compiled from kept;
    return compiled;
  end
  $$;

do $$
declare
  schedules uuid[];
  last uuid := '00000000-0000-0000-0000-000000000000';
begin
  loop
    schedules := array(select c.schedule_id from hours_compiled c where c.schedule_id > last order by c.schedule_id limit 5000);
    exit when schedules = '{}';
    perform hours_compile_all(schedules);
    last := schedules[cardinality(schedules)];
  end loop;
end
$$;

reset role;
set local role branchlight_publisher;

create or replace view published.branch as
  select b.id, b.code, l.code as library_code, m.code as municipality_code, b.latitude, b.longitude, a.step_free, b.active,
         s.demo, b.name,
         array[b.name, o.name, p.name, m.name]
           || array(select n.name from public.name n where n.branch_id = b.id) || om.names || pm.names || mm.names as names,
         s.address as address_text,
         row_to_json((select shown from (
           select b.code, b.name, b.name_language, b.kind,
                  (select told from (select s.address as text, b.address_certainty as certainty) as told
                    where s.address is not null) as address,
                  (select found from (select b.latitude, b.longitude, b.location_precision as precision) as found
                    where b.latitude is not null) as location,
                  coalesce(b.phone, o.phone) as phone, coalesce(b.website, o.website) as website, b.time_zone, a.step_free,
                  b.active, b.notes, public.utc_text(b.verified_at) as verified_at,
                  s.demo, coalesce(h.named_days, '[]') as named_days) as shown))::text as body,
         h.ranges as hours, h.compiled_until as hours_until, b.time_zone,
         h.packed as hours_packed
    from public.branch b
    join public.library l on l.id = b.library_id
    join public.organization o on o.id = l.organization_id
    left join public.municipality m on m.id = b.municipality_id
    left join public.place p on p.id = b.place_id
    -- Once per library, place and municipality: the planner remembers what a key gave.
    left join lateral (select array_agg(n.name) as names from public.name n where n.organization_id = l.organization_id) as om on true
    left join lateral (select array_agg(n.name) as names from public.name n where n.place_id = b.place_id) as pm on true
    left join lateral (select array_agg(n.name) as names from public.name n where n.municipality_id = b.municipality_id) as mm on true
    left join public.accessibility a on a.branch_id = b.id
    left join public.schedule g on g.branch_id = b.id
    left join public.hours_compiled h on h.schedule_id = g.id
   cross join lateral (
           select nullif(concat_ws(', ', b.street, nullif(concat_ws(' ', b.postcode, b.locality), '')), '') as address,
                  b.demo or coalesce(a.demo, false) or coalesce(g.demo, false) as demo) as s;

reset role;
