-- An incident that who asks may see ($1 id): its id, its point's code and id.
select i.id, p.code, i.point_id from incident i join point p on p.id = i.point_id where i.id::text = $1
