-- Undoes an audit entry ($1 its number): undone, changed_since, not_undoable or missing.
select audit_undo($1::bigint)
