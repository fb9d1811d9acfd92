-- Planned work on a point that isn't over ($1 point id): id, from, until, what in the language $2 or any, events that it hits.
select w.id, extract(epoch from w.starts_at)::bigint, extract(epoch from w.ends_at)::bigint,
       coalesce(w.reason ->> $2, w.reason ->> 'lt', w.reason ->> 'en'), events_hit(p.branch_id, w.starts_at, w.ends_at)::text
  from planned_work w join point p on p.id = w.point_id
 where w.point_id = $1::uuid and w.cancelled_at is null and w.ends_at > clock_now()
 order by w.starts_at, w.id
