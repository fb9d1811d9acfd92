-- Names of days are told where one branch is asked for: in a list of twenty they were a seventh of all bytes, and nobody reads them there.
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
         h.packed as hours_packed, coalesce(h.named_days, '[]')::text as named_days
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

reset role;
