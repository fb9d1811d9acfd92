-- Who can deal with an incident ($1 id): id, name, whether it is who asks.
select a.id, a.name, a.id = actor() from incident i cross join people.assignees(i.point_id) a where i.id = $1::uuid
