-- Closes a building for some days ($1 branch id, $2 first day, $3 last day, $4 and $5 why, in Lithuanian and English): as JSON, with
-- the events that it hits. Its hours are another version then: who is editing them is told.
with made as (
  insert into hours_exception (schedule_id, first_day, last_day, periods, reason, user_id)
  select s.id, $2::date, $3::date, '{}', jsonb_strip_nulls(jsonb_build_object('lt', $4::text, 'en', $5::text)), actor()
    from schedule s where s.branch_id = $1::uuid
  returning *
), versioned as (
  update schedule s set version = s.version + 1 from made m where s.id = m.schedule_id
)
select json_build_object('id', m.id, 'branch', b.code, 'first_day', m.first_day, 'last_day', m.last_day, 'reason', m.reason,
                         'events', events_hit(b.id, m.first_day::timestamp at time zone b.time_zone,
                                              (m.last_day + 1)::timestamp at time zone b.time_zone)), m.id
  from made m join schedule s on s.id = m.schedule_id join branch b on b.id = s.branch_id
