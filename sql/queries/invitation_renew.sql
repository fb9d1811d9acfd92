-- A new invitation in place of an expired one, sent by mail ($1 hash of the old one's secret, $2 of one that nobody knows).
select people.invitation_renew($1::bytea, $2::bytea)
