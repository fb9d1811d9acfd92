-- What the form of hours shows ($1 building, access or adviser; $2 id of the branch, or point): its fields as one object, the rules that it has
-- no fields for, as stored_schedule() gives them, and the weekdays that its season names. Of the others the season says nothing: they are as
-- usual then, and so they are shown; a blank field would be a closed day.
with hours as (
  select r.value as rule, r.place,
         r.value ->> 'kind' as kind, r.value ? 'season_from' as seasonal,
         not (r.value ?| array['valid_from', 'valid_until', 'every_weeks', 'stop']) as plain,
         coalesce((select string_agg(p.value, ', ' order by p.place) from jsonb_array_elements_text(nullif(r.value -> 'periods', 'null')) with ordinality as p (value, place)), '') as said
    from jsonb_array_elements(stored_schedule(schedule_of($1, $2::uuid)) -> 'rules') with ordinality as r (value, place)
), season as (
  select h.rule ->> 'season_from' as from_day, h.rule ->> 'season_until' as until_day from hours h
   where h.kind = 'weekly' and h.plain and h.seasonal order by h.place limit 1
), shown as (
  select h.*, case
           when h.kind = 'weekly' and h.plain and not h.seasonal then 'week'
           when h.kind = 'weekly' and h.plain and (h.rule ->> 'season_from', h.rule ->> 'season_until') = (select s.from_day, s.until_day from season s) then 'season'
           when h.kind = 'holiday' and h.plain and not h.seasonal and h.rule -> 'weekdays' = '[1, 2, 3, 4, 5, 6, 7]'
                and (h.rule -> 'periods' in ('null', '[]')) then 'holiday'
           when h.kind = 'eve' and h.plain and not h.seasonal and h.rule -> 'weekdays' = '[1, 2, 3, 4, 5, 6, 7]'
                and (h.rule ->> 'shortened')::integer <= 600 then 'eve'
           when h.kind = 'monthly' and h.plain and not h.seasonal and h.rule -> 'periods' = '[]'
                and h.rule ->> 'month_nth' in ('1', '2', '3', '4', '-1')
                and (h.rule ->> 'month_of' <> 'weekday' or jsonb_array_length(h.rule -> 'weekdays') = 1)
                and h.place = (select min(m.place) from hours m where m.kind = 'monthly') then 'monthly' end as field
    from hours h
), day as (
  select s.field, d.value as weekday, string_agg(nullif(s.said, ''), ', ' order by s.said) as value
    from shown s cross join jsonb_array_elements_text(s.rule -> 'weekdays') as d
   where s.field in ('week', 'season')
   group by 1, 2
), fields as (
  select d.field || '.' || d.weekday as name, d.value from day d
  union all
  select 'season.' || w.weekday, w.value from day w
   where w.field = 'week' and exists (select from season) and not exists (select from day d where d.field = 'season' and d.weekday = w.weekday)
  union all select 'season.from', s.from_day from season s
  union all select 'season.until', s.until_day from season s
  union all select 'holiday', case when s.rule -> 'periods' = '[]' then 'closed' else 'usual' end from shown s where s.field = 'holiday'
  union all select 'eve', s.rule ->> 'shortened' from shown s where s.field = 'eve'
  union all select 'monthly.nth', s.rule ->> 'month_nth' from shown s where s.field = 'monthly'
  union all select 'monthly.of', case s.rule ->> 'month_of' when 'weekday' then s.rule #>> '{weekdays,0}' else s.rule ->> 'month_of' end
              from shown s where s.field = 'monthly'
)
select (select coalesce(jsonb_object_agg(f.name, f.value) filter (where f.value is not null), '{}') from fields f)::text,
       (select coalesce(jsonb_agg(s.rule order by s.place), '[]') from shown s where s.field is null)::text,
       (select coalesce(jsonb_agg(d.weekday), '[]') from day d where d.field = 'season')::text
