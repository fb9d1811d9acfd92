-- Takes hold of a library and its institution ($1 library's id) until the transaction's end: the version of both.
select l.version + o.version - 1 from library l join organization o on o.id = l.organization_id where l.id = $1::uuid for update
