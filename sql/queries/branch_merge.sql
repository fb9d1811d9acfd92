-- Merges a branch ($1 id) into another ($2 id).
select branch_merge($1::uuid, $2::uuid)
