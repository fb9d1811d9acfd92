-- What a sign-in is checked against ($1 e-mail).
select user_id, passphrase from people.account($1)
