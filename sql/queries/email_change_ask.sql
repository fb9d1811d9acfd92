-- Asks for a link that makes an address the one of who is signed in ($1 e-mail).
select people.email_change_ask($1)
