-- The table that the peer "Fastify + pg" asks (fastify_peer.mjs), in the database that Branchlight serves.
--
-- All that can be made beforehand is, to the peer's advantage: one row a branch, the text that it is answered with ready
-- (what time changes is left out of it), and the minutes of the day ahead in which some point of it is usable
-- folded into one multirange. What stays for each question is an index scan in order of distance, and a filter.

-- psql -v clock_offset=SECONDS: how far the servers' clock is ahead.

begin;

create extension if not exists cube with schema public;
create extension if not exists earthdistance with schema public;

drop schema if exists bench_peer cascade;
create schema bench_peer;

create table bench_peer.branch as
with minutes as materialized (
  select n.minute - 60 as first, n.minute + 1440 as last
    from (select ((extract(epoch from now()) + :clock_offset) / 60)::integer as minute) as n
),
usable as (
  select p.branch_code,
         range_agg(int4range(h.hours[i], h.hours[i + 1])
                   * int4range(null, (p.status_valid_until / 60)::integer)) as minutes
    from published.point p
    join published.branch b on b.code = p.branch_code
   cross join minutes m
   cross join lateral (select coalesce(p.access, b.hours) as hours) as h
   cross join lateral generate_series(1, array_length(h.hours, 1), 4) as i
   where p.lifecycle = 'active' and b.active and p.status in ('working', 'limited')
     and h.hours[i + 1] > m.first and h.hours[i] < m.last
   group by p.branch_code
),
points as (
  select p.branch_code, string_agg(left(p.body, -1) || ',"status":' || to_json(p.status)::text || '}', ',' order by p.code) as body
    from published.point p
   group by p.branch_code
)
select b.code, ll_to_earth(b.latitude, b.longitude) as place, u.minutes as usable,
       left(b.body, -1) || ',"points":[' || coalesce(p.body, '') || ']' as body
  from published.branch b
  left join usable u on u.branch_code = b.code
  left join points p on p.branch_code = b.code
 where b.latitude is not null;

create index branch_place on bench_peer.branch using gist (place);

commit;

vacuum analyze bench_peer.branch;
