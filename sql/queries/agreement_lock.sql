-- Takes hold of an agreement ($1 id) until the transaction's end: its version.
select a.version from agreement a where a.id = $1::uuid for update
