-- Hours that are saved change what differs alone: who alters one day of a week finds that day in the history, not all of them. And
-- their days have one spelling.

set local role branchlight_owner;

create function days_written(said jsonb) returns boolean
  language sql immutable parallel safe set search_path = pg_catalog, public
  as $$
    select not exists (select from jsonb_each(said) as member
                        where member.key in ('valid_from', 'valid_until', 'first_day', 'last_day') and member.value <> 'null'
                          and not (jsonb_typeof(member.value) = 'string' and member.value #>> '{}' ~ '^\d{4}-\d\d-\d\d$')
                           or member.key = 'weekdays' and member.value @? '$[*] ? (@.type() != "number")')
  $$;
comment on function days_written(jsonb) is
  'Whether the days of a rule or an exception are written "2026-12-24" (RFC 3339, full-date), which PostgreSQL would read in any spelling, and its '
  'weekdays are numbers.';

-- What hours are said to be, as rows: their columns, but for those that the database fills in.
create function hours_rules_said(wanted uuid, said jsonb)
  returns table (schedule_id uuid, kind text, weekdays smallint[], periods integer[], season_from smallint, season_until smallint, valid_from date,
                 valid_until date, every_weeks smallint, month_nth smallint, month_of text, shortened integer, stop_id uuid)
  language sql stable set search_path = pg_catalog, public
  as $$
    select wanted, i ->> 'kind',
           coalesce((select array_agg(distinct d::smallint order by d::smallint) from jsonb_array_elements_text(i -> 'weekdays') as d), '{1,2,3,4,5,6,7}'),
           case when jsonb_typeof(i -> 'periods') = 'array' then
             periods_read(coalesce((select string_agg(p, ',' order by place) from jsonb_array_elements_text(i -> 'periods') with ordinality as x (p, place)), '')) end,
           season_read(i ->> 'season_from'), season_read(i ->> 'season_until'), (i ->> 'valid_from')::date, (i ->> 'valid_until')::date,
           coalesce((i ->> 'every_weeks')::smallint, 1), (i ->> 'month_nth')::smallint, i ->> 'month_of', (i ->> 'shortened')::integer,
           case when i ->> 'stop' is not null then coalesce((select t.id from stop t where t.schedule_id = wanted and t.name = i ->> 'stop'), uuid_of('stop', 'none')) end
      from jsonb_array_elements(said -> 'rules') as i
  $$;
comment on function hours_rules_said(uuid, jsonb) is 'The rules of a schedule that {rules, exceptions} says.';

create function hours_exceptions_said(wanted uuid, said jsonb)
  returns table (schedule_id uuid, first_day date, last_day date, weekdays smallint[], periods integer[], reason jsonb, stop_id uuid)
  language sql stable set search_path = pg_catalog, public
  as $$
    select wanted, (i ->> 'first_day')::date, coalesce(i ->> 'last_day', i ->> 'first_day')::date,
           coalesce((select array_agg(distinct d::smallint order by d::smallint) from jsonb_array_elements_text(i -> 'weekdays') as d), '{1,2,3,4,5,6,7}'),
           periods_read(coalesce((select string_agg(p, ',' order by place) from jsonb_array_elements_text(i -> 'periods') with ordinality as x (p, place)), '')),
           nullif(i -> 'reason', 'null'),
           case when i ->> 'stop' is not null then coalesce((select t.id from stop t where t.schedule_id = wanted and t.name = i ->> 'stop'), uuid_of('stop', 'none')) end
      from jsonb_array_elements(said -> 'exceptions') as i
  $$;
comment on function hours_exceptions_said(uuid, jsonb) is 'The exceptions of a schedule that {rules, exceptions} says.';

create or replace function hours_replace(wanted uuid, said jsonb) returns void
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    item jsonb;
  begin
    for item in select value from jsonb_array_elements(said -> 'rules') loop
      if (item - array['kind', 'weekdays', 'periods', 'season_from', 'season_until', 'valid_from', 'valid_until', 'every_weeks', 'month_nth',
                       'month_of', 'shortened', 'stop']) <> '{}'
         or coalesce(item ->> 'season_from', '01-01') !~ '^\d\d-\d\d$' or coalesce(item ->> 'season_until', '01-01') !~ '^\d\d-\d\d$'
         or coalesce(jsonb_typeof(item -> 'periods'), 'null') not in ('array', 'null') or item ->> 'kind' is null or not days_written(item) then
        raise exception 'not a rule' using errcode = 'check_violation', constraint = 'hours_rule_shape';
      end if;
    end loop;
    for item in select value from jsonb_array_elements(said -> 'exceptions') loop
      if (item - array['first_day', 'last_day', 'weekdays', 'periods', 'reason', 'stop']) <> '{}'
         or jsonb_typeof(item -> 'periods') is distinct from 'array' or item ->> 'first_day' is null or not days_written(item) then
        raise exception 'not an exception' using errcode = 'check_violation', constraint = 'hours_exception_shape';
      end if;
    end loop;
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
      update schedule s set version = s.version + 1 where s.id = wanted;
    exception when data_exception then
      raise exception 'not hours' using errcode = 'check_violation', constraint = 'hours_rule_shape';
    end;
  end
  $$;
comment on function hours_replace(uuid, jsonb) is
  'Makes the rules and exceptions of a schedule what is said, in the form that stored_hours() gives; what is the same already stays, and so does '
  'what one tap says of today.';
grant execute on function days_written(jsonb), hours_rules_said(uuid, jsonb), hours_exceptions_said(uuid, jsonb) to branchlight_staff;

reset role;
