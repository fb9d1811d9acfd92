-- A new link in place of an expired one ($1 hash of the old one's secret, $2 of the new one's), and where it goes.
select email, name, language from people.invitation_renew($1::bytea, $2::bytea)
