-- Notes that a migration has been applied, in its own transaction. $1 number, $2 name of the file, $3 SHA-256.
insert into public.migration (number, name, sha256) values ($1::integer, $2::text, $3::text)
