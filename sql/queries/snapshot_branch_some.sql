-- Branches after a change, by id: what isn't among the answers is gone.
select b.id, b.code, b.library_code, b.municipality_code, b.latitude, b.longitude, b.step_free, b.active, b.demo, b.name,
       b.names, b.address_text, left(b.body, -1) || coalesce(n.members, ',"closures":[]') || '}' as body, b.hours_packed, b.hours_until, b.time_zone,
       h.entries
  from published.branch b
  left join published.branch_notice n on n.id = b.id
  left join published.branch_history h on h.id = b.id and h.id = any ($1::uuid[])
 where b.id = any ($1::uuid[])
