-- What an invitation's link is for ($1 hash of its secret).
select kind, role, name, email, scope, state, language from people.invitation_look($1::bytea)
