-- Locks a report of the public ($1 id): its version, and whether it is open.
select r.version, r.state = 'open' from public_report r where r.id = $1::uuid for update
