-- What a sign-in is checked against ($1 e-mail): user, passphrase, secret of the second factor in hexadecimal, the last step of
-- it that was used.
select user_id, passphrase, encode(totp_secret, 'hex'), totp_step from people.account($1)
