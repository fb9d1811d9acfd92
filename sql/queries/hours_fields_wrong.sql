-- Which fields of a form of hours ($1 what it says, as a patch; $2 the fields as they are stored, one object as hours_form.sql gives it) are no
-- periods, and whether its season is of two days of a year, has them where it has hours, and has hours where it has them: nobody closes a
-- library for a summer by leaving fields empty, but one whose season says so already can be saved. The field, and the code of what is wrong.
with season as (
  select array[$1::jsonb #>> '{season,from}', $1::jsonb #>> '{season,until}'] as days,
         exists (select from generate_series(1, 7) as d where $1::jsonb #>> array['season', d::text] <> '') as hours,
         array[$2::jsonb ->> 'season.from', $2::jsonb ->> 'season.until'] as stored_days,
         exists (select from generate_series(1, 7) as d where $2::jsonb ->> ('season.' || d) <> '') as stored_hours
), judged as (
  select s.*, (select bool_and(case when day ~ '^\d\d-\d\d$' then coalesce(is_month_day(season_read(day)), false) else false end) from unnest(s.days) as day) as good
    from season s
)
select k.part || '.' || d, 'hours_periods'
  from unnest(array['week', 'season']) as k (part) cross join generate_series(1, 7) as d
 where not periods_good(coalesce($1::jsonb #>> array[k.part, d::text], ''))
 union all
select 'season.from', case when j.days = array[null, null]::text[] then 'hours_season_days'
                           when not j.good then 'hours_season'
                           else 'hours_season_hours' end
  from judged j
 where case when j.days = array[null, null]::text[] then j.hours
            when not j.good then true
            else not j.hours and (j.stored_hours or j.stored_days is distinct from j.days) end
