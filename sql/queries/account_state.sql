-- Of an account ($1 e-mail): whether it has a passphrase, and a second factor.
select passphrase is not null, totp_secret is not null from people.account($1)
