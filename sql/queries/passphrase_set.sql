-- Sets the passphrase of who is signed in ($1 argon2id string) and ends their other sessions.
select people.passphrase_set($1)
