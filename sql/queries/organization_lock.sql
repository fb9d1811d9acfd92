-- Takes hold of a utility ($1 id) until the transaction's end: its version.
select o.version from organization o where o.id = $1::uuid and o.kind = 'utility' for update
