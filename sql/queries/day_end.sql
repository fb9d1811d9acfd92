-- The end of today, or of tomorrow, by the clock of a point's branch ($1 point id, $2 days to add).
select utc_text(((clock_now() at time zone b.time_zone)::date + 1 + $2::integer)::timestamp at time zone b.time_zone)
  from point p join branch b on b.id = p.branch_id where p.id = $1::uuid
