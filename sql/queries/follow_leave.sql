-- Removes a follower ($1 hash of the link's secret); whether there was one.
select people.follow_leave($1::bytea)
