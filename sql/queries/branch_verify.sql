-- Says that a branch's data are all still right ($1 id). Nothing else changes.
update branch b set verified_at = date_trunc('second', clock_now()) where b.id = $1::uuid
