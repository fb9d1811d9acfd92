-- Takes hold of a schedule ($1 building, access or adviser; $2 id of the branch, or point) until the transaction's end: its version, its id.
select s.version, s.id from schedule s where s.id = schedule_of($1, $2::uuid) for update
