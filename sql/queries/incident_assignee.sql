-- Who is to deal with an incident ($1 point id, $2 "me" or an id). No row: nobody who can.
select a.id from people.assignees($1::uuid) a where a.id::text = $2 or ($2 = 'me' and a.id = actor())
