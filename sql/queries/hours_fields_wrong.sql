-- Which fields of a form of hours ($1 what it says, as a patch) are no periods, and whether its season is of two days of a year, and has them
-- where it has hours: the field, and the code of what is wrong.
select k.part || '.' || d, 'hours_periods'
  from unnest(array['week', 'season']) as k (part) cross join generate_series(1, 7) as d
 where not periods_good(coalesce($1::jsonb #>> array[k.part, d::text], ''))
 union all
select 'season.from', 'hours_season'
  from (select array_agg($1::jsonb #>> array['season', day]) as days from unnest(array['from', 'until']) as day) as season
 where array_remove(days, null) <> '{}'
   and exists (select from unnest(days) as day
                where not case when day ~ '^\d\d-\d\d$' then coalesce(is_month_day(season_read(day)), false) else false end)
 union all
select 'season.from', 'hours_season_days'
 where $1::jsonb #>> '{season,from}' is null and $1::jsonb #>> '{season,until}' is null
   and exists (select from generate_series(1, 7) as d where $1::jsonb #>> array['season', d::text] <> '')
