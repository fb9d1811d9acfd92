-- The public holidays of a branch's country in the coming year ($1 branch id, $2 language): day, name.
select h.day::text, coalesce(h.name ->> $2, h.name ->> 'lt')
  from branch b join public_holiday h on h.country = b.country
 where b.id = $1::uuid and h.day between (clock_now() at time zone b.time_zone)::date and (clock_now() at time zone b.time_zone)::date + 365
 order by h.day
