-- Takes back an invitation that nobody has accepted ($1 id).
update people.invitation i set revoked_at = clock_now()
 where i.id::text = $1 and i.accepted_at is null and i.revoked_at is null
returning json_build_object('id', i.id)
