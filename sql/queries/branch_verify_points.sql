-- The same of a branch's points ($1 branch id), as far as they are one's own.
update point p set verified_at = date_trunc('second', clock_now()) where p.branch_id = $1::uuid and p.lifecycle <> 'removed'
