-- Days to come on which a branch's building is closed whatever its rules say ($1 branch id): id, the days' first and last instant, why
-- in the language $2 or any, events that it hits, whether staff can take it back here.
select e.id, extract(epoch from e.first_day::timestamp at time zone b.time_zone)::bigint,
       extract(epoch from (e.last_day + 1)::timestamp at time zone b.time_zone)::bigint - 1,
       coalesce(e.reason ->> $2, e.reason ->> 'lt', e.reason ->> 'en'),
       events_hit(b.id, e.first_day::timestamp at time zone b.time_zone, (e.last_day + 1)::timestamp at time zone b.time_zone)::text,
       e.user_id is not null and e.cause is null
  from hours_exception e join schedule s on s.id = e.schedule_id join branch b on b.id = s.branch_id
 where b.id = $1::uuid and e.periods = '{}' and e.stop_id is null and cardinality(e.weekdays) = 7
   and e.last_day >= (clock_now() at time zone b.time_zone)::date
 order by e.first_day, e.id
