-- Writes a message ($1 template, $2 user id, $3 e-mail, $4 language, $5 texts as JSON, $6 what its link does, $7 invitation id).
select people.mail_put($1, $2::uuid, $3, $4, $5::jsonb, $6, $7::uuid)
