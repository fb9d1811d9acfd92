-- The loader's first read: every branch.
select b.id, b.code, b.library_code, b.municipality_code, b.latitude, b.longitude, b.step_free, b.active, b.demo, b.name,
       b.names, b.address_text, left(b.body, -1) || coalesce(n.members, ',"closures":[]') || '}' as body, b.hours_packed, b.hours_until, b.time_zone,
       h.entries, b.named_days
  from published.branch b
  left join published.branch_notice n on n.id = b.id
  left join published.branch_history h on h.id = b.id
