-- Notes the hash of the link's secret that a message takes along ($1 message, $2 hash).
select people.mail_link($1::uuid, $2::bytea)
