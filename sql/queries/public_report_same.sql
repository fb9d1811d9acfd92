-- The report that another says the same as ($1 id of it, $2 id of the other): of the same kind and place.
select t.id from public_report t join public_report r on r.kind = t.kind and r.branch_id = t.branch_id and r.point_id is not distinct from t.point_id
 where t.id::text = $1 and r.id = $2::uuid and t.id <> r.id
