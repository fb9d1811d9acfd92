-- Confirms that an address wants news ($1 hash of the link's secret); whether the link is good.
select people.follow_confirm($1::bytea)
