-- How far each zone in use is from UTC, and since when: pages tell instants of other seasons by the clock that held, or will hold, then.

set local role branchlight_owner;

create policy publisher_reads on time_zone for select to branchlight_publisher using (true);
grant select on time_zone to branchlight_publisher;

reset role;
set local role branchlight_publisher;

-- Days are sampled (no zone shifts its clocks there and back within one), then the quarters of those on which the offset is another.
create view published.time_zone as
  select t.name, y.first as from_minute, y.last as until_minute, s.instants,
         array[(extract(epoch from to_timestamp(y.first::bigint * 60) at time zone t.name) / 60)::integer - y.first] || s.offsets as offsets
    from public.time_zone t
   cross join (select (extract(epoch from date_trunc('year', public.clock_now()) - interval '2 years') / 60)::integer as first,
                      (extract(epoch from date_trunc('year', public.clock_now()) + interval '3 years') / 60)::integer as last) as y
   cross join lateral (
           select coalesce(array_agg(q.minute order by q.minute), '{}') as instants, coalesce(array_agg(d.away order by q.minute), '{}') as offsets
             from (select m.minute, m.away, lag(m.away) over (order by m.minute) as before
                     from (select g as minute, (extract(epoch from to_timestamp(g::bigint * 60) at time zone t.name) / 60)::integer - g as away
                             from generate_series(y.first, y.last, 1440) as g) as m) as d
            cross join lateral (select min(g) as minute from generate_series(d.minute - 1425, d.minute, 15) as g
                                 where (extract(epoch from to_timestamp(g::bigint * 60) at time zone t.name) / 60)::integer - g = d.away) as q
            where d.away <> d.before) as s;
comment on view published.time_zone is 'Zones of places, and how far they are from UTC.';
comment on column published.time_zone.name is 'Name of the zone.';
comment on column published.time_zone.from_minute is 'Since when this is known, minutes since 1970-01-01T00:00Z.';
comment on column published.time_zone.until_minute is 'Until when.';
comment on column published.time_zone.instants is 'When it shifts its clocks in between.';
comment on column published.time_zone.offsets is 'Minutes east of UTC: before the first shift, and since each.';
grant select on published.time_zone to branchlight_visitor, branchlight_staff, branchlight_jobs, branchlight_migrator, branchlight_owner;

reset role;
