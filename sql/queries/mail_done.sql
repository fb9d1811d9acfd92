-- What became of a try ($1 message, $2 what went wrong; null: sent, $3 whether trying again is of no use); whether it is given up.
select people.mail_done($1::uuid, $2, $3::boolean)
