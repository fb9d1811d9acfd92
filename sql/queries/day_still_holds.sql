-- What was tapped without a connection ($1 branch id, $2 cause, $3 when, by the phone's clock): whether that is the day which it is at the
-- branch now, and whether somebody else has spoken of it since.
select ($3::timestamptz at time zone b.time_zone)::date = (clock_now() at time zone b.time_zone)::date, day_said_since(b.id, $2, $3::timestamptz)
  from branch b
 where b.id = $1::uuid
