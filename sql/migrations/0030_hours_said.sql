-- Hours that cannot be meant are refused, each at its place: "22:00–22:00" is no night and no day, and no weekdays at all are not
-- all of them.

set local role branchlight_owner;

create or replace function periods_read(said text) returns integer[]
  language plpgsql immutable parallel safe set search_path = pg_catalog, public
  as $$
  declare
    periods integer[] := '{}';
    part text;
    found text[];
    opens integer;
    closes integer;
  begin
    foreach part in array regexp_split_to_array(said, '[,;]') loop
      if btrim(part) = '' then
        continue;
      end if;
      found := regexp_match(part, '^\s*(\d{1,2})(?:[:.](\d{2}))?\s*[-–—−]\s*(\d{1,2})(?:[:.](\d{2}))?\s*$');
      opens := found[1]::integer * 60 + coalesce(found[2], '0')::integer;
      closes := found[3]::integer * 60 + coalesce(found[4], '0')::integer;
      if found is null or found[2]::integer > 59 or found[4]::integer > 59 or opens = closes then
        raise exception 'not periods' using errcode = 'check_violation', constraint = 'hours_periods_shape';
      end if;
      periods := periods || opens || case when closes < opens then closes + 1440 else closes end;
    end loop;
    if not is_periods(periods) then
      raise exception 'not periods' using errcode = 'check_violation', constraint = 'hours_periods_shape';
    end if;
    return periods;
  end
  $$;
comment on function periods_read(text) is
  'Periods of a day as people write them: "10:00–13:00, 13:30–18:00", "10-18", "22-2" (to the next day), "0-24"; nothing is closed.';

create function day_good(said text) returns boolean
  language plpgsql immutable parallel safe set search_path = pg_catalog, public
  as $$
  begin
    return said ~ '^\d{4}-\d\d-\d\d$' and make_date(left(said, 4)::integer, substr(said, 6, 2)::integer, right(said, 2)::integer) is not null;
  exception when datetime_field_overflow then
    return false;
  end
  $$;
comment on function day_good(text) is
  'Whether it is a day, written "2026-12-24" (RFC 3339, full-date); PostgreSQL would read one in any spelling.';

create function hours_wrong(said jsonb) returns table (place text, code text)
  language sql immutable parallel safe set search_path = pg_catalog, public
  as $$
    select format('%s.%s%s', part.name, item.number - 1, '.' || wrong.member), wrong.code
      from (values ('rules', 'hours_rule', array['kind'],
                    array['kind', 'weekdays', 'periods', 'season_from', 'season_until', 'valid_from', 'valid_until', 'every_weeks', 'month_nth',
                          'month_of', 'shortened', 'stop']),
                   ('exceptions', 'hours_exception', array['first_day', 'periods'],
                    array['first_day', 'last_day', 'weekdays', 'periods', 'reason', 'stop'])) as part (name, code, required, members)
     cross join lateral jsonb_array_elements(said -> part.name) with ordinality as item (said, number)
     cross join lateral (
       select null as member, part.code
        where item.said - part.members <> '{}' or exists (select from unnest(part.required) as needed where item.said ->> needed is null)
       union all
       select m.key, case when m.key = 'periods' then 'hours_periods' when m.key = 'weekdays' then 'hours_weekdays'
                          when m.key like 'season%' then 'hours_season' else 'hours_day' end
         from jsonb_each(item.said) as m
        where m.value <> 'null'
          and not case when m.key = 'periods' then
                         jsonb_typeof(m.value) = 'array'
                         and periods_good(coalesce((select string_agg(p, ',' order by at) from jsonb_array_elements_text(m.value) with ordinality as x (p, at)), ''))
                       when m.key = 'weekdays' then
                         jsonb_typeof(m.value) = 'array' and m.value <> '[]'
                         and not m.value @? 'strict $[*] ? (!(@.type() == "number" && @ >= 1 && @ <= 7 && @ == @.floor()))'
                       when m.key like 'season%' then m.value #>> '{}' ~ '^\d\d-\d\d$' and is_month_day(season_read(m.value #>> '{}'))
                       when m.key in ('valid_from', 'valid_until', 'first_day', 'last_day') then jsonb_typeof(m.value) = 'string' and day_good(m.value #>> '{}')
                       else true end
     ) as wrong
     order by part.name desc, item.number, wrong.member nulls first
  $$;
comment on function hours_wrong(jsonb) is
  'What of {rules, exceptions} is not written as hours are: the place ("rules.2.periods", counted from 0), and the code of what is wrong.';

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
      -- Of two exceptions as long the one made later holds: so all of them are made anew where one of them is another.
      if exists (
        select from (select row_number() over (order by e.first_day, e.made_at, e.id) as place,
                            to_jsonb(e) - array['id', 'user_id', 'made_at', 'cause'] as row
                       from hours_exception e where e.schedule_id = wanted and e.cause is null) as o
          full join (select row_number() over (order by n.first_day, n.number) as place, to_jsonb(n) - 'number' as row
                       from hours_exceptions_said(wanted, said) with ordinality
                         as n (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, number)) as n on n.place = o.place
         where n.row is distinct from o.row)
      then
        delete from hours_exception e where e.schedule_id = wanted and e.cause is null;
        insert into hours_exception (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, user_id)
        select n.*, actor() from hours_exceptions_said(wanted, said) as n;
      end if;
      update schedule s set version = s.version + 1, demo = false where s.id = wanted;
    exception when data_exception then
      raise exception 'not hours' using errcode = 'check_violation', constraint = 'hours_rule_shape';
    end;
  end
  $$;
comment on function hours_replace(uuid, jsonb) is
  'Makes the rules and exceptions of a schedule what is said, in the form that stored_hours() gives; what is the same already stays, and so does '
  'what one tap says of today. They are real then, even where they were demonstration data before.';
drop function days_written(jsonb);

-- So are those that somebody has edited before this: a start of the demonstration would add its own to them.
update schedule s set demo = false where s.demo and s.version > 1;
grant execute on function day_good(text), hours_wrong(jsonb) to branchlight_staff;
grant update (demo) on schedule to branchlight_staff;

reset role;
