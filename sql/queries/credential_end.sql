-- Ends a credential ($1 id, $2 kind; null: of any) of oneself, or of somebody whom one looks after.
update people.credential c set revoked_at = clock_now()
 where c.id::text = $1 and ($2::text is null or c.kind = $2) and c.revoked_at is null
returning json_build_object('id', c.id, 'kind', c.kind), c.user_id
