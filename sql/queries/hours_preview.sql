-- Whether a branch ($1 id) is open at a time of its clock ($2): open, closed or unknown; when it is open on that day.
select p.state, p.day from hours_preview($1::uuid, $2::timestamp) as p
