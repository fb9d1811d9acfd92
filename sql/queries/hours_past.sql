-- A row where a day ($3) is over by the clock of the branch whose hours these are ($1 building, access or adviser; $2 id of the branch, or point).
select from branch b
 where b.id = (select case when $1 = 'building' then $2::uuid else (select p.branch_id from point p where p.id = $2::uuid) end)
   and $3::date < (clock_now() at time zone b.time_zone)::date
