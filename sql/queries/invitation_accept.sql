-- Redeems an invitation ($1 hash of the link's secret, $2 hash of the new credential's, $3 label, $4 e-mail and
-- $5 name where the invitation has none). No row: no good.
select user_id, kind, seconds from people.invitation_accept($1::bytea, $2::bytea, $3, $4, $5)
