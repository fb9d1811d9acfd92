-- A point for the page of what is planned ($1 point id): its code, branch's id, code and name, utility, offset of the place's clock.
select p.code, b.id, b.code, b.name, u.name, utc_offset(b.time_zone, (extract(epoch from clock_now()) / 60)::integer)
  from point p join branch b on b.id = p.branch_id join organization u on u.id = p.utility_id
 where p.id = $1::uuid
