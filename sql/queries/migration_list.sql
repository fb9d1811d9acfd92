-- The migrations that have been applied, in their order.
select m.number, m.name, m.sha256
  from public.migration m
 order by m.number
 limit 10000
