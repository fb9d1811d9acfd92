-- What hours ($1 building, access or adviser; $2 id of the branch, or point) say of a time of the branch's clock ($3): open, closed or unknown;
-- the periods of that day.
select p.state, p.day from schedule_preview($1, $2::uuid, $3::timestamp) as p
