-- Merges a library ($1 id) into another ($2 id).
select library_merge($1::uuid, $2::uuid)
