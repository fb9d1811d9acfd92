-- Branches after a change, by id: what isn't among the answers is gone. What isn't in the view itself is asked for row by row:
-- joined, it would be put together of all branches first.
select b.id, b.code, b.library_code, b.municipality_code, b.latitude, b.longitude, b.step_free, b.active, b.demo, b.name,
       b.names, b.address_text, left(b.body, -1) || coalesce((select n.members from published.branch_notice n where n.id = b.id), ',"closures":[]') || '}' as body,
       b.hours_packed, b.hours_until, b.time_zone, (select h.entries from published.branch_history h where h.id = b.id) as entries, b.named_days
  from published.branch b
 where b.id = any ($1::uuid[])
