-- Sends an invitation to whom it is for ($1 id).
select people.invitation_mail($1::uuid)
