-- A point for the page of what is planned ($1 point id): its code, branch's id, code and name, utility, name of the place's time zone.
select p.code, b.id, b.code, b.name, u.name, b.time_zone
  from point p join branch b on b.id = p.branch_id join organization u on u.id = p.utility_id
 where p.id = $1::uuid
