-- Whether a branch ($1 id) can be taken away: nothing was ever in it.
select not exists (select from point p where p.branch_id = $1::uuid) and not exists (select from event_branch x where x.branch_id = $1::uuid)
