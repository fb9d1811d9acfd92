-- Days to come on which a branch's building is closed whatever its rules say ($1 branch id): id, the days' first and last instant, why
-- in the language $2 or any, events that it hits, whether staff can take it back here: with its first days all of it.
select e.id, extract(epoch from lower(d.days)::timestamp at time zone b.time_zone)::bigint,
       extract(epoch from upper(d.days)::timestamp at time zone b.time_zone)::bigint - 1,
       coalesce(e.reason ->> $2, e.reason ->> 'lt', e.reason ->> 'en'),
       events_hit(b.id, lower(d.days)::timestamp at time zone b.time_zone, upper(d.days)::timestamp at time zone b.time_zone)::text,
       e.user_id is not null and e.cause is null and row_number() over (partition by e.id order by d.days) = 1
  from hours_exception e
  join schedule s on s.id = e.schedule_id
  join branch b on b.id = s.branch_id
 cross join lateral (select (clock_now() at time zone b.time_zone)::date as today) as t
 cross join unnest(closure_days(e, array(select o from hours_exception o where o.schedule_id = e.schedule_id and o.last_day >= t.today), t.today)) as d (days)
 where b.id = $1::uuid and e.periods = '{}' and e.stop_id is null and cardinality(e.weekdays) = 7
   and e.last_day >= t.today and upper(d.days) > t.today
 order by d.days, e.id
