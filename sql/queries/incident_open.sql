-- The open incident of a point and a part, the oldest ($1 point id, $2 part; $3 id of one in particular, whose part may differ).
select i.id from incident i
 where i.point_id = $1::uuid and i.closed_at is null and case when $3::text is null then i.part = $2 else i.id::text = $3 end
 order by i.opened_at limit 1
