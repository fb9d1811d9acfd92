-- The last entry of the audit: its number and hash. No row: there is none.
select e.number, encode(e.hash, 'hex') from audit_entry e order by e.number desc limit 1
