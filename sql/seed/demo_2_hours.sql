-- Demonstration data, second part: opening hours as Lithuanian libraries write them, adviser hours, and lobbies that
-- are open round the clock. Which branch has which is decided by its code. Two branches have none: unknown hours are
-- a state, too. Dated exceptions move with the day.

select set_config('branchlight.seeding', 'on', true);

-- Buildings. A branch for which somebody has said real hours is left alone.
insert into schedule (id, kind, branch_id, demo)
select uuid_of('schedule', 'building ' || b.code), 'building', b.id, true
  from branch b
 where not b.demo and b.country = 'LT' and b.code not in ('lt-varena', 'lt-ukmerge')
   and b.code in ('lt-lazdijai', 'lt-sakiai', 'lt-pasvalys', 'lt-telsiai', 'lt-silute', 'lt-skuodas', 'lt-kretinga', 'lt-kelme',
                  'lt-ignalina', 'lt-rokiskis', 'lt-kupiskis', 'lt-kaisiadorys', 'lt-joniskis', 'lt-salcininkai', 'lt-visaginas',
                  'lt-svencionys', 'lt-jonava', 'lt-anyksciai')
   and not exists (select from schedule s where s.branch_id = b.id)
on conflict do nothing;

-- Hours of points that somebody has taken away: the point has none of its own since then. The public history forgets that, the audit doesn't.
create temporary table said on commit drop as
select distinct (e.fields #>> '{schedule_id,from}')::uuid as schedule_id
  from audit_entry e where e.kind = 'hours_rule' and e.operation = 'delete' and e.user_id is not null;

-- Lobbies: reached when the building is shut.
insert into schedule (id, kind, point_id, demo)
select uuid_of('schedule', 'access ' || p.code), 'access', p.id, true
  from point p
 where p.code in ('pasvalys-eso', 'kupiskis-eso', 'joniskis-eso', 'anyksciai-eso', 'kretinga-eso')
   and not exists (select from schedule s where s.point_id = p.id and s.kind = 'access')
   and not exists (select from said where said.schedule_id = uuid_of('schedule', 'access ' || p.code))
on conflict do nothing;

-- Advisers, where the building has hours.
insert into schedule (id, kind, point_id, demo)
select uuid_of('schedule', 'adviser ' || p.code), 'adviser', p.id, true
  from point p
  join schedule b on b.branch_id = p.branch_id and b.demo
 where p.lifecycle = 'active'
   and not exists (select from schedule s where s.point_id = p.id and s.kind = 'adviser')
   and not exists (select from said where said.schedule_id = uuid_of('schedule', 'adviser ' || p.code))
on conflict do nothing;

-- Rules, four kinds of week for buildings and three for advisers; minutes from midnight.
insert into hours_rule (id, schedule_id, kind, weekdays, periods, season_from, season_until, month_nth, month_of, shortened)
select uuid_of('hours_rule', concat_ws(' ', s.id, w.number)), s.id, w.kind, w.weekdays::smallint[], w.periods::integer[],
       w.season_from::smallint, w.season_until::smallint, w.month_nth::smallint, w.month_of, w.shortened
  from schedule s
  left join branch b on b.id = s.branch_id
  left join point p on p.id = s.point_id
  join (values
         -- Monday to Friday, a shorter Saturday, cleaning on the last Wednesday of the month.
         ('building', 0, 1, 'weekly', '{1,2,3,4,5}', '{540,1080}', null, null, null, null, null),
         ('building', 0, 2, 'weekly', '{6}', '{600,960}', null, null, null, null, null),
         ('building', 0, 3, 'monthly', '{3}', '{}', null, null, -1, 'weekday', null),
         ('building', 0, 4, 'holiday', '{1,2,3,4,5,6,7}', '{}', null, null, null, null, null),
         ('building', 0, 5, 'eve', '{1,2,3,4,5,6,7}', null, null, null, null, null, 60),
         -- Later hours; in summer shorter, and no Saturday; cleaning on the last working day of the month.
         ('building', 1, 1, 'weekly', '{1,2,3,4,5}', '{600,1140}', null, null, null, null, null),
         ('building', 1, 2, 'weekly', '{6}', '{600,960}', null, null, null, null, null),
         ('building', 1, 3, 'weekly', '{1,2,3,4,5}', '{600,1080}', 601, 831, null, null, null),
         ('building', 1, 4, 'monthly', '{1,2,3,4,5,6,7}', '{}', null, null, -1, 'working_day', null),
         ('building', 1, 5, 'holiday', '{1,2,3,4,5,6,7}', '{}', null, null, null, null, null),
         ('building', 1, 6, 'eve', '{1,2,3,4,5,6,7}', null, null, null, null, null, 60),
         ('building', 1, 7, 'weekly', '{6}', '{}', 601, 831, null, null, null),
         -- A lunch break.
         ('building', 2, 1, 'weekly', '{1,2,3,4}', '{570,780,810,1080}', null, null, null, null, null),
         ('building', 2, 2, 'weekly', '{5}', '{570,780,810,1020}', null, null, null, null, null),
         ('building', 2, 3, 'weekly', '{6}', '{570,900}', null, null, null, null, null),
         ('building', 2, 4, 'holiday', '{1,2,3,4,5,6,7}', '{}', null, null, null, null, null),
         -- Tuesday to Saturday, one long evening.
         ('building', 3, 1, 'weekly', '{2,3,5}', '{540,1080}', null, null, null, null, null),
         ('building', 3, 2, 'weekly', '{4}', '{720,1200}', null, null, null, null, null),
         ('building', 3, 3, 'weekly', '{6}', '{540,900}', null, null, null, null, null),
         ('building', 3, 4, 'holiday', '{1,2,3,4,5,6,7}', '{}', null, null, null, null, null),
         ('building', 3, 5, 'eve', '{1,2,3,4,5,6,7}', null, null, null, null, null, 60),
         ('access', 0, 1, 'weekly', '{1,2,3,4,5,6,7}', '{0,1440}', null, null, null, null, null),
         ('adviser', 0, 1, 'weekly', '{1,2,3,4,5}', '{600,960}', null, null, null, null, null),
         ('adviser', 0, 2, 'holiday', '{1,2,3,4,5,6,7}', '{}', null, null, null, null, null),
         ('adviser', 1, 1, 'weekly', '{2,4}', '{720,1020}', null, null, null, null, null),
         ('adviser', 1, 2, 'holiday', '{1,2,3,4,5,6,7}', '{}', null, null, null, null, null),
         ('adviser', 2, 1, 'weekly', '{1,3,5}', '{600,780,840,1020}', null, null, null, null, null),
         ('adviser', 2, 2, 'holiday', '{1,2,3,4,5,6,7}', '{}', null, null, null, null, null)
       ) as w (of, week, number, kind, weekdays, periods, season_from, season_until, month_nth, month_of, shortened)
    on w.of = s.kind
   and w.week = case s.kind when 'building' then abs(hashtext(b.code || 'week') % 4)
                            when 'adviser' then abs(hashtext(p.code || 'adviser') % 3)
                            else 0 end
 where s.demo
on conflict do nothing;

-- Exceptions around today: a day of stock-taking here, a shorter day there. Those of another day go.
create temporary table wanted_exception on commit drop as
select uuid_of('hours_exception', concat_ws(' ', s.id, d.day, v.periods)) as id, s.id as schedule_id, d.day,
       v.periods::integer[] as periods, v.reason::jsonb as reason
  from schedule s
  join branch b on b.id = s.branch_id
 cross join lateral (select (clock_now() at time zone b.time_zone)::date as day) as today
  join (values
         ('lt-kelme', 2, '{}', '{"lt": "Inventorizacija (išgalvota)", "en": "Stock-taking (invented)"}'),
         ('lt-telsiai', 1, '{540,840}', '{"lt": "Trumpesnė diena (išgalvota)", "en": "A shorter day (invented)"}'),
         ('lt-skuodas', 0, '{}', '{"lt": "Šiandien nedirbame (išgalvota)", "en": "Closed today (invented)"}'),
         ('lt-jonava', 6, '{600,1260}', '{"lt": "Bibliotekų naktis (išgalvota)", "en": "Night of libraries (invented)"}')
       ) as v (code, days, periods, reason) on v.code = b.code
 cross join lateral (select today.day + v.days as day) as d
 where s.demo;

delete from hours_exception e
 using schedule s
 where s.id = e.schedule_id and s.demo and e.user_id is null and not exists (select from wanted_exception w where w.id = e.id);

insert into hours_exception (id, schedule_id, first_day, last_day, periods, reason)
select w.id, w.schedule_id, w.day, w.day, w.periods, w.reason from wanted_exception w
on conflict do nothing;
