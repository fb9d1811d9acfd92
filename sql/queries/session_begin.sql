-- Makes a session ($1 user, $2 hash of its secret, $3 label, $4 step of the second factor, $5 passphrase hashed anew).
select people.session_begin($1::uuid, $2::bytea, $3, $4::bigint, $5)
