-- Fills a migrated database with invented branches over Europe, for benchmarks:
--   psql -v branches=20000 -v clock_offset=0 -f tests/bench/synthetic.sql
-- One point a branch (two at every fourth), hours, adviser hours, statuses in all states, steps, languages. All rows
-- are demonstration data. Needs a superuser: triggers and foreign keys rest meanwhile (so nothing goes into the feed
-- of changes). The same number gives the same directory on the same day.
\set ON_ERROR_STOP on
\if :{?branches}
\else
  \set branches 20000
\endif
\timing off
begin;
set local session_replication_role = replica;
set local synchronous_commit = off;
set local work_mem = '256MB';

-- Words: towns of two or three syllables, so that a fuzzy search has many distinct ones to look through.
create temporary table syllable on commit drop as
select row_number() over () - 1 as number, s.first || s.last as text
  from unnest(array['b','br','d','dr','f','g','gr','h','k','kl','kr','l','m','n','p','r','s','st','šl','t','tr','v','z','ž']) as s1 (first)
 cross join unnest(array['a','e','i','o','u','au','ie','ė','y']) as s2 (last)
 cross join lateral (select s1.first, s2.last) as s;

create temporary table country on commit drop as
select c.number - 1 as number, c.code, c.time_zone
  from (values (1, 'LT', 'Europe/Vilnius'), (2, 'PL', 'Europe/Warsaw'), (3, 'DE', 'Europe/Berlin'), (4, 'FR', 'Europe/Paris'),
               (5, 'ES', 'Europe/Madrid'), (6, 'IT', 'Europe/Rome'), (7, 'GB', 'Europe/London'), (8, 'FI', 'Europe/Helsinki'),
               (9, 'SE', 'Europe/Stockholm'), (10, 'RO', 'Europe/Bucharest')) as c (number, code, time_zone);
insert into time_zone (name) select c.time_zone from country c on conflict do nothing;

-- Hashes that are the same everywhere: the upper bits of two multiplications.
create function pg_temp.mixed(number bigint, salt bigint) returns bigint language sql immutable
  as $$ select (((number * 2654435761 + salt * 40503 + 12345) % 2147483647 * 2246822519) % 4294967291) >> 3 $$;

insert into municipality (id, code, register_code, country, kind, name, name_language, demo)
select uuid_of('synthetic municipality', n::text), c.code || '-' || lpad(upper(to_hex(n / 10)), 3, 'X'), 'S' || n, c.code, 'municipality',
       initcap(a.text || b.text) || ' kommune', 'en', true
  from generate_series(0, greatest(1, :branches / 200)) as n
  join country c on c.number = n % 10
  join syllable a on a.number = pg_temp.mixed(n, 1) % 216
  join syllable b on b.number = pg_temp.mixed(n, 2) % 216
 where n / 10 < 256;

insert into organization (id, code, kind, name, name_language, country, website, phone, demo)
select uuid_of('synthetic organization', n::text), 'syn-' || n, 'library', initcap(a.text || b.text) || ' Public Library', 'en', c.code,
       'https://library-' || n || '.example', '+000 ' || (1000000 + n), true
  from generate_series(0, greatest(1, :branches / 15)) as n
  join country c on c.number = n % 10
  join syllable a on a.number = pg_temp.mixed(n, 3) % 216
  join syllable b on b.number = pg_temp.mixed(n, 4) % 216;

insert into organization (id, code, kind, name, name_language, country, website, phone, demo)
select uuid_of('synthetic utility', n::text), 'syn-utility-' || n, 'utility', 'Utility ' || n, 'en', c.code, 'https://utility-' || n || '.example',
       '+000 ' || n || '00', true
  from generate_series(0, 39) as n
  join country c on c.number = n % 10;

insert into library (id, code, organization_id, demo)
select uuid_of('synthetic library', n::text), 'syn-' || n, uuid_of('synthetic organization', n::text), true
  from generate_series(0, greatest(1, :branches / 15)) as n;

insert into branch (id, code, library_id, municipality_id, kind, name, name_language, street, postcode, locality, country, address_certainty,
                    latitude, longitude, location_precision, phone, time_zone, demo)
select uuid_of('synthetic branch', n::text), 'syn-b' || n, uuid_of('synthetic library', (n / 15)::text),
       uuid_of('synthetic municipality', (10 * (pg_temp.mixed(n, 5) % least(256, greatest(1, :branches / 2000)))
                                          + (n / 15) % 10)::text),
       case when n % 15 = 0 then 'central' else 'branch' end,
       t.town || ' ' || (array['Library', 'Branch Library', 'Children''s Library', 'Community Library'])[1 + pg_temp.mixed(n, 6) % 4], 'en',
       initcap(f.text) || ' street ' || (1 + pg_temp.mixed(n, 7) % 120), lpad((pg_temp.mixed(n, 8) % 100000)::text, 5, '0'), t.town, c.code,
       'unverified',
       -- Clumps around a few hundred centres, as people live.
       36.5 + (pg_temp.mixed(k.centre, 9) % 10000) / 10000.0 * 31 + ((pg_temp.mixed(n, 10) % 2001) - 1000) / 1000.0
         * ((pg_temp.mixed(n, 11) % 1000) / 1000.0) * 1.5,
       -9.0 + (pg_temp.mixed(k.centre, 12) % 10000) / 10000.0 * 38 + ((pg_temp.mixed(n, 13) % 2001) - 1000) / 1000.0
         * ((pg_temp.mixed(n, 14) % 1000) / 1000.0) * 2,
       'address', '+000 ' || n, c.time_zone, true
  from generate_series(0, :branches - 1) as n
 cross join lateral (select pg_temp.mixed(n, 15) % greatest(20, :branches / 100) as centre) as k
  join country c on c.number = (n / 15) % 10
  join syllable a on a.number = pg_temp.mixed(n, 16) % 216
  join syllable b on b.number = pg_temp.mixed(n, 17) % 216
  join syllable d on d.number = pg_temp.mixed(n, 18) % 216
  join syllable f on f.number = pg_temp.mixed(n, 19) % 216
 cross join lateral (select initcap(a.text || b.text || case when n % 3 = 0 then d.text else '' end) as town) as t;

insert into accessibility (branch_id, step_free, certainty, demo)
select uuid_of('synthetic branch', n::text), pg_temp.mixed(n, 20) % 3 > 0, 'unverified', true
  from generate_series(0, :branches - 1) as n
 where pg_temp.mixed(n, 21) % 4 > 0;

create temporary table place_of_point on commit drop as
select n as branch, k, n * 2 + k as number
  from generate_series(0, :branches - 1) as n
 cross join generate_series(0, 1) as k
 where k = 0 or n % 4 = 0;

insert into point (id, code, branch_id, utility_id, lifecycle, demo)
select uuid_of('synthetic point', p.number::text), 'syn-p' || p.number, uuid_of('synthetic branch', p.branch::text),
       uuid_of('synthetic utility', (10 * (pg_temp.mixed(p.number, 22) % 4) + (p.branch / 15) % 10)::text),
       case pg_temp.mixed(p.number, 23) % 20 when 0 then 'planned' when 1 then 'suspended' else 'active' end, true
  from place_of_point p;

insert into point_service (point_id, service_id, demo)
select uuid_of('synthetic point', p.number::text), s.id, true
  from place_of_point p
  join service s on pg_temp.mixed(p.number, 24 + s.ordinal) % 2 = 0;
insert into point_equipment (point_id, equipment_id, demo)
select uuid_of('synthetic point', p.number::text), e.id, true
  from place_of_point p
  join equipment e on pg_temp.mixed(p.number, 40 + e.ordinal) % 3 = 0;
insert into point_language (point_id, language, demo)
select uuid_of('synthetic point', p.number::text), l.code, true
  from place_of_point p
  join unnest(array['lt', 'en', 'de', 'fr', 'pl', 'ru']) with ordinality as l (code, number)
    on pg_temp.mixed(p.number, 60 + l.number) % 4 = 0;

-- Hours: 48 different weeks, compiled here once each per zone and day, with the rules that say the same.
create temporary table week on commit drop as
select w.number, w.from_day, w.until_day, w.opens, w.closes, w.lunch
  from (select n as number, 1 + n % 2 as from_day, 5 + n % 3 as until_day, 480 + 30 * (n % 6) as opens, 960 + 30 * (n % 8) as closes,
               n % 5 = 0 as lunch
          from generate_series(0, 47) as n) as w;

create temporary table compiled on commit drop as
select w.number, c.time_zone, d.today,
       array_agg(v.value order by r.opens, v.place) as ranges,
       ((extract(epoch from ((d.today - 1)::timestamp at time zone c.time_zone))) / 60)::integer as compiled_from,
       ((extract(epoch from ((d.today + 70)::timestamp at time zone c.time_zone))) / 60)::integer as compiled_until
  from week w
 cross join country c
 cross join lateral (select ((now() + make_interval(secs => :clock_offset)) at time zone c.time_zone)::date as today) as d
 cross join generate_series(d.today - 1, d.today + 69, interval '1 day') as day
 cross join lateral (
        select s.a, s.b from (values (w.opens, 780), (810, w.closes)) as s (a, b) where w.lunch
         union all select w.opens, w.closes where not w.lunch) as s
 cross join lateral (
        select (extract(epoch from (day::timestamp + make_interval(mins => s.a)) at time zone c.time_zone) / 60)::integer as opens,
               (extract(epoch from (day::timestamp + make_interval(mins => s.b)) at time zone c.time_zone) / 60)::integer as closes) as r
 cross join lateral (values (1, r.opens), (2, r.closes), (3, utc_offset(c.time_zone, r.opens)), (4, utc_offset(c.time_zone, r.closes - 1))) as v (place, value)
 where extract(isodow from day) between w.from_day and w.until_day
 group by w.number, c.time_zone, d.today;

create temporary table hours_of on commit drop as
select uuid_of('synthetic schedule', 'b' || n) as id, 'building' as kind, uuid_of('synthetic branch', n::text) as branch_id, null::uuid as point_id,
       (pg_temp.mixed(n, 70) % 48)::integer as week, c.time_zone
  from generate_series(0, :branches - 1) as n
  join country c on c.number = (n / 15) % 10
 where pg_temp.mixed(n, 71) % 10 > 0 -- a tenth is unknown
union all
select uuid_of('synthetic schedule', 'v' || p.number), 'adviser', null, uuid_of('synthetic point', p.number::text),
       (pg_temp.mixed(p.number, 72) % 48)::integer, c.time_zone
  from place_of_point p
  join country c on c.number = (p.branch / 15) % 10
 where pg_temp.mixed(p.number, 73) % 2 = 0;

insert into schedule (id, kind, branch_id, point_id, demo) select h.id, h.kind, h.branch_id, h.point_id, true from hours_of h;
insert into hours_rule (id, schedule_id, kind, weekdays, periods)
select h.id, h.id, 'weekly', array(select d::smallint from generate_series(w.from_day, w.until_day) as d),
       case when w.lunch then array[w.opens, 780, 810, w.closes] else array[w.opens, w.closes] end
  from hours_of h
  join week w on w.number = h.week;
insert into hours_compiled (schedule_id, ranges, compiled_from, compiled_until, compiled_for)
select h.id, c.ranges, c.compiled_from, c.compiled_until, c.today
  from hours_of h
  join compiled c on c.number = h.week and c.time_zone = h.time_zone;

insert into status_report (id, point_id, status, components, observed_at, valid_until, source_role, demo)
select uuid_of('synthetic report', concat_ws(' ', p.number, r.age)), uuid_of('synthetic point', p.number::text), s.status,
       case s.status when 'limited' then '{"printer": "down"}' when 'out_of_order' then '{"network": "down"}' else '{}' end::jsonb,
       o.observed_at, o.observed_at + interval '5 days', 'librarian', true
  from place_of_point p
 cross join generate_series(0, 2) as r (age)
 cross join lateral (select (array['working', 'working', 'working', 'working', 'working', 'working', 'working', 'limited', 'out_of_order', 'working'])
                              [1 + pg_temp.mixed(p.number, 80 + r.age) % 10] as status,
                            date_trunc('day', now()) - make_interval(days => 1 + 4 * r.age + case when pg_temp.mixed(p.number, 90)
 % 10 = 0 then 30 else 0 end,
                                                                     mins => -(pg_temp.mixed(p.number, 91 + r.age) % 600)::integer) as observed_at) as s0 (status, observed_at)
 cross join lateral (select s0.status) as s
 cross join lateral (select s0.observed_at) as o
 where pg_temp.mixed(p.number, 95) % 20 > 0; -- of a twentieth nobody ever reported

-- The functions below look for the rows of each point: the planner must know that there are many.
analyze point, point_service, point_equipment, point_language, status_report;
insert into point_offer
select m.* from point_offer_made(array(select uuid_of('synthetic point', p.number::text) from place_of_point p)) as m;
insert into point_status
select m.* from point_status_made(array(select uuid_of('synthetic point', p.number::text) from place_of_point p)) as m;
commit;

analyze;
