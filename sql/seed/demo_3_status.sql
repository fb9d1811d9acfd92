-- Demonstration data, third part: status reports in every state, counted from today (in the branch's zone), so that
-- whoever starts it meets fresh ones. A report's identifier is made of all that it says: on the same day nothing
-- changes, on another the old ones go and new ones come. A point about which a person has reported is left alone.

select set_config('branchlight.seeding', 'on', true);

create temporary table wanted_report on commit drop as
select uuid_of('status_report', concat_ws(' ', p.code, r.status, r.components, r.observed_at, r.valid_until)) as id, p.id as point_id,
       r.status, r.components::jsonb as components, r.observed_at, r.valid_until,
       (array['librarian', 'librarian', 'library_manager', 'coordinator'])[1 + abs(hashtext(p.code || r.days) % 4)] as source_role
  from point p
  join branch b on b.id = p.branch_id
 cross join lateral (select (clock_now() at time zone b.time_zone)::date as day) as today
  join (values
         -- What it says now. The lobbies work at any hour; one of them without its printer.
         ('pasvalys-eso', 'working'), ('kupiskis-eso', 'working'), ('anyksciai-eso', 'working'), ('kretinga-eso', 'working'),
         ('joniskis-eso', 'printer'),
         ('rokiskis-eso', 'working'), ('jonava-eso', 'working'), ('telsiai-eso', 'working'), ('silute-eso', 'working'),
         ('salcininkai-eso', 'working'), ('kaisiadorys-eso', 'working'), ('lazdijai-eso', 'working'),
         ('visaginas-eso', 'adviser'), ('sakiai-eso', 'printer'),
         ('kelme-eso', 'computer'), ('skuodas-eso', 'network'), ('svencionys-eso', 'website'),
         ('ignalina-eso', 'expired'), ('ukmerge-eso', 'taken back'),
         -- varena-eso: never reported.
         ('pasvalys-vanduo', 'working'), ('kupiskis-vanduo', 'computer'), ('rokiskis-vanduo', 'working'),
         ('jonava-vanduo', 'printer'), ('telsiai-vanduo', 'expired')
       ) as v (code, state) on v.code = p.code
 cross join lateral (select abs(hashtext(p.code) % 100) as number) as h
  -- The newest, and a history of a few weeks before it.
 cross join lateral (values (1, v.state), (3, 'working'), (6, case h.number % 3 when 0 then 'computer' else 'working' end),
                            (9, case h.number % 4 when 0 then 'printer' else 'working' end), (14, 'working'), (22, 'working')
                    ) as past (days, state)
 cross join lateral (
        select past.days,
               case when past.state in ('working', 'adviser', 'expired') then 'working'
                    when past.state = 'printer' then 'limited'
                    when past.state = 'taken back' then 'unknown'
                    else 'out_of_order' end as status,
               case when past.state in ('computer', 'network', 'website', 'printer', 'adviser') then jsonb_build_object(past.state, 'down')
                    else '{}' end as components,
               (today.day - past.days - case when v.state = 'expired' then 20 else 0 end + time '08:30'
                + make_interval(mins => abs(hashtext(p.code || past.days) % 540))) at time zone b.time_zone as observed_at,
               case when past.state <> 'taken back'
                    then (today.day - past.days - case when v.state = 'expired' then 20 else 0 end
                          + case when past.days = 1 and v.state <> 'expired' then 6 else 5 end + time '17:00'
                          + make_interval(hours => h.number % 4)) at time zone b.time_zone end as valid_until) as r
 where not exists (select from status_report s where s.point_id = p.id and not s.demo);

delete from status_report s where s.demo and not exists (select from wanted_report w where w.id = s.id);

insert into status_report (id, point_id, status, components, observed_at, valid_until, source_role, demo)
select w.id, w.point_id, w.status, w.components, w.observed_at, w.valid_until, w.source_role, true
  from wanted_report w
 where not exists (select from status_report s where s.id = w.id)
 order by w.observed_at;
