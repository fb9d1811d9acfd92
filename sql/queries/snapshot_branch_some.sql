-- Branches after a change, by id: what isn't among the answers is gone.
select b.id, b.code, b.library_code, b.municipality_code, b.latitude, b.longitude, b.step_free, b.active, b.demo, b.name,
       b.names, b.address_text, b.body, b.hours_packed, b.hours_until, b.time_zone
  from published.branch b
 where b.id = any ($1::uuid[])
