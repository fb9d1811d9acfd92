-- The hash of an audit entry ($1 number).
select encode(e.hash, 'hex') from audit_entry e where e.number = $1::bigint
