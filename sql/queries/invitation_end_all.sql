-- Takes back what somebody who is shut out, or whose role is taken away, has invited to ($1 user id): nobody comes back
-- by a link that they made before.
update people.invitation i set revoked_at = clock_now()
 where i.invited_by_id::text = $1 and i.accepted_at is null and i.revoked_at is null
