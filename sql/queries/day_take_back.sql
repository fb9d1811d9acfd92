-- Takes back what a button said of today ($1 branch id, $2 causes, with commas), of the branch and its points.
with gone as (
  delete from hours_exception e
   using schedule s
    left join point p on p.id = s.point_id
    join branch b on b.id = coalesce(s.branch_id, p.branch_id)
   where e.schedule_id = s.id and b.id = $1::uuid and e.first_day = (clock_now() at time zone b.time_zone)::date
     and e.cause = any (string_to_array($2, ','))
  returning e.id
)
select json_build_object('taken_back', count(*)) from gone
