-- How far each zone in use is from UTC, and since when: pages tell instants of other seasons by the clock that held, or will hold, then.

set local role branchlight_owner;

create policy publisher_reads on time_zone for select to branchlight_publisher using (true);
grant select on time_zone to branchlight_publisher;

create function zone_clock(zone text, out from_minute integer, out until_minute integer, out instants integer[], out offsets integer[])
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select y.first, y.last, z.instants, z.offsets
      from (select (extract(epoch from date_trunc('year', clock_now()) - interval '2 years') / 60)::integer as first,
                   (extract(epoch from date_trunc('year', clock_now()) + interval '3 years') / 60)::integer as last) as y
     cross join lateral zone_shifts(zone, y.first, y.last) as z
  $$;
comment on function zone_clock(text) is
  'When a zone shifts its clocks (minutes since 1970-01-01T00:00Z), from two years ago to three ahead (the first two minutes), and minutes east of UTC before the first shift and since each.';
grant execute on function zone_clock(text) to branchlight_publisher, branchlight_visitor, branchlight_staff, branchlight_jobs, branchlight_migrator;

reset role;
set local role branchlight_publisher;

create view published.time_zone as
  select t.name, z.from_minute, z.until_minute, z.instants, z.offsets from public.time_zone t cross join lateral public.zone_clock(t.name) as z;
comment on view published.time_zone is 'Zones of places, and how far they are from UTC.';
comment on column published.time_zone.name is 'Name of the zone.';
comment on column published.time_zone.from_minute is 'Since when this is known, minutes since 1970-01-01T00:00Z.';
comment on column published.time_zone.until_minute is 'Until when.';
comment on column published.time_zone.instants is 'When it shifts its clocks in between.';
comment on column published.time_zone.offsets is 'Minutes east of UTC: before the first shift, and since each.';
grant select on published.time_zone to branchlight_visitor, branchlight_staff, branchlight_jobs, branchlight_migrator, branchlight_owner;

reset role;
