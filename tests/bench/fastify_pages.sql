-- What the peer "Fastify + pg + eta" makes its pages of (fastify_pages.mjs), in the database that Branchlight serves.
--
-- To the peer's advantage everything that can be made beforehand is: one row a point and one a branch, as the JSON that its template
-- reads, and whatever the clock decides already in words. What stays for each page is a query, parsing and the template.

-- psql -v clock_offset=SECONDS: how far the servers' clock is ahead.

begin;

create extension if not exists cube with schema public;
create extension if not exists earthdistance with schema public;

set local client_min_messages = warning;
drop schema if exists bench_pages cascade;
create schema bench_pages;

create temporary table clock on commit drop as
select n.minute, n.minute - 60 as first, n.minute + 1440 as last
  from (select ((extract(epoch from now()) + :clock_offset) / 60)::integer as minute) as n;

-- The first forty ranges of hours are those of the coming days, cut out once: each look into a long array unpacks it whole.
create temporary table near_hours on commit drop as
select b.code, b.time_zone, b.hours[1:160] as hours from published.branch b;

-- Today and six days more: each day's hours in words.
create temporary table week on commit drop as
select b.code,
       json_agg(json_build_object('day', to_char(d.day, 'TMDay'), 'date', to_char(d.day, 'MM-DD'), 'today', d.number = 0,
                                  'hours', coalesce(h.text, 'closed'), 'x', h.x, 'width', h.width) order by d.number) as days
  from near_hours b
 cross join clock c
 cross join lateral (
        select n as number, (to_timestamp(c.minute * 60.0) at time zone b.time_zone)::date + n as day from generate_series(0, 6) as n) as d
  left join lateral (
        select string_agg(to_char(r.opens, 'HH24.MI') || '–' || to_char(r.closes, 'HH24.MI'), ', ' order by r.opens) as text,
               round(min(extract(hour from r.opens)) / 0.24, 1) as x,
               round(max(extract(hour from r.closes) - extract(hour from r.opens)) / 0.24, 1) as width
          from generate_series(1, array_length(b.hours, 1), 4) as i
         cross join lateral (select to_timestamp(b.hours[i] * 60.0) at time zone b.time_zone as opens,
                                    to_timestamp(b.hours[i + 1] * 60.0) at time zone b.time_zone as closes) as r
         where b.hours[i] between c.first - 1440 and c.last + 10080 and r.opens::date = d.day) as h on true
 group by b.code;

create temporary table point_now on commit drop as
select p.*, case when p.status_valid_until / 60 > c.minute then p.status else 'unknown' end as state
  from published.point p
 cross join clock c;

create table bench_pages.point as
select p.code, p.branch_code, p.state as status,
       case when b.latitude is not null then ll_to_earth(b.latitude, b.longitude) end as place,
       case when p.lifecycle = 'active' and b.active and p.state in ('working', 'limited') then (
         select range_agg(int4range(h.hours[i], h.hours[i + 1]) * int4range(null, (p.status_valid_until / 60)::integer))
           from (select coalesce(p.access[1:160], n.hours) as hours offset 0) as h
          cross join clock c
          cross join lateral generate_series(1, array_length(h.hours, 1), 4) as i
          where h.hours[i + 1] > c.first and h.hours[i] < c.last) end as usable,
       json_build_object(
         'code', p.code, 'branch', b.code, 'name', b.name, 'town', coalesce(split_part(b.address_text, ', ', 2), b.name),
         'street', split_part(coalesce(b.address_text, ''), ', ', 1), 'utility', p.utility_code, 'step_free', b.step_free,
         'latitude', b.latitude, 'longitude', b.longitude, 'phone', b.body::json ->> 'phone', 'website', p.body::json ->> 'website',
         'icon', case p.state when 'working' then 'works' when 'limited' then 'limited' when 'out_of_order' then 'out' else 'unknown' end,
         'state', case p.state when 'working' then 'Works' when 'limited' then 'Partly works' when 'out_of_order' then 'Out of order'
                                else 'Not confirmed' end,
         'seen', case when p.status_observed_at is not null
                      then 'Seen on ' || to_char(to_timestamp(p.status_observed_at) at time zone b.time_zone, 'DD Mon, HH24:MI') || ' by a ' || p.status_role end,
         'until', to_char(to_timestamp(p.status_valid_until) at time zone b.time_zone, 'DD Mon, HH24:MI'),
         'services', p.services, 'equipment', p.equipment, 'languages', p.languages, 'reports', p.reports::json,
         'today', w.days -> 0 ->> 'hours') as view
  from point_now p
  join published.branch b on b.code = p.branch_code
  join near_hours n on n.code = b.code
  join week w on w.code = b.code;

create index point_branch on bench_pages.point (branch_code, code);
create index point_place on bench_pages.point using gist (place);

create table bench_pages.branch as
select b.code,
       json_build_object(
         'code', b.code, 'name', b.name, 'address', b.address_text, 'step_free', b.step_free, 'phone', b.body::json ->> 'phone',
         'website', b.body::json ->> 'website', 'latitude', b.latitude, 'longitude', b.longitude, 'week', w.days,
         'points', coalesce((select json_agg(p.view order by p.code) from bench_pages.point p where p.branch_code = b.code), '[]')) as view
  from published.branch b
  join week w on w.code = b.code;

create unique index branch_code on bench_pages.branch (code);

commit;

vacuum analyze bench_pages.point;
vacuum analyze bench_pages.branch;
