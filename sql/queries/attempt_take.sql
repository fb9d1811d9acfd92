-- Counts an attempt ($1 of what, $2 how many at once, $3 seconds until one is forgotten); how many seconds to wait.
select people.attempt_take($1, $2::integer, $3::double precision)
