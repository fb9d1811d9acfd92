-- Which fields of a form of hours ($1 what it says, as a patch) are no periods.
select k.part || '.' || d
  from unnest(array['week', 'season']) as k (part) cross join generate_series(1, 7) as d
 where not periods_good(coalesce($1::jsonb #>> array[k.part, d::text], ''))
