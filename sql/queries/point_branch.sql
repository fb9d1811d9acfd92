-- The branch that a point is in ($1 point id).
select p.branch_id from point p where p.id = $1::uuid
