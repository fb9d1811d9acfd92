-- Asks for a link that signs in, which comes where there is such an account ($1 e-mail, $2 what stands behind the link's address: "?next=…", or
-- null).
select people.sign_in_link_ask($1, $2)
