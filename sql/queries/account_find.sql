-- What a sign-in is checked against ($1 e-mail): user, passphrase, secret of the second factor in hexadecimal.
select user_id, passphrase, encode(totp_secret, 'hex') from people.account($1)
