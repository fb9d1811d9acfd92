-- What the last report of a point ($1 id) says, while it holds: its status with each part that is out of order; null where none is.
select part.key, s.status
  from point_status s
  left join jsonb_each_text(s.components) as part on part.value = 'down'
 where s.point_id = $1::uuid and s.valid_until > clock_now()
