-- Makes a repetition wait for the end of the first one ($1 user, method and path, key, as one text; of a visitor without the user).
select pg_advisory_xact_lock(hashtextextended($1, 0))
