-- Takes hold of a branch ($1 id) until the transaction's end: its version.
select b.version from branch b where b.id = $1::uuid for update
