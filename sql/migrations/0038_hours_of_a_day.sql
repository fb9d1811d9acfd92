-- A period is a day long at most: "10:00–47:00" is no night. A period that is null is none, and not a day that is closed.

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
      if found is null or found[2]::integer > 59 or found[4]::integer > 59 or opens = closes or closes > opens + 1440 then
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

create or replace function hours_wrong(said jsonb) returns table (place text, code text)
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
                         jsonb_typeof(m.value) = 'array' and not m.value @> '[null]'
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

reset role;
