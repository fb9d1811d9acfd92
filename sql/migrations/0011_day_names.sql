-- Why a day is not as usual: the reason of its exception, the public holiday, or that it is the eve of one. And the clock of
-- a rehearsal (the setting clock_offset) is SQL's too, so that demonstration data lies around the day that pages show.

set local role branchlight_owner;

create or replace function clock_now() returns timestamptz
  language sql stable parallel safe
  return coalesce(nullif(current_setting('branchlight.now', true), '')::timestamptz,
                  now() + make_interval(secs => coalesce(nullif(current_setting('branchlight.clock_offset', true), ''), '0')::double precision));
comment on function clock_now() is
  'The time: now(), shifted by the seconds of the setting branchlight.clock_offset; in a test what branchlight.now says.';

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
                  s.demo, coalesce(x.days, '[]') || coalesce(y.days, '[]') as named_days) as shown))::text as body,
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
    -- Names of days, for six weeks: as far as the page of a branch looks ahead, and the day or two that a snapshot may be old.
    -- As in hours_days the exception of the fewest days holds; one without a reason leaves the day its own name.
    left join lateral (
           select jsonb_agg(jsonb_build_object('day', e.day, 'kind', 'exception', 'name', e.reason) order by e.day) as days
             from (select distinct on (day) d::date as day, e.reason
                     from public.hours_exception e
                    cross join generate_series(greatest(e.first_day, h.compiled_for)::timestamp,
                                               least(e.last_day, h.compiled_for + 43)::timestamp, interval '1 day') as d
                    where e.schedule_id = g.id and e.last_day >= h.compiled_for and extract(isodow from d) = any (e.weekdays)
                    order by day, e.stop_id is not null, e.last_day - e.first_day, e.made_at desc, e.id desc) as e
            where e.reason is not null) as x on h.ranges is not null
    left join lateral (
           select bool_or(r.kind = 'holiday') as holiday, bool_or(r.kind = 'eve') as eve
             from public.hours_rule r where r.schedule_id = g.id) as k on h.ranges is not null
    -- Once per country, day, and kinds of rules.
    left join lateral (
           select jsonb_agg(jsonb_build_object('day', n.day, 'kind', n.kind, 'name', n.name) order by n.day) as days
             from (select c.day, 'holiday' as kind, c.name from public.public_holiday c where c.country = b.country and k.holiday
                   union all
                   select c.day - 1, 'eve', c.name from public.public_holiday c
                    where c.country = b.country and k.eve
                      and not exists (select from public.public_holiday f where f.country = c.country and f.day = c.day - 1)) as n
            where n.day between h.compiled_for and h.compiled_for + 43) as y on true
   cross join lateral (
           select nullif(concat_ws(', ', b.street, nullif(concat_ws(' ', b.postcode, b.locality), '')), '') as address,
                  b.demo or coalesce(a.demo, false) or coalesce(g.demo, false) as demo) as s;

reset role;
