-- Planned work ($1 id): its id, and its point's code. No row where it is over or was called off.
select w.id, p.code from planned_work w join point p on p.id = w.point_id
 where w.id::text = $1 and w.cancelled_at is null and w.ends_at > clock_now()
