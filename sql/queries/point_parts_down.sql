-- The parts of a point ($1 id) that its last report says are out of order, while it holds.
select part.key
  from point_status s cross join jsonb_each_text(s.components) as part
 where s.point_id = $1::uuid and s.valid_until > clock_now() and part.value = 'down' and part.key <> 'adviser'
