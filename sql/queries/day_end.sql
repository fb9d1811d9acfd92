-- The end of today, or of tomorrow, by the clock of a point's branch ($1 point id, $2 days to add), or a later instant ($3, null for none).
select utc_text(greatest(((clock_now() at time zone b.time_zone)::date + 1 + $2::integer)::timestamp at time zone b.time_zone, $3::timestamptz))
  from point p join branch b on b.id = p.branch_id where p.id = $1::uuid
