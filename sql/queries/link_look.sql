-- What a link in mail does ($1 hash of its secret): kind, state, e-mail, secret of the second factor in hexadecimal.
select kind, state, email, totp_secret from people.link_look($1::bytea)
