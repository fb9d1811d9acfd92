-- Sets the second factor of who is signed in ($1 its 20 bytes, $2 the step whose code confirmed it; both null: takes it away).
select people.totp_set($1::bytea, $2::bigint)
