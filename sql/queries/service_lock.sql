-- Takes hold of a service ($1 id) until the transaction's end: its version.
select s.version from service s where s.id = $1::uuid for update
