-- What starting takes less time with: files of facts that are in already are not run again, the server reads hours as
-- bytes, and texts of dictionaries are made with fewer queries. Measured with 20,000 branches (`make bench ROWS=start`): to
-- send arrays element by element took half of the time.

set local role branchlight_owner;

create table seed_file (
  name text not null,
  sha256 text not null
    constraint seed_file_sha256_digits check (sha256 ~ '^[0-9a-f]{64}$'),
  taken_at timestamptz not null default now(),
  constraint seed_file_pk primary key (name)
);
comment on table seed_file is 'The files of facts (sql/seed) that were taken as they are now, one row each.';
comment on column seed_file.name is 'Path of the file.';
comment on column seed_file.sha256 is 'SHA-256 of its bytes, hexadecimal.';
comment on column seed_file.taken_at is 'When it was taken last.';
alter table seed_file enable row level security;
alter table seed_file force row level security;
create policy owner_all on seed_file to branchlight_owner using (true) with check (true);

create function packed_ranges(ranges integer[]) returns bytea
  language sql immutable strict parallel safe
  return (select coalesce(string_agg(int4send(r.number), '' order by r.place), '')
            from unnest(ranges) with ordinality as r (number, place));
comment on function packed_ranges(integer[]) is 'The numbers one after another, four bytes each, the highest byte first.';
grant execute on function packed_ranges(integer[]) to public;

alter table hours_compiled add column packed bytea generated always as (public.packed_ranges(ranges)) stored;
comment on column hours_compiled.packed is 'ranges as packed_ranges makes them: what the server reads.';
-- Rows stay short enough to be read at one go: what people read is compressed first.
alter table hours_compiled alter column packed set storage main, alter column packed set statistics 0;

-- Called from PL/pgSQL by name, so by whoever reads a view: it must lie where the visitor may look.
set local role branchlight_publisher;
grant create on schema published to branchlight_owner;
set local role branchlight_owner;
alter function json_texts(text, jsonb, text, text[]) set schema published;
set local role branchlight_publisher;
revoke create on schema published from branchlight_owner;
set local role branchlight_owner;

create or replace function json_bodies(fixed json, texts jsonb, languages text[], original text default null, lists text[] default null)
  returns text
  language plpgsql stable parallel safe
  as $$
  declare
    members constant text[] := array(select k.name from jsonb_object_keys(texts) as k (name) order by k.name desc);
    opened constant text := left(fixed::text, -1);
    body text;
    bodies text := '';
  begin
    for place in 1 .. cardinality(languages) loop
      body := opened;
      for number in 1 .. cardinality(members) loop
        body := body || ',' || published.json_texts(members[number], nullif(texts -> members[number], 'null'), languages[place],
                                                    original || languages);
      end loop;
      bodies := bodies || case when place > 1 then ',' else '' end || to_json(languages[place])::text || ':' || body
                || coalesce(',' || lists[place], '') || '}';
    end loop;
    return '{' || bodies || '}';
  end
  $$;

reset role;
set local role branchlight_publisher;

create or replace view published.branch as
  select b.id, b.code, l.code as library_code, m.code as municipality_code, b.latitude, b.longitude, a.step_free, b.active,
         s.demo, b.name,
         array[b.name, o.name, p.name, m.name]
           || array(select n.name from public.name n where n.branch_id = b.id) || om.names || pm.names || mm.names as names,
         s.address as address_text,
         row_to_json((select shown from (
           select b.code, b.name, b.name_language, b.kind,
                  (select told from (select s.address as text, b.address_certainty as certainty) as told
                    where s.address is not null) as address,
                  (select found from (select b.latitude, b.longitude, b.location_precision as precision) as found
                    where b.latitude is not null) as location,
                  coalesce(b.phone, o.phone) as phone, coalesce(b.website, o.website) as website, b.time_zone, a.step_free,
                  b.active, b.notes, public.utc_text(b.verified_at) as verified_at,
                  s.demo) as shown))::text as body,
         h.ranges as hours, h.compiled_until as hours_until, b.time_zone,
         h.packed as hours_packed
    from public.branch b
    join public.library l on l.id = b.library_id
    join public.organization o on o.id = l.organization_id
    left join public.municipality m on m.id = b.municipality_id
    left join public.place p on p.id = b.place_id
    -- Once per library, place and municipality: the planner remembers what a key gave.
    left join lateral (select array_agg(n.name) as names from public.name n where n.organization_id = l.organization_id) as om on true
    left join lateral (select array_agg(n.name) as names from public.name n where n.place_id = b.place_id) as pm on true
    left join lateral (select array_agg(n.name) as names from public.name n where n.municipality_id = b.municipality_id) as mm on true
    left join public.accessibility a on a.branch_id = b.id
    left join public.schedule g on g.branch_id = b.id
    left join public.hours_compiled h on h.schedule_id = g.id
   cross join lateral (
           select nullif(concat_ws(', ', b.street, nullif(concat_ws(' ', b.postcode, b.locality), '')), '') as address,
                  b.demo or coalesce(a.demo, false) or coalesce(g.demo, false) as demo) as s;

create or replace view published.point with (security_barrier) as
  select p.id, p.code, b.code as branch_code, u.code as utility_code,
         coalesce(f.services, '{}') as services, coalesce(f.equipment, '{}') as equipment, coalesce(f.languages, '{}') as languages,
         p.lifecycle, d.demo,
         n.names,
         row_to_json((select shown from (
           select p.code, p.lifecycle, p.website,
                  case when not p.reported_about then public.precise_text(p.reported_on, p.reported_precision) end as reported_on,
                  case when p.reported_about then public.precise_text(p.reported_on, p.reported_precision) end as reported_about,
                  r.code as reported_by, p.certainty, p.notes, public.utc_text(p.verified_at) as verified_at, d.demo) as shown))::text as body,
         t.status, extract(epoch from t.observed_at)::bigint as status_observed_at,
         extract(epoch from t.valid_until)::bigint as status_valid_until, t.source_role as status_role,
         t.components::text as status_components, coalesce(t.demo, false) as status_demo,
         ah.ranges as access, ah.compiled_until as access_until, vh.ranges as adviser, vh.compiled_until as adviser_until,
         coalesce(t.reports, '[]') as reports,
         ah.packed as access_packed, vh.packed as adviser_packed
    from public.point p
    join public.branch b on b.id = p.branch_id
    join public.organization u on u.id = p.utility_id
    left join public.organization r on r.id = p.reported_by_id
    left join public.point_status t on t.point_id = p.id
    left join public.point_offer f on f.point_id = p.id
    -- What the utility is and was called, and who it came from or became.
   cross join lateral (
           select array_agg(distinct w.name) as names
             from (select k.name from public.organization o
                    cross join lateral (select o.name union all select x.name from public.name x where x.organization_id = o.id) as k
                    where o.id = p.utility_id or o.successor_id = p.utility_id
                       or o.id = (select s.successor_id from public.organization s where s.id = p.utility_id)) as w) as n
    left join public.schedule ag on ag.point_id = p.id and ag.kind = 'access'
    left join public.hours_compiled ah on ah.schedule_id = ag.id
    left join public.schedule vg on vg.point_id = p.id and vg.kind = 'adviser'
    left join public.hours_compiled vh on vh.schedule_id = vg.id
   cross join lateral (
           select p.demo or coalesce(t.demo, false) or coalesce(ag.demo, false) or coalesce(vg.demo, false) or coalesce(f.demo, false) as demo) as d
   where p.lifecycle <> 'removed';
reset role;
