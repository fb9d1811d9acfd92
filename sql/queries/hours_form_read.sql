-- What a form of hours says ($1 its fields as one object, $2 the rules that it has no fields for, $3 building, access or
-- adviser, $4 id of the branch, or point, $5 the weekdays that its season names), as hours_replace() takes it: days of the same periods are one
-- rule, and the exceptions stay. Of a weekday that is as usual in the season it goes on saying nothing, so that other rules still speak then.
with day as (
  select k.part, d::text as number, coalesce($1::jsonb #>> array[k.part, d::text], '') as said,
         coalesce($1::jsonb #>> array['week', d::text], '') as usual
    from unnest(array['week', 'season']) as k (part) cross join generate_series(1, 7) as d
), rule as (
  select jsonb_build_object('kind', 'weekly', 'weekdays', jsonb_agg(d.number::integer order by d.number),
                            'periods', to_jsonb(periods_texts(periods_read(d.said))))
         || case d.part when 'season' then jsonb_build_object('season_from', $1::jsonb #>> '{season,from}', 'season_until', $1::jsonb #>> '{season,until}')
                        else '{}' end as said
    from day d
   where case d.part when 'week' then exists (select from day e where e.part = 'week' and e.said <> '')
                     else $1::jsonb #>> '{season,from}' is not null
                          and ($5::jsonb ? d.number or periods_read(d.said) <> periods_read(d.usual)) end
   group by d.part, periods_read(d.said), d.said
  union all
  select jsonb_build_object('kind', 'holiday', 'periods', case $1::jsonb ->> 'holiday' when 'closed' then '[]'::jsonb else 'null' end)
   where $1::jsonb ->> 'holiday' is not null
  union all
  select jsonb_build_object('kind', 'eve', 'shortened', ($1::jsonb ->> 'eve')::integer, 'periods', null) where $1::jsonb ->> 'eve' is not null
  union all
  select jsonb_build_object('kind', 'monthly', 'month_nth', ($1::jsonb #>> '{monthly,nth}')::integer, 'periods', '[]'::jsonb)
         || case when $1::jsonb #>> '{monthly,of}' ~ '^[1-7]$'
                 then jsonb_build_object('month_of', 'weekday', 'weekdays', jsonb_build_array(($1::jsonb #>> '{monthly,of}')::integer))
                 else jsonb_build_object('month_of', $1::jsonb #>> '{monthly,of}') end
   where $1::jsonb #>> '{monthly,nth}' is not null and $1::jsonb #>> '{monthly,of}' is not null
)
select jsonb_build_object('rules', coalesce((select jsonb_agg(r.said) from rule r), '[]') || $2::jsonb,
                          'exceptions', stored_schedule(schedule_of($3, $4::uuid)) -> 'exceptions')::text
