-- Ends whatever lets somebody in whom one looks after ($1 user id).
update people.credential c set revoked_at = clock_now() where c.user_id::text = $1 and c.revoked_at is null
