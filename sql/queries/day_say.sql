-- What a button says of today ($1 branch id, $2 cause: closed_today, open_until or no_adviser; $3 until, hh:mm of the
-- branch's clock, for open_until): an exception for one day, on the building's hours or those of the advisers that are one's own. Who is open
-- until then is open as the rules say before; where those don't know, from now. What is said already stays, with who said it first; what another
-- tap followed is said anew. No row: there is nothing to say it of, or the time is over.
with today as (
  select s.id as schedule_id, (clock_now() at time zone b.time_zone)::date as day,
         (extract(epoch from (clock_now() at time zone b.time_zone)::time) / 60)::integer as minute,
         extract(epoch from $3::time)::integer / 60 as until
    from branch b
    join schedule s on ($2 <> 'no_adviser' and s.branch_id = b.id)
                    or ($2 = 'no_adviser' and s.kind = 'adviser'
                        and s.point_id in (select p.id from point p where p.branch_id = b.id and p.lifecycle = 'active'
                                              and may('hours_today', 'point', p.id)))
   where b.id = $1::uuid
), said as (
  select e.id, e.first_day, e.schedule_id from today t join hours_exception e on e.schedule_id = t.schedule_id and e.first_day = t.day and e.cause = $2
   where $2 <> 'open_until'
     and not exists (select from hours_exception l
                      where l.schedule_id = e.schedule_id and l.first_day = e.first_day and l.cause is not null and (l.made_at, l.id) > (e.made_at, e.id))
), older as (
  delete from hours_exception e using today t
   where e.schedule_id = t.schedule_id and e.first_day = t.day and e.cause = $2 and not exists (select from said s where s.id = e.id)
     and ($2 <> 'open_until' or t.until > t.minute)
  returning e.id
), made as (
  insert into hours_exception (schedule_id, first_day, last_day, periods, reason, user_id, cause)
  select t.schedule_id, t.day, t.day,
         case when $2 = 'open_until' then hours_until(t.schedule_id, t.day, t.minute, t.until) else '{}'::integer[] end,
         case $2 when 'closed_today' then '{"lt": "Šiandien nedirbame", "en": "Closed today"}'
                 when 'open_until' then '{"lt": "Šiandien dirbame kitu laiku", "en": "Other hours today"}'
                 else '{"lt": "Konsultanto šiandien nėra", "en": "No adviser today"}' end::jsonb,
         actor(), $2
    from today t
   where ($2 <> 'open_until' or t.until > t.minute) -- what is over can't be said
     and not exists (select from said s where s.schedule_id = t.schedule_id)
     and (select count(*) from older) >= 0 -- these go before
  returning id, first_day
), holds as (
  select s.id, s.first_day from said s union all select m.id, m.first_day from made m
)
select json_build_object('cause', $2, 'day', min(h.first_day), 'until', $3, 'exceptions', count(*)) from holds h having count(*) > 0
