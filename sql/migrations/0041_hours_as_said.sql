-- Opening hours hold as they were said: which of two exceptions holds is no chance, and no edit undoes what it isn't about.

set local role branchlight_owner;

-- Of two exceptions as long the one made later holds, so their order is a statement of who edits them.
create or replace function stored_schedule(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'version', coalesce((select s.version from schedule s where s.id = wanted), 1),
             'rules', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                 'kind', r.kind, 'weekdays', to_jsonb(r.weekdays), 'season_from', season_text(r.season_from),
                 'season_until', season_text(r.season_until), 'valid_from', r.valid_from, 'valid_until', r.valid_until,
                 'every_weeks', nullif(r.every_weeks, 1), 'month_nth', r.month_nth, 'month_of', r.month_of, 'shortened', r.shortened,
                 'stop', t.name)) || jsonb_build_object('periods', to_jsonb(periods_texts(r.periods)))
                 order by r.level desc, r.season_from, r.weekdays, r.periods, r.id)
               from hours_rule r left join stop t on t.id = r.stop_id where r.schedule_id = wanted), '[]'),
             'exceptions', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                 'first_day', e.first_day, 'last_day', e.last_day, 'weekdays', nullif(to_jsonb(e.weekdays), '[1, 2, 3, 4, 5, 6, 7]'),
                 'reason', e.reason, 'stop', t.name)) || jsonb_build_object('periods', to_jsonb(periods_texts(e.periods)))
                 order by e.made_at, e.id)
               from hours_exception e left join stop t on t.id = e.stop_id where e.schedule_id = wanted and e.cause is null), '[]'))
  $$;
comment on function stored_schedule(uuid) is
  'A schedule as who edits it reads it: rules, and dated exceptions in the order in which they were made, but for what one tap says of today; of null, empty.';

create or replace function hours_replace(wanted uuid, said jsonb) returns void
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    broken text;
  begin
    select case when w.code = 'hours_periods' then 'hours_periods_shape' when w.place like 'rules%' then 'hours_rule_shape' else 'hours_exception_shape' end
      into broken
      from hours_wrong(said) as w limit 1;
    if found then
      raise exception 'not hours' using errcode = 'check_violation', constraint = broken;
    end if;
    begin
      delete from hours_rule r
       where r.schedule_id = wanted and to_jsonb(r) - array['id', 'level'] not in (select to_jsonb(n) from hours_rules_said(wanted, said) as n);
      insert into hours_rule (schedule_id, kind, weekdays, periods, season_from, season_until, valid_from, valid_until, every_weeks,
                              month_nth, month_of, shortened, stop_id)
      select distinct n.* from hours_rules_said(wanted, said) as n
       where to_jsonb(n) not in (select to_jsonb(r) - array['id', 'level'] from hours_rule r where r.schedule_id = wanted);
      -- Exceptions that are said in the order in which they are there stay, with who made them when. The others are made at times that put
      -- all into the order said: between their neighbours, the last ones now, but before what one tap has said of today.
      with stored as (
        select o.*, row_number() over (partition by o.body order by o.place) as nth
          from (select e.id, e.made_at, to_jsonb(e) - array['id', 'user_id', 'made_at', 'cause'] as body, row_number() over (order by e.made_at, e.id) as place
                  from hours_exception e where e.schedule_id = wanted and e.cause is null) as o
      ), told as (
        select n.*, row_number() over (partition by to_jsonb(n) - 'number' order by n.number) as nth
          from hours_exceptions_said(wanted, said) with ordinality
            as n (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, number)
      ), same as (
        select o.id, o.made_at, t.number, coalesce(max(t.number) over (order by o.place rows between unbounded preceding and 1 preceding), 0) as highest
          from stored o join told t on to_jsonb(t) - array['number', 'nth'] = o.body and t.nth = o.nth
      ), orderly as (
        select s.*, coalesce(s.made_at - lag(s.made_at) over before > (s.number - 1 - lag(s.number) over before) * interval '1 microsecond'
                             or s.number - 1 = lag(s.number) over before, true) as roomy
          from same s where s.number > s.highest
        window before as (order by s.number)
      ), kept as (
        select o.id, o.made_at, o.number from orderly o where (select bool_and(a.roomy) from orderly a)
      ), gone as (
        delete from hours_exception e where e.schedule_id = wanted and e.cause is null and e.id not in (select k.id from kept k)
      ), made as (
        select t.*, p.made_at as after, n.made_at as before, row_number() over run as rank, count(*) over (partition by p.number) as many
          from told t
          left join lateral (select k.* from kept k where k.number < t.number order by k.number desc limit 1) as p on true
          left join lateral (select k.* from kept k where k.number > t.number order by k.number limit 1) as n on true
         where not exists (select from kept k where k.number = t.number)
        window run as (partition by p.number order by t.number)
      )
      insert into hours_exception (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, user_id, made_at)
      select m.schedule_id, m.first_day, m.last_day, m.weekdays, m.periods, m.reason, m.stop_id, actor(),
             case when m.before is null then greatest(m.after + m.rank * interval '1 microsecond', last.made_at - (m.many - m.rank) * interval '1 millisecond')
                  when m.after is null then m.before - (m.many + 1 - m.rank) * interval '1 millisecond'
                  else m.after + (m.before - m.after) * m.rank / (m.many + 1) end
        from made m
       cross join (select least(clock_now(), min(t.made_at) - interval '1 microsecond') as made_at
                     from hours_exception t
                    where t.schedule_id = wanted and t.cause is not null and t.last_day >= (clock_now() at time zone 'UTC')::date - 1) as last;
      update schedule s set version = s.version + 1, demo = false where s.id = wanted;
    exception when data_exception then
      raise exception 'not hours' using errcode = 'check_violation', constraint = 'hours_rule_shape';
    end;
  end
  $$;

-- A tap that another one followed stays under it, so that taking the later one back gives what held before.
create or replace function hours_until(wanted uuid, day date, minute integer, until integer) returns integer[]
  language plpgsql volatile set search_path = pg_catalog, public
  as $$
  declare
    periods integer[];
  begin
    -- The day without what is tapped about it: what is deleted here comes back with the end of the block.
    begin
      delete from hours_exception e where e.schedule_id = wanted and e.first_day = hours_until.day and e.cause is not null;
      with period as (
        select d.opens, case when d.opens = max(d.opens) over () then hours_until.until else d.closes end as closes
          from hours_days(array[wanted], hours_until.day, hours_until.day + 1) as d where d.opens < hours_until.until
      )
      select coalesce(array_agg(edge.minute order by p.opens, edge.minute), array[least(hours_until.minute, hours_until.until - 1), hours_until.until])
        into periods
        from period p cross join lateral (values (p.opens), (p.closes)) as edge (minute);
      raise exception 'not to be kept' using errcode = 'BLHRS';
    exception when sqlstate 'BLHRS' then
      return periods;
    end;
  end
  $$;
comment on function hours_until(uuid, date, integer, integer) is
  'The periods of a schedule on a day that ends at a minute of its clock: those of its rules and plans that begin before, whatever was tapped of the '
  'day; where there are none, from a minute (now) on. It may what its caller may.';
grant execute on function hours_days(uuid[], date, date), hours_calendar(text[], date, date), hours_level(integer, integer, boolean)
  to branchlight_staff;

create or replace function people.point_state(wanted uuid, settled timestamptz, out status text, out observed_at timestamptz, out report_id uuid,
                                   out closed_on date)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select r.status, r.observed_at, r.id,
           (select case when e.cause = 'closed_today' and e.user_id is not null then e.first_day end
              from schedule s join hours_exception e on e.schedule_id = s.id
             where s.branch_id = b.id and e.cause is not null and e.made_at <= settled
               and e.first_day = (clock_now() at time zone b.time_zone)::date
             order by e.made_at desc, e.id desc limit 1)
      from point p
      join branch b on b.id = p.branch_id
      left join lateral (
             select s.id, s.status, s.observed_at from status_report s
              where s.point_id = p.id and not s.demo and s.status <> 'unknown' and s.recorded_at <= settled
                and s.undoes_id is null and not exists (select from status_report u where u.undoes_id = s.id)
              order by s.observed_at desc, s.id desc limit 1) as r on true
     where p.id = wanted
  $$;

-- A point that has hours of its own is not reached at the building's because nothing is known of its own today.
create or replace function point_usable_at(point uuid, moment timestamptz) returns boolean
  language sql stable set search_path = pg_catalog, public
  as $$
    -- Invariant 2. A lobby has hours of its own; without, the building's hold.
    select coalesce((select p.lifecycle = 'active' and b.active
                            and point_status_at(p.id, moment) in ('working', 'limited')
                            and hours_state_at(coalesce(a.id, s.id), moment) = 'open'
                       from point p
                       join branch b on b.id = p.branch_id
                       left join schedule a on a.point_id = p.id and a.kind = 'access'
                       left join schedule s on s.branch_id = b.id
                      where p.id = point_usable_at.point), false)
  $$;

-- A building that is closed in July but opens on Tuesdays isn't closed on Tuesdays.
create function closure_days(closure hours_exception, others hours_exception[], today date) returns datemultirange
  language sql immutable parallel safe set search_path = pg_catalog, public
  as $$
    select datemultirange(daterange(closure.first_day, closure.last_day, '[]'))
           - coalesce(range_agg(case when d.day is null then daterange(o.first_day, o.last_day, '[]') else daterange(d.day, d.day, '[]') end), '{}')
      from unnest(others) as o
      left join lateral (
             select w::date as day
               from generate_series(greatest(o.first_day, closure.first_day, today)::timestamp, least(o.last_day, closure.last_day)::timestamp,
                                    interval '1 day') as w
              where extract(isodow from w) = any (o.weekdays)) as d on cardinality(o.weekdays) < 7
     where o.first_day <= closure.last_day and o.last_day >= greatest(closure.first_day, today) and (d.day is not null or cardinality(o.weekdays) = 7)
       -- As in hours_days the exception of the fewest days holds; one that closes some weekdays is told as no closure of its own.
       and case when o.stop_id is not null then o.periods <> '{}'
                else (o.periods <> '{}' or cardinality(o.weekdays) = 7)
                     and (o.last_day - o.first_day, closure.made_at, closure.id) < (closure.last_day - closure.first_day, o.made_at, o.id) end
  $$;
comment on function closure_days(hours_exception, hours_exception[], date) is
  'The days of an exception that closes a building on which none of the others holds: an opening, a closure for fewer days, or one made later. Of '
  'days before today it isn''t told.';
grant execute on function closure_days(hours_exception, hours_exception[], date) to public;

-- A schedule that was made for a tap, or for hours that were taken away again, is none that could hold.
create function branch_has_hours(wanted uuid) returns boolean
  language sql stable set search_path = pg_catalog, public
  as $$
    select exists (select from schedule s
                    where s.branch_id = wanted
                      and (exists (select from hours_rule r where r.schedule_id = s.id)
                           or exists (select from hours_exception e where e.schedule_id = s.id and e.cause is null)))
  $$;
comment on function branch_has_hours(uuid) is 'Whether something is said of a building''s hours: a rule, or a plan for a day.';
grant execute on function branch_has_hours(uuid) to branchlight_staff;

create or replace function branch_merge(merged uuid, kept uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    old branch;
    target branch;
    newest bigint;
  begin
    if not (may('directory', 'branch', merged) and may('directory', 'branch', kept)) then
      raise exception 'not one''s own' using errcode = 'insufficient_privilege';
    end if;
    if merged = kept then
      raise exception 'a branch can''t be merged into itself' using errcode = 'check_violation',
        constraint = 'branch_merged_into_other', table = 'branch', column = 'code';
    end if;
    perform from branch b where b.id in (merged, kept) order by b.id for update;
    select * into old from branch b where b.id = merged;
    select * into target from branch b where b.id = kept;
    update point p set branch_id = kept where p.branch_id = merged;
    update public_report r set branch_id = kept where r.branch_id = merged;
    delete from event_branch x where x.branch_id = merged
       and exists (select from event_branch y where y.event_id = x.event_id and y.branch_id = kept);
    update event_branch x set branch_id = kept where x.branch_id = merged;
    -- Who followed both follows once; an address that was confirmed of one is confirmed.
    update people.follower f set confirmed_at = g.confirmed_at
      from people.follower g
     where f.branch_id = kept and g.branch_id = merged and g.email = f.email and f.confirmed_at is null and g.confirmed_at is not null;
    update people.follower_link l set follower_id = g.id from people.follower f join people.follower g on g.branch_id = kept and g.email = f.email
     where f.branch_id = merged and l.follower_id = f.id and l.kind = 'leave';
    update people.follower f set branch_id = kept where f.branch_id = merged
       and not exists (select from people.follower g where g.branch_id = kept and g.email = f.email);
    update people.grant g set branch_id = kept where g.branch_id = merged
       and not exists (select from people.grant h where h.user_id = g.user_id and h.role = g.role and h.branch_id = kept);
    update people.invitation i set branch_id = kept where i.branch_id = merged;
    -- Who looks for it by its old name finds it; but what a draft was to be called isn't told by a public branch.
    if old.published_at is not null or target.published_at is null then
      insert into name (branch_id, kind, language, name, source, demo)
        select kept, case n.kind when 'alias' then 'alias' else 'former' end, n.language, n.name, n.source, n.demo from name n where n.branch_id = merged
        union all
        select kept, 'former', old.name_language, old.name, null, old.demo where old.name <> target.name
        on conflict do nothing;
    end if;
    -- Hours and the way in are the building's: those of the kept branch hold, if it has any. What was tapped of its today holds anyway.
    if branch_has_hours(merged) and not branch_has_hours(kept) then
      update hours_exception e set schedule_id = s.id
        from schedule s, schedule t
       where s.branch_id = merged and t.branch_id = kept and e.schedule_id = t.id
         and not exists (select from hours_exception o where o.schedule_id = s.id and o.cause = e.cause and o.first_day = e.first_day);
      with empty as (
        delete from schedule t where t.branch_id = kept returning t.version
      )
      select coalesce(max(e.version), 1) into newest from empty e;
      update schedule s set branch_id = kept, version = greatest(s.version, newest) + 1 where s.branch_id = merged;
      insert into hours_pending (schedule_id, cause) select s.id, 'edited' from schedule s where s.branch_id = kept on conflict do nothing;
    end if;
    insert into accessibility (branch_id, step_free, notes, certainty, source, demo)
      select kept, a.step_free, a.notes, a.certainty, a.source, a.demo from accessibility a where a.branch_id = merged
        on conflict do nothing;
    perform people.followers_join(kept);
    delete from branch b where b.id = merged;
    update retired_code r set successor_code = target.code where r.kind = 'branch' and r.code = old.code and r.row_id = merged;
    return true;
  end
  $$;

-- Somebody helps only while the doors are open.
create or replace function schedule_preview(kind text, subject uuid, wall timestamp) returns table (state text, day text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select case when x.state <> 'unknown' and hours_state_at(s.around, wall at time zone b.time_zone) = 'closed' then 'closed' else x.state end,
           (select string_agg(to_char(lower(r.part) at time zone b.time_zone, 'HH24:MI') || '–' ||
                              case when (upper(r.part) at time zone b.time_zone)::time = '00:00' then '24:00'
                                   else to_char(upper(r.part) at time zone b.time_zone, 'HH24:MI') end, ', ' order by r.part)
              from unnest((select range_agg(tstzrange(h.opens_at, h.closes_at)) from hours_ranges(s.id, wall::date, wall::date + 1) as h)
                          * case when exists (select from hours_instants(array[s.around], wall::date - 1, wall::date + 1) as k where k.known @> wall::date)
                                 then coalesce((select range_agg(tstzrange(h.opens_at, h.closes_at))
                                                  from hours_ranges(s.around, wall::date, wall::date + 1) as h), '{}')
                                 else '{(,)}' end) as r (part))
      from branch b
      left join point p on p.id = subject and p.branch_id = b.id
     -- A point that has no hours of its own is reached when its building is open.
     cross join lateral (select coalesce(schedule_of(schedule_preview.kind, subject),
                                         case schedule_preview.kind when 'access' then schedule_of('building', b.id) end) as id,
                                case schedule_preview.kind when 'adviser' then schedule_of('building', b.id) end as around) as s
     cross join lateral (select hours_state_at(s.id, wall at time zone b.time_zone) as state) as x
     where b.id = subject or p.id is not null
  $$;
comment on function schedule_preview(text, uuid, timestamp) is
  'What a schedule says of a time of the branch''s clock, from the rules themselves: open, closed or unknown, and the periods of that day; an '
  'adviser''s while the building isn''t closed.';

-- That an exception is too long is another mistake than that it ends before it begins.
alter table hours_exception drop constraint hours_exception_days_check,
  add constraint hours_exception_days_check check (last_day >= first_day),
  add constraint hours_exception_not_for_long check (last_day <= first_day + 3660);

reset role;
set local role branchlight_publisher;

-- Of hours of its own that aren't known, no minute is: neither ranges nor an end, but that there are some.
create or replace view published.point with (security_barrier) as
  select p.id, p.code, b.code as branch_code, u.code as utility_code,
         coalesce(f.services, '{}') as services, coalesce(f.equipment, '{}') as equipment, coalesce(f.languages, '{}') as languages,
         p.lifecycle, d.demo,
         n.names,
         row_to_json((select shown from (
           select p.code, p.lifecycle, p.website,
                  case when not p.reported_about then public.precise_text(p.reported_on, p.reported_precision) end as reported_on,
                  case when p.reported_about then public.precise_text(p.reported_on, p.reported_precision) end as reported_about,
                  r.code as reported_by, p.certainty, p.notes, public.utc_text(p.verified_at) as verified_at, d.demo) as shown))::text as body,
         t.status, date_part('epoch', t.observed_at)::bigint as status_observed_at,
         date_part('epoch', t.valid_until)::bigint as status_valid_until, t.source_role as status_role,
         t.components::text as status_components, coalesce(t.demo, false) as status_demo,
         ah.ranges as access, coalesce(ah.compiled_until, case when ag.id is not null then 0 end) as access_until,
         vh.ranges as adviser, vh.compiled_until as adviser_until,
         coalesce(t.reports, '[]') as reports,
         coalesce(ah.packed, case when ag.id is not null then ''::bytea end) as access_packed, vh.packed as adviser_packed
    from public.point p
    join public.branch b on b.id = p.branch_id
    join public.organization u on u.id = p.utility_id
    left join public.organization r on r.id = p.reported_by_id
    left join public.point_status t on t.point_id = p.id
    left join public.point_offer f on f.point_id = p.id
    -- What the utility is and was called, and who it came from or became.
   cross join lateral (
           select array_agg(distinct w.name) as names
             from (select k.name from public.organization o
                    cross join lateral (select o.name union all select x.name from public.name x where x.organization_id = o.id) as k
                    where o.id = p.utility_id or o.successor_id = p.utility_id
                       or o.id = (select s.successor_id from public.organization s where s.id = p.utility_id)) as w) as n
    left join public.schedule ag on ag.point_id = p.id and ag.kind = 'access'
    left join public.hours_compiled ah on ah.schedule_id = ag.id
    left join public.schedule vg on vg.point_id = p.id and vg.kind = 'adviser'
    left join public.hours_compiled vh on vh.schedule_id = vg.id
   cross join lateral (
           select p.demo or coalesce(t.demo, false) or coalesce(ag.demo, false) or coalesce(vg.demo, false) or coalesce(f.demo, false) as demo) as d
   where p.lifecycle <> 'removed';

create or replace view published.branch_notice with (security_barrier) as
  select b.id, ',"closures":[' || string_agg(row_to_json((select shown from (
           select lower(d.days) as first_day, upper(d.days) - 1 as last_day, public.utc_text(lower(d.days)::timestamp at time zone b.time_zone) as starts_at,
                  public.utc_text(upper(d.days)::timestamp at time zone b.time_zone) as ends_at, e.reason) as shown))::text, ','
           order by lower(d.days), e.id) || ']' as members
    from public.hours_exception e
    join public.schedule s on s.id = e.schedule_id
    join public.branch b on b.id = s.branch_id
   cross join lateral (select (public.clock_now() at time zone b.time_zone)::date as today) as t
   cross join unnest(public.closure_days(e, array(select o from public.hours_exception o where o.schedule_id = e.schedule_id and o.last_day >= t.today),
                                         t.today)) as d (days)
   where e.periods = '{}' and e.stop_id is null and cardinality(e.weekdays) = 7 and e.last_day >= t.today and upper(d.days) > t.today
   group by b.id;

reset role;
