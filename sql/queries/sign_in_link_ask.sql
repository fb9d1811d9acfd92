-- Asks for a link that signs in, which comes where there is such an account ($1 e-mail).
select people.sign_in_link_ask($1)
