-- An instant of the clock of a point's branch, in UTC ($1 point id, $2 day, $3 hh:mm).
select utc_text(($2::date + $3::time)::timestamp at time zone b.time_zone)
  from point p join branch b on b.id = p.branch_id where p.id = $1::uuid
