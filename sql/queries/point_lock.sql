-- Takes hold of a point ($1 id) until the transaction's end: its version.
select p.version from point p where p.id = $1::uuid for update
