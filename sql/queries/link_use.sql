-- Uses a link in mail ($1 hash of its secret, $2 hash of the new session's, $3 label, $4 step of the second factor): its kind, or code;
-- null: no good.
select people.link_use($1::bytea, $2::bytea, $3, $4::bigint)
