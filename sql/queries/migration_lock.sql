-- Takes the lock of whoever migrates, until the session ends. $1: its key.
select pg_try_advisory_lock($1::bigint)
