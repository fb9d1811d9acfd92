-- Locks a report of the public ($1 id): its version, and whether it can be decided so ($2: confirm, dismiss, merge or done). A confirmed
-- correction waits until it is done or dismissed.
select r.version,
       r.state = 'open' or (r.kind = 'correction' and r.state = 'confirmed' and $2 in ('done', 'dismiss'))
  from public_report r where r.id = $1::uuid for update
