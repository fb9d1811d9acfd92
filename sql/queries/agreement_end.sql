-- Ends an agreement today ($1 id); one that says an earlier last day keeps it, and one that hasn't begun gets none.
update agreement a
   set state = 'ended',
       ends_on = case when d.shortened then d.today else a.ends_on end,
       ends_precision = case when d.shortened then 'day' else a.ends_precision end
  from (select b.id, t.today,
               coalesce(b.starts_on <= t.today, true) and coalesce(precise_last_day(b.ends_on, b.ends_precision) > t.today, true) as shortened
          from agreement b
         cross join (select clock_now()::date as today) as t
         where b.id = $1::uuid) as d
 where a.id = d.id
