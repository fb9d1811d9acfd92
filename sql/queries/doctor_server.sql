-- What doctor says about the server, and how far its clock is from ours. $1: our Unix time.
select current_setting('server_version') as version,
       current_database() as name,
       floor(extract(epoch from clock_timestamp()))::bigint - $1::bigint as ahead_seconds,
       pg_is_in_recovery() as standby,
       current_setting('data_checksums') = 'on' as checksums
