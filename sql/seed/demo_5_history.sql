-- Demonstration data, fifth part: what was changed of some branches in the last weeks, counted from today, ending at what is
-- there now. A branch of which a person has changed something is left alone: its own history says more.

select set_config('branchlight.seeding', 'on', true);

create temporary table wanted_change on commit drop as
select uuid_of('fact_change', concat_ws(' ', b.code, p.code, v.days, today.day, f.facts)) as id, b.id as branch_id, p.id as point_id,
       (today.day - v.days + v.clock) at time zone b.time_zone as at, v.role, f.facts
  from (values
         ('lt-pasvalys', 'pasvalys-eso', 75, time '10:20', 'coordinator', '[{"field": "lifecycle", "from": "planned", "to": "active"}]'::jsonb),
         ('lt-pasvalys', null, 41, time '14:05', 'library_manager', '[{"field": "step_free", "from": false, "to": true}]'),
         ('lt-pasvalys', null, 12, time '09:40', 'library_manager', null),
         ('lt-kupiskis', 'kupiskis-vanduo', 33, time '11:15', 'coordinator', '[{"field": "lifecycle", "to": "active"}]')
       ) as v (branch, point, days, clock, role, facts)
  join branch b on b.code = v.branch
  left join point p on p.code = v.point
 cross join lateral (select (clock_now() at time zone b.time_zone)::date as day) as today
  -- Where no facts are given: the hours that hold on Mondays, which began an hour sooner before.
 cross join lateral (
        select coalesce(v.facts, (
                 select jsonb_build_array(jsonb_build_object('field', 'hours', 'from', hours_fact(to_jsonb(r) || jsonb_build_object('periods', array[r.periods[1] - 60] || r.periods[2:]))),
                                          jsonb_build_object('field', 'hours', 'to', hours_fact(to_jsonb(r))))
                   from hours_rule r join schedule s on s.id = r.schedule_id
                  where s.branch_id = b.id and r.kind = 'weekly' and 1 = any (r.weekdays) and r.season_from is null
                  order by r.id limit 1)) as facts) as f
 where f.facts is not null and (v.point is null or p.id is not null) and not exists (select from fact_change c where c.branch_id = b.id and not c.demo);

delete from fact_change c where c.demo and not exists (select from wanted_change w where w.id = c.id);

insert into fact_change (id, branch_id, point_id, at, role, facts, demo)
select w.id, w.branch_id, w.point_id, w.at, w.role, w.facts, true
  from wanted_change w
 where not exists (select from fact_change c where c.id = w.id);
