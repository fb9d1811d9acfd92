-- Incidents of what is one's own, the newest first ($1 states with commas, null: those not over; $2 code of a point; $3 how many;
-- $4 id of the last one of the page before): each as JSON, and its id.
select incident_shown(i.id), i.id
  from incident i
  join point p on p.id = i.point_id
 where case when $1::text is null then i.closed_at is null else i.state = any (string_to_array($1, ',')) end
   and ($2::text is null or p.code = $2)
   and ($4::text is null or i.id::text < $4)
 order by i.id desc
 limit $3::integer
