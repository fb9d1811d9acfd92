-- Opening hours: rules as libraries write them, compiled into ranges of instants. docs/hours.md tells the
-- vocabulary with examples; what decides which rule holds on a day is the column `level` below.
--
-- A day is decided by the first of these that says something about it, and by all rules of that level together:
--   0 dated exception   1 public holiday in a season   2 public holiday   3 monthly in a season   4 monthly
--   5 weekly in a season   6 weekly
-- The eve of a public holiday shortens what levels 3 to 6 say. A period belongs to the day on which it opens,
-- so that a day that is closed doesn't cut short the night before it.

set local role branchlight_owner;

create function is_periods(value integer[]) returns boolean
  language sql immutable parallel safe
  as $$
    select coalesce(array_ndims(value), 1) = 1 and coalesce(array_lower(value, 1), 1) = 1
       and cardinality(value) between 0 and 24 and cardinality(value) % 2 = 0
       and not exists (
             select
               from generate_subscripts(value, 1) as at
              where value[at] is null
                 or at % 2 = 1 and not (value[at] between coalesce(value[at - 1], 0) and 1439)
                 or at % 2 = 0 and not (value[at] > value[at - 1] and value[at] <= 2880))
  $$;
comment on function is_periods(integer[]) is
  'True for the periods of a day: opens, closes, opens, closes …, minutes from the day''s midnight, in order and apart;
an opening below 1440, a closing up to 2880 (24:00 of the day after); empty for a day that is closed.';

create function is_weekdays(value smallint[]) returns boolean
  language sql immutable parallel safe
  as $$
    select cardinality(value) between 1 and 7 and array_ndims(value) = 1
       and value = array(select distinct number from unnest(value) as number
                          where number between 1 and 7 order by number)
  $$;
comment on function is_weekdays(smallint[]) is 'True for a set of weekdays, 1 (Monday) to 7, ascending, at least one.';

create function is_month_day(value smallint) returns boolean
  language sql immutable parallel safe
  return value / 100 between 1 and 12
     and value % 100 between 1 and (array[31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[value / 100];
comment on function is_month_day(smallint) is 'True for a day of any year as month × 100 + day; 229 exists.';

-- --- what is stored ------------------------------------------------------------------------------------------

create table public_holiday (
  country text not null
    constraint public_holiday_country_check check (country ~ '^[A-Z]{2}$'),
  day date not null,
  name jsonb not null
    constraint public_holiday_name_check check (is_texts(name)),
  constraint public_holiday_pk primary key (country, day)
);
comment on table public_holiday is 'Days on which a country doesn''t work by law. Observances that are working days aren''t here.';
comment on column public_holiday.country is 'ISO 3166-1 alpha-2, as in branch.';
comment on column public_holiday.day is 'The day itself; a holiday of two days is two rows.';
comment on column public_holiday.name is 'Name per language: {"lt": "…", "en": "…"}.';

create table schedule (
  id uuid not null default uuid_v7(),
  kind text not null
    constraint schedule_kind_check check (kind in ('building', 'access', 'adviser')),
  branch_id uuid
    constraint schedule_branch_id_fk references branch (id) on delete cascade,
  point_id uuid
    constraint schedule_point_id_fk references point (id) on delete cascade,
  demo boolean not null default false,
  constraint schedule_pk primary key (id),
  constraint schedule_owner_check check ((kind = 'building') = (branch_id is not null)
                                         and (kind = 'building') = (point_id is null)),
  constraint schedule_branch_id_unique unique (branch_id),
  constraint schedule_point_id_kind_unique unique (point_id, kind)
);
comment on table schedule is
  'Whose hours rules tell. One without rules or exceptions is unknown, as where there is no schedule: never closed.';
comment on column schedule.id is 'Identifier.';
comment on column schedule.kind is
  'building: of a branch; access: of a point that is reached apart from the building''s hours (a lobby, a locker
outside), without one a point has its building''s; adviser: when somebody at the point helps.';
comment on column schedule.branch_id is 'The branch; set for building alone.';
comment on column schedule.point_id is 'The point; set for access and adviser.';
comment on column schedule.demo is 'True for demonstration data, which clear-demo removes with its rules.';

create table stop (
  id uuid not null default uuid_v7(),
  schedule_id uuid not null
    constraint stop_schedule_id_fk references schedule (id) on delete cascade,
  name text not null
    constraint stop_name_check check (is_line(name, 200)),
  name_language text not null default 'lt'
    constraint stop_name_language_check check (is_language(name_language)),
  latitude double precision
    constraint stop_latitude_check check (latitude between -90 and 90),
  longitude double precision
    constraint stop_longitude_check check (longitude between -180 and 180),
  constraint stop_pk primary key (id),
  constraint stop_schedule_id_id_unique unique (schedule_id, id),
  constraint stop_schedule_id_name_unique unique (schedule_id, name),
  constraint stop_position_check check ((latitude is null) = (longitude is null))
);
comment on table stop is
  'A place where a mobile library stands. Its rules and exceptions name it; the branch is open while it stands at one.';
comment on column stop.id is 'Identifier.';
comment on column stop.schedule_id is 'The building schedule of the mobile branch.';
comment on column stop.name is 'The place as the library calls it: "Druckūnai", "Druckūnai, prie parduotuvės".';
comment on column stop.name_language is 'Language of the name, ISO 639-1.';
comment on column stop.latitude is 'Degrees north, WGS 84; null where it isn''t known.';
comment on column stop.longitude is 'Degrees east, WGS 84; null where it isn''t known.';

create table hours_rule (
  id uuid not null default uuid_v7(),
  schedule_id uuid not null
    constraint hours_rule_schedule_id_fk references schedule (id) on delete cascade,
  kind text not null
    constraint hours_rule_kind_check check (kind in ('weekly', 'monthly', 'holiday', 'eve')),
  weekdays smallint[] not null default '{1,2,3,4,5,6,7}'
    constraint hours_rule_weekdays_check check (is_weekdays(weekdays)),
  periods integer[]
    constraint hours_rule_periods_check check (is_periods(periods)),
  season_from smallint
    constraint hours_rule_season_from_check check (is_month_day(season_from)),
  season_until smallint
    constraint hours_rule_season_until_check check (is_month_day(season_until)),
  valid_from date,
  valid_until date,
  every_weeks smallint not null default 1
    constraint hours_rule_every_weeks_check check (every_weeks between 1 and 8),
  month_nth smallint
    constraint hours_rule_month_nth_check check (month_nth between -5 and 5 and month_nth <> 0),
  month_of text
    constraint hours_rule_month_of_check check (month_of in ('weekday', 'working_day', 'opening_day')),
  shortened integer
    constraint hours_rule_shortened_check check (shortened between 0 and 1440),
  stop_id uuid,
  level smallint not null generated always as (
    case kind when 'holiday' then 2 when 'monthly' then 4 when 'weekly' then 6 else 8 end
    - (season_from is not null)::integer) stored,
  constraint hours_rule_pk primary key (id),
  constraint hours_rule_stop_id_fk foreign key (schedule_id, stop_id) references stop (schedule_id, id)
    on delete cascade,
  constraint hours_rule_season_check check ((season_from is null) = (season_until is null)),
  constraint hours_rule_valid_check check (valid_from <= valid_until),
  constraint hours_rule_every_check check (every_weeks = 1 or (kind = 'weekly' and valid_from is not null)),
  constraint hours_rule_monthly_check check ((kind = 'monthly') = (month_nth is not null)
                                             and (kind = 'monthly') = (month_of is not null)),
  constraint hours_rule_eve_check check ((kind = 'eve') = (shortened is not null)),
  constraint hours_rule_said_check check (case kind when 'eve' then periods is null
                                                    when 'holiday' then true
                                                    else periods is not null end),
  constraint hours_rule_stop_check check (stop_id is null or cardinality(periods) > 0)
);
create index hours_rule_schedule_id_i on hours_rule (schedule_id);
create index hours_rule_stop_id_i on hours_rule (stop_id) where stop_id is not null;
comment on table hours_rule is
  'One sentence of a library about its hours. Rules of one level that meet on a day add up; the lowest level decides.';
comment on column hours_rule.id is 'Identifier.';
comment on column hours_rule.schedule_id is 'Whose hours.';
comment on column hours_rule.kind is
  'weekly: on these weekdays; monthly: on the days that month_nth and month_of name; holiday: on public holidays;
eve: on the day before one, where it is cut short.';
comment on column hours_rule.weekdays is 'Weekdays on which the rule speaks, 1 (Monday) to 7; all of them if not said.';
comment on column hours_rule.periods is
  'Opens and closes in turn, minutes of local wall time from the day''s midnight: {600,780,810,1080} is 10:00–13:00 and
13:30–18:00, {1320,1560} is 22:00 to 2:00 of the next day, {0,1440} the whole day; {} is closed. Null for an eve,
and for a holiday on which it is open as on any day.';
comment on column hours_rule.season_from is 'First day of the season, each year: month × 100 + day; null for the whole year.';
comment on column hours_rule.season_until is 'Last day of the season; before season_from where the season goes over the new year.';
comment on column hours_rule.valid_from is 'First day for which the library said it; null: since ever.';
comment on column hours_rule.valid_until is
  'Last day for which the library said it; null: until further notice. Where no weekly rule is valid, hours are unknown.';
comment on column hours_rule.every_weeks is 'Every so many weeks, counted from the week of valid_from; 1 for every week.';
comment on column hours_rule.month_nth is 'The how-manieth: 1 to 5 from the month''s start, -1 (the last) to -5 from its end.';
comment on column hours_rule.month_of is
  'What is counted: weekday (each of `weekdays` by itself), working_day (Monday to Friday, no public holiday),
opening_day (a day on which the other rules of the schedule open it).';
comment on column hours_rule.shortened is 'For an eve: it closes so many minutes before the day''s last closing.';
comment on column hours_rule.stop_id is 'For a mobile library: where it stands in these periods.';
comment on column hours_rule.level is 'Precedence, lower wins: see the head of this migration.';

create table hours_exception (
  id uuid not null default uuid_v7(),
  schedule_id uuid not null
    constraint hours_exception_schedule_id_fk references schedule (id) on delete cascade,
  first_day date not null,
  last_day date not null,
  weekdays smallint[] not null default '{1,2,3,4,5,6,7}'
    constraint hours_exception_weekdays_check check (is_weekdays(weekdays)),
  periods integer[] not null
    constraint hours_exception_periods_check check (is_periods(periods)),
  stop_id uuid,
  reason jsonb
    constraint hours_exception_reason_check check (is_texts(reason)),
  made_at timestamptz not null default clock_timestamp(),
  constraint hours_exception_pk primary key (id),
  constraint hours_exception_stop_id_fk foreign key (schedule_id, stop_id) references stop (schedule_id, id)
    on delete cascade,
  constraint hours_exception_days_check check (last_day between first_day and first_day + 3660)
);
create index hours_exception_schedule_id_i on hours_exception (schedule_id, last_day);
create index hours_exception_stop_id_i on hours_exception (stop_id) where stop_id is not null;
comment on table hours_exception is
  'What holds on dates, whatever the rules say. Where several are about a day, that of the fewest days holds, of two
as long the one made later.';
comment on column hours_exception.id is 'Identifier.';
comment on column hours_exception.schedule_id is 'Whose hours.';
comment on column hours_exception.first_day is 'First day, in the branch''s time zone.';
comment on column hours_exception.last_day is 'Last day, the same as the first for one day.';
comment on column hours_exception.weekdays is 'Weekdays on which it speaks, 1 (Monday) to 7; all of them if not said.';
comment on column hours_exception.periods is 'As in hours_rule: {} is closed.';
comment on column hours_exception.stop_id is
  'For a mobile library: it is about this stop alone (moved, or cancelled) and leaves the others of the day as they are.';
comment on column hours_exception.reason is 'Why, for people, per language: {"lt": "Inventorizacija", "en": "Stock-taking"}.';
comment on column hours_exception.made_at is 'When it was made: decides between two of the same length.';

create table hours_compiled (
  schedule_id uuid not null
    constraint hours_compiled_schedule_id_fk references schedule (id) on delete cascade,
  ranges integer[]
    constraint hours_compiled_ranges_check check (cardinality(ranges) % 4 = 0),
  compiled_from integer,
  compiled_until integer,
  compiled_for date not null,
  constraint hours_compiled_pk primary key (schedule_id),
  constraint hours_compiled_known_check check (num_nulls(ranges, compiled_from, compiled_until) in (0, 3)),
  constraint hours_compiled_until_check check (compiled_until > compiled_from)
);
comment on table hours_compiled is
  'What hours_compile made of the rules: when it is open. No row, or one of nulls: unknown. Derived from the rest.';
comment on column hours_compiled.schedule_id is 'Whose hours.';
comment on column hours_compiled.ranges is
  'Four numbers a range, in order, apart: first minute and end (exclusive) in minutes since 1970-01-01T00:00Z, offset from
UTC in minutes at the first and at the last minute that it is open. Empty: never open; null: not known.';
comment on column hours_compiled.compiled_from is 'Minute from which it is known: the start of the day before compiled_for.';
comment on column hours_compiled.compiled_until is
  'Minute to which it is known: 70 days after compiled_for began, earlier where rules are said for less.';
comment on column hours_compiled.compiled_for is 'The day, in the branch''s zone, on which it was compiled.';

create table hours_pending (
  schedule_id uuid not null,
  cause text not null
    constraint hours_pending_cause_check check (cause in ('edited', 'extended')),
  constraint hours_pending_pk primary key (schedule_id)
);
comment on table hours_pending is
  'Schedules that this transaction changed and that are compiled before it ends: always empty to others. Its key
makes two transactions that change one schedule wait for each other.';
comment on column hours_pending.schedule_id is 'The schedule; it may be gone by the end.';
comment on column hours_pending.cause is
  'edited: its hours may be others now, which is a change of the row that shows them; extended: only time has passed.';

grant execute on function is_periods(integer[]), is_weekdays(smallint[]), is_month_day(smallint) to public;

-- --- from rules to days --------------------------------------------------------------------------------------

create function hours_calendar(countries text[], from_date date, until_date date)
  returns table (country text, day date, inside boolean, weekday smallint, month_day smallint, week integer,
                 nth_first integer, nth_last integer, working_first integer, working_last integer,
                 holiday boolean, eve boolean)
  language plpgsql stable parallel safe set search_path = pg_catalog, public set jit = off
  as $$
  #variable_conflict use_column
  begin
    return query
    with dated as (
      select c.country, d::date as day, extract(isodow from d)::smallint as weekday, date_trunc('month', d) as month,
             exists (select from public_holiday h where h.country = c.country and h.day = d::date) as holiday,
             exists (select from public_holiday h where h.country = c.country and h.day = d::date + 1) as eve
        from unnest(countries) as c (country)
       cross join generate_series(date_trunc('month', from_date::timestamp),
                                  date_trunc('month', until_date::timestamp) + interval '1 month - 1 day',
                                  interval '1 day') as d
    ), counted as (
      select d.*, sum((d.weekday < 6 and not d.holiday)::integer) over so_far as working,
             sum((d.weekday < 6 and not d.holiday)::integer) over whole as working_all
        from dated d
      window whole as (partition by d.country, d.month), so_far as (whole order by d.day)
    )
    select d.country, d.day, d.day >= from_date and d.day < until_date, d.weekday,
           (extract(month from d.day) * 100 + extract(day from d.day))::smallint,
           (d.day - date '1970-01-05') / 7,
           (extract(day from d.day)::integer - 1) / 7 + 1,
           -((extract(day from d.month + interval '1 month - 1 day')::integer - extract(day from d.day)::integer) / 7 + 1),
           case when d.weekday < 6 and not d.holiday then d.working::integer end,
           case when d.weekday < 6 and not d.holiday then (d.working - d.working_all - 1)::integer end,
           d.holiday, d.eve
      from counted d;
  end
  $$;
comment on function hours_calendar(text[], date, date) is
  'What rules ask of a day, per country, for whole months; `inside` are the days asked for (until_date exclusive).';

create function hours_level(said integer, below_holidays integer, as_usual boolean) returns integer
  language sql immutable parallel safe
  return case when said = 2 and as_usual then below_holidays else said end;
comment on function hours_level(integer, integer, boolean) is
  'The level that decides a day: the lowest that says periods; a holiday in a season that is as usual takes away the '
  'rule for all holidays.';

-- The functions below are PL/pgSQL only for its kept plans: planning takes longer than compiling one schedule.

create function hours_days(schedules uuid[], from_date date, until_date date)
  returns table (schedule_id uuid, day date, level smallint, opens integer, closes integer, stop_id uuid)
  language plpgsql stable parallel safe set search_path = pg_catalog, public set jit = off set work_mem = '32MB'
  as $$
  #variable_conflict use_column
  begin
    return query
    with subject as materialized (
      select s.id as schedule_id, b.country
        from schedule s
        left join point p on p.id = s.point_id
        join branch b on b.id = coalesce(s.branch_id, p.branch_id)
       where s.id = any (schedules)
    ), calendar as materialized (
      select c.* from hours_calendar(array(select distinct s.country from subject s), from_date, until_date) as c
    ), rule as materialized (
      select r.*, s.country,
             bool_or(r.month_of is not distinct from 'opening_day') over (partition by r.schedule_id) as counts_openings,
             coalesce((r.valid_from - date '1970-01-05') / 7, 0) as first_week
        from subject s
        join hours_rule r on r.schedule_id = s.schedule_id
    ), speaking as (
      select r.schedule_id, r.counts_openings, c.day, c.inside, r.month_nth, r.month_of, r.level::integer, r.periods,
             r.shortened, r.stop_id
        from rule r
        join calendar c on c.country = r.country and (c.inside or r.counts_openings)
       where c.weekday = any (r.weekdays)
         and (r.valid_from is null or c.day >= r.valid_from)
         and (r.valid_until is null or c.day <= r.valid_until)
         and (r.season_from is null
              or case when r.season_from <= r.season_until then c.month_day between r.season_from and r.season_until
                      else c.month_day >= r.season_from or c.month_day <= r.season_until end)
         and case r.kind
               when 'weekly' then r.every_weeks = 1 or (c.week - r.first_week) % r.every_weeks = 0
               when 'holiday' then c.holiday
               when 'eve' then c.eve
               else case r.month_of
                      when 'weekday' then r.month_nth in (c.nth_first, c.nth_last)
                      when 'working_day' then r.month_nth in (c.working_first, c.working_last)
                      else true end end
    ), judged as (
      -- For those who count opening days: which days the other rules open.
      select s.*, hours_level(min(s.level) filter (where s.periods is not null and not s.counting) over whole,
                              min(s.level) filter (where s.level between 3 and 6 and not s.counting) over whole,
                              bool_or(s.level = 1 and s.periods is null) over whole) as governing
        from (select n.*, n.month_of is not distinct from 'opening_day' as counting from speaking n) as s
       where s.counts_openings
      window whole as (partition by s.schedule_id, s.day)
    ), judged_open as (
      select j.*, bool_or(j.level = j.governing and not j.counting and cardinality(j.periods) > 0)
                    over (partition by j.schedule_id, j.day) as open
        from judged j
    ), counted as (
      select j.*, dense_rank() over (month order by j.day) as nth_first, -dense_rank() over (month order by j.day desc) as nth_last
        from judged_open j
      window month as (partition by j.schedule_id, date_trunc('month', j.day::timestamp), j.open)
    ), exception as (
      select distinct on (e.schedule_id, e.stop_id, d) e.schedule_id, d::date as day,
             case when e.stop_id is null then 0 else -1 end as level, e.periods, e.stop_id
        from subject s
        join hours_exception e on e.schedule_id = s.schedule_id
       cross join generate_series(greatest(e.first_day, from_date)::timestamp,
                                  least(e.last_day, until_date - 1)::timestamp, interval '1 day') as d
       where extract(isodow from d) = any (e.weekdays)
       order by e.schedule_id, e.stop_id, d, e.last_day - e.first_day, e.made_at desc, e.id desc
    ), candidate as (
      select s.schedule_id, s.day, s.level, s.periods, s.shortened, s.stop_id
        from speaking s
       where not s.counts_openings
      union all
      select c.schedule_id, c.day, c.level, c.periods, c.shortened, c.stop_id
        from counted c
       where c.inside and (not c.counting or (c.open and c.month_nth in (c.nth_first, c.nth_last)))
      union all
      select e.schedule_id, e.day, e.level, e.periods, null, e.stop_id
        from exception e
      union all
      -- A weekly rule that is valid makes known the days on which it doesn't speak.
      select k.schedule_id, d::date, 9, '{}', null, null
        from (select r.schedule_id, range_agg(daterange(r.valid_from, r.valid_until, '[]')) as valid
                from rule r
               where r.kind = 'weekly'
               group by r.schedule_id) as k
       cross join unnest(k.valid * datemultirange(daterange(from_date, until_date))) as span
       cross join generate_series(lower(span)::timestamp, upper(span)::timestamp - interval '1 day', interval '1 day') as d
    ), governed as (
      select c.*,
             hours_level(min(c.level) filter (where c.level >= 0 and c.periods is not null) over whole,
                         min(c.level) filter (where c.level between 3 and 9 and c.periods is not null) over whole,
                         bool_or(c.level = 1 and c.periods is null) over whole) as governing,
             coalesce(max(c.shortened) filter (where c.level = 7) over whole,
                      max(c.shortened) filter (where c.level = 8) over whole) as shorter,
             array_agg(c.stop_id) filter (where c.level = -1) over whole as moved
        from candidate c
      window whole as (partition by c.schedule_id, c.day)
    ), said as (
      select g.schedule_id, g.day, g.level, g.periods, g.stop_id,
             case when g.governing between 3 and 6
                  then max(g.periods[cardinality(g.periods)]) filter (where g.level = g.governing)
                         over (partition by g.schedule_id, g.day) - g.shorter
             end as last_closing
        from governed g
       where g.level = -1
          or (g.level = g.governing and (g.moved is null or g.stop_id is null or g.stop_id <> all (g.moved)))
    )
    select s.schedule_id, s.day, greatest(s.level, 0)::smallint, s.periods[at],
           case when s.level < 0 then s.periods[at + 1] else least(s.periods[at + 1], s.last_closing) end, s.stop_id
      from said s
      left join generate_series(1, cardinality(s.periods), 2) as at
        on s.level < 0 or s.last_closing is null or s.periods[at] < s.last_closing;
  end
  $$;
comment on function hours_days(uuid[], date, date) is
  'What the rules say day by day, until_date exclusive: a row a period, in minutes from the day''s midnight, with the level '
  'that decided (0 exception, 1-6 rule, 9 none spoke); opens null: no period. A day without a row: unknown.';

-- --- from wall time to instants --------------------------------------------------------------------------------

create function utc_offset(zone text, minute integer) returns integer
  language sql stable strict parallel safe
  return (extract(epoch from (to_timestamp(minute::bigint * 60) at time zone zone)) / 60)::integer - minute;
comment on function utc_offset(text, integer) is 'Minutes east of UTC at a minute since 1970-01-01T00:00Z.';

create function zone_shifts(zone text, from_minute integer, until_minute integer,
                            out instants integer[], out walls integer[], out offsets integer[])
  language plpgsql stable parallel safe set search_path = pg_catalog, public
  as $$
  declare
    minute integer := from_minute;
    before integer := utc_offset(zone, from_minute);
    after integer;
    low integer;
    high integer;
  begin
    instants := '{}';
    walls := '{}';
    offsets := array[before];
    while minute < until_minute loop
      -- Days are sampled: no zone shifts its clocks there and back within one.
      after := utc_offset(zone, minute + 1440);
      if after <> before then
        low := minute;
        high := minute + 1440;
        while high - low > 1 loop
          if utc_offset(zone, (low + high) / 2) = before then
            low := (low + high) / 2;
          else
            high := (low + high) / 2;
          end if;
        end loop;
        instants := instants || high;
        -- Wall time counts by the offset before the shift also where the shift skips it, or repeats it later:
        -- RFC 5545 and Temporal's "compatible". So the new offset begins at the later reading of the shift.
        walls := walls || high + greatest(before, after);
        offsets := offsets || after;
        before := after;
      end if;
      minute := minute + 1440;
    end loop;
  end
  $$;
comment on function zone_shifts(text, integer, integer) is
  'Where a zone shifts its clocks in a span: the instants, the wall times (minutes since 1970-01-01T00:00 there), and the '
  'offsets, one more than shifts. The offset of an instant: offsets[1 + width_bucket(instant, instants)], of a wall time alike.';

create function hours_instants(schedules uuid[], from_date date, until_date date)
  returns table (schedule_id uuid, known datemultirange, open int4multirange)
  language plpgsql stable parallel safe set search_path = pg_catalog, public set jit = off set work_mem = '32MB'
  as $$
  #variable_conflict use_column
  begin
    return query
    with subject as materialized (
      select s.id as schedule_id, b.time_zone
        from schedule s
        left join point p on p.id = s.point_id
        join branch b on b.id = coalesce(s.branch_id, p.branch_id)
       where s.id = any (schedules)
    ), zone as materialized (
      select z.time_zone, h.walls, h.offsets
        from (select distinct s.time_zone from subject s) as z
       cross join zone_shifts(z.time_zone, (from_date - date '1970-01-04') * 1440, (until_date - date '1969-12-29') * 1440) as h
    ), day as (
      select w.schedule_id, w.day, w.opens - z.offsets[1 + width_bucket(w.opens, z.walls)] as opens,
             w.closes - z.offsets[1 + width_bucket(w.closes, z.walls)] as closes
        from (select d.schedule_id, d.day, (d.day - date '1970-01-01') * 1440 + d.opens as opens,
                     (d.day - date '1970-01-01') * 1440 + d.closes as closes
                from hours_days(schedules, from_date, until_date) as d) as w
        join subject s on s.schedule_id = w.schedule_id
        join zone z on z.time_zone = s.time_zone
    )
    -- An opening in the hour that is skipped may leave nothing behind.
    select d.schedule_id, range_agg(daterange(d.day, d.day + 1)),
           coalesce(range_agg(int4range(d.opens, d.closes)) filter (where d.opens < d.closes), '{}')
      from day d
     group by d.schedule_id;
  end
  $$;
comment on function hours_instants(uuid[], date, date) is
  'For these days (until_date exclusive): which of them are known, and when the periods that begin on them are, merged, in '
  'minutes since 1970-01-01T00:00Z. No row: nothing is known.';

create function wall_minute(zone text, wall timestamp) returns integer
  language sql stable strict parallel safe set search_path = pg_catalog, public
  as $$
    select wanted.minute - h.offsets[1 + width_bucket(wanted.minute, h.walls)]
      from (select (extract(epoch from wall) / 60)::integer as minute) as wanted
     cross join zone_shifts(zone, wanted.minute - 2880, wanted.minute + 2880) as h
  $$;
comment on function wall_minute(text, timestamp) is
  'The instant of a wall time, in minutes since 1970-01-01T00:00Z; skipped and repeated ones as hours_instants takes them.';

create function hours_ranges(schedule_id uuid, from_date date, until_date date)
  returns table (opens_at timestamptz, closes_at timestamptz)
  language sql stable parallel safe set search_path = pg_catalog, public
  as $$
    select to_timestamp(lower(r)::bigint * 60), to_timestamp(upper(r)::bigint * 60)
      from schedule s
      left join point p on p.id = s.point_id
      join branch b on b.id = coalesce(s.branch_id, p.branch_id)
     cross join hours_instants(array[s.id], from_date - 1, until_date) as h
     cross join unnest(h.open * int4multirange(int4range(wall_minute(b.time_zone, from_date::timestamp),
                                                         wall_minute(b.time_zone, until_date::timestamp)))) as r
     where s.id = hours_ranges.schedule_id
     order by lower(r)
  $$;
comment on function hours_ranges(uuid, date, date) is
  'When it is open from the start of from_date to the start of until_date, in order and apart; cut at both ends.';

create function hours_state_at(schedule_id uuid, instant timestamptz) returns text
  language sql stable parallel safe set search_path = pg_catalog, public
  as $$
    select case when h.open @> floor(extract(epoch from instant) / 60)::integer then 'open'
                when h.known @> local.day then 'closed'
                else 'unknown' end
      from schedule s
      left join point p on p.id = s.point_id
      join branch b on b.id = coalesce(s.branch_id, p.branch_id)
     cross join lateral (select (instant at time zone b.time_zone)::date as day) as local
      left join hours_instants(array[s.id], local.day - 1, local.day + 2) as h on true
     where s.id = hours_state_at.schedule_id
    union all
    select 'unknown'
     where not exists (select from schedule s where s.id = hours_state_at.schedule_id)
  $$;
comment on function hours_state_at(uuid, timestamptz) is
  'open, closed or unknown, from the rules themselves and at any instant; for staff and tests.';

create function hours_stops(schedule_id uuid, from_date date, until_date date)
  returns table (stop_id uuid, name text, opens_at timestamptz, closes_at timestamptz)
  language sql stable parallel safe set search_path = pg_catalog, public
  as $$
    select v.stop_id, t.name, to_timestamp(v.opens::bigint * 60), to_timestamp(v.closes::bigint * 60)
      from (select d.stop_id, wall_minute(b.time_zone, d.day + make_interval(mins => d.opens)) as opens,
                   wall_minute(b.time_zone, d.day + make_interval(mins => d.closes)) as closes
              from schedule s
              join branch b on b.id = s.branch_id
             cross join hours_days(array[s.id], from_date, until_date) as d
             where s.id = hours_stops.schedule_id and d.opens is not null and d.stop_id is not null) as v
      join stop t on t.id = v.stop_id
     where v.opens < v.closes
     order by v.opens, t.name
  $$;
comment on function hours_stops(uuid, date, date) is
  'Where a mobile library stands, and when, on the days from from_date up to until_date (exclusive).';

-- --- compiled --------------------------------------------------------------------------------------------------

create function hours_compile_all(schedules uuid[], as_of timestamptz default clock_now()) returns integer
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
      select s.id as schedule_id, b.time_zone, (as_of at time zone b.time_zone)::date as today,
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
    ), kept as (
      insert into hours_compiled as c (schedule_id, ranges, compiled_from, compiled_until, compiled_for)
      select s.schedule_id, r.ranges, r.compiled_from, r.compiled_until, s.today
        from subject s
        left join ready r on r.model_id = s.model_id
      on conflict (schedule_id) do update
         set ranges = excluded.ranges, compiled_from = excluded.compiled_from, compiled_until = excluded.compiled_until,
             compiled_for = excluded.compiled_for
       where (c.ranges, c.compiled_from, c.compiled_until, c.compiled_for)
             is distinct from (excluded.ranges, excluded.compiled_from, excluded.compiled_until, excluded.compiled_for)
      returning c.schedule_id
    )
    select count(*) into compiled from kept;
    return compiled;
  end
  $$;
comment on function hours_compile_all(uuid[], timestamptz) is
  'Compiles schedules as of an instant, and returns how many rows came out new or different. What isn''t known gets a row of nulls.';

create function hours_compile(schedule_id uuid, as_of timestamptz default clock_now()) returns integer
  language sql volatile security definer set search_path = pg_catalog, public
  return hours_compile_all(array[hours_compile.schedule_id], as_of);
comment on function hours_compile(uuid, timestamptz) is 'Compiles one schedule; 1 where its row came out new or different.';

create function hours_compile_pending() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    schedules uuid[];
  begin
    with done as (delete from hours_pending p returning p.schedule_id)
    select array_agg(d.schedule_id) into schedules from done d;
    if schedules is not null then -- else an earlier row's firing has done all of them
      perform hours_compile_all(schedules);
    end if;
    return null;
  end
  $$;
comment on function hours_compile_pending() is 'Trigger at commit: compiles what the transaction has changed, once.';
create constraint trigger hours_pending_compile after insert on hours_pending deferrable initially deferred
  for each row execute function hours_compile_pending();

create function hours_extend(most integer default 500, as_of timestamptz default clock_now()) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, public
  as $$
  declare
    schedules uuid[];
  begin
    -- The pending rows make this wait for whoever is editing one of them, and be waited for.
    with due as (
      select s.id
        from schedule s
        left join point p on p.id = s.point_id
        join branch b on b.id = coalesce(s.branch_id, p.branch_id)
        left join hours_compiled c on c.schedule_id = s.id
       where c.compiled_for is distinct from (as_of at time zone b.time_zone)::date
       order by s.id
       limit most
    ), taken as (
      insert into hours_pending (schedule_id, cause)
      select d.id, 'extended' from due d
      on conflict do nothing
      returning schedule_id
    )
    select array_agg(t.schedule_id) into schedules from taken t;
    if schedules is null then
      return 0;
    end if;
    perform hours_compile_all(schedules, as_of);
    delete from hours_pending p where p.schedule_id = any (schedules);
    return cardinality(schedules);
  end
  $$;
comment on function hours_extend(integer, timestamptz) is
  'Compiles again what was compiled on another day, at most so many, and returns how many it took: 0 when all is done. No '
  'change is noted: nothing has changed but the time.';

create function hours_altered() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    owners constant text := tg_argv[0];
    altered constant text := case tg_op
      when 'INSERT' then 'select * from new_rows'
      when 'DELETE' then 'select * from old_rows'
      else '(select * from new_rows except select * from old_rows)
            union (select * from old_rows except select * from new_rows)' end;
  begin
    execute format('with altered as (%s)
                    insert into hours_pending (schedule_id, cause)
                    select distinct o.id, ''edited'' from (%s) as o order by 1
                      on conflict do nothing', altered, owners);
    return null;
  end
  $$;
comment on function hours_altered() is
  'Trigger: notes the schedules whose hours may be others now. Argument: a query of their ids over `altered`.';

do $$
declare
  watched record;
begin
  for watched in
    select *
      from (values
        ('schedule', 'insert', 'select a.id from altered a'),
        ('hours_rule', 'insert update delete',
         'select s.id from schedule s join altered a on a.schedule_id = s.id'),
        ('hours_exception', 'insert update delete',
         'select s.id from schedule s join altered a on a.schedule_id = s.id'),
        ('public_holiday', 'insert update delete',
         'select s.id from schedule s left join point p on p.id = s.point_id
            join branch b on b.id = coalesce(s.branch_id, p.branch_id) join altered a on a.country = b.country
           where exists (select from hours_rule r where r.schedule_id = s.id
                            and (r.kind in (''holiday'', ''eve'') or r.month_of = ''working_day''))'),
        ('branch', 'update',
         'select s.id from schedule s left join point p on p.id = s.point_id
            join (select id from (select distinct id, time_zone, country from altered) as zone group by id having count(*) > 1) as moved
              on moved.id = coalesce(s.branch_id, p.branch_id)'),
        ('point', 'update',
         'select s.id from schedule s
            join (select id from (select distinct id, branch_id from altered) as place group by id having count(*) > 1) as moved
              on moved.id = s.point_id')) as w (name, operations, owners)
  loop
    if watched.operations like '%insert%' then
      execute format('create trigger %I after insert on %I referencing new table as new_rows
                        for each statement execute function hours_altered(%L)',
                     watched.name || '_hours_inserted', watched.name, watched.owners);
    end if;
    if watched.operations like '%update%' then
      execute format('create trigger %I after update on %I referencing old table as old_rows new table as new_rows
                        for each statement execute function hours_altered(%L)',
                     watched.name || '_hours_updated', watched.name, watched.owners);
    end if;
    if watched.operations like '%delete%' then
      execute format('create trigger %I after delete on %I referencing old table as old_rows
                        for each statement execute function hours_altered(%L)',
                     watched.name || '_hours_deleted', watched.name, watched.owners);
    end if;
  end loop;
end
$$;

-- --- who may -----------------------------------------------------------------------------------------------------

-- The public sees what was compiled, the rules that a page explains it with, and the stops. Row security is
-- switched on for every table alike in 0007.
do $$
declare
  named regclass;
begin
  foreach named in array array['public_holiday', 'schedule', 'stop', 'hours_rule', 'hours_exception', 'hours_compiled']::regclass[] loop
    execute format('create policy publisher_reads on %s for select to branchlight_publisher using (true)', named);
    execute format('grant select on %s to branchlight_publisher', named);
  end loop;
end
$$;
grant execute on function hours_extend(integer, timestamptz) to branchlight_jobs;

reset role;
