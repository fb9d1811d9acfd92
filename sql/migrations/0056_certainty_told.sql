-- How sure each fact is that a visitor reads: of names, telephones, sites, entrances and what a point offers it was stored, and not told.
-- Nor was what a branch is called in other languages.

set local role branchlight_owner;

alter table point_offer add column certainty text constraint point_offer_certainty_known check (is_certainty(certainty));
comment on column point_offer.certainty is 'How sure services and equipment are: what the least sure of them is. Null where there are none.';

create or replace function point_offer_made(wanted uuid[]) returns setof point_offer
  language sql stable set search_path = pg_catalog, public
  as $$
    select p.id,
           array(select v.code from point_service x join service v on v.id = x.service_id
                  where x.point_id = p.id and v.active order by v.ordinal, v.code),
           array(select v.code from point_equipment x join equipment v on v.id = x.equipment_id where x.point_id = p.id order by v.ordinal, v.code),
           array(select x.language from point_language x where x.point_id = p.id order by x.language),
           exists (select from point_service x where x.point_id = p.id and x.demo)
             or exists (select from point_equipment x where x.point_id = p.id and x.demo)
             or exists (select from point_language x where x.point_id = p.id and x.demo),
           (select k.certainty
              from (select x.certainty from point_service x join service v on v.id = x.service_id where x.point_id = p.id and v.active
                    union select x.certainty from point_equipment x where x.point_id = p.id) as k
             order by array_position(array['unverified', 'inferred', 'dated', 'reported', 'third_party', 'corroborated', 'own_site', 'confirmed'], k.certainty) limit 1)
      from point p
     where p.id = any (wanted)
  $$;

create or replace function point_offer_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    touched uuid[];
  begin
    if tg_argv[0] = 'service' then
      touched := array(select distinct x.point_id from point_service x join new_rows n on n.id = x.service_id);
    elsif tg_argv[0] = 'equipment' then
      touched := array(select distinct x.point_id from point_equipment x join new_rows n on n.id = x.equipment_id);
    elsif tg_op = 'INSERT' then
      touched := array(select distinct point_id from new_rows);
    elsif tg_op = 'DELETE' then
      touched := array(select distinct point_id from old_rows);
    else
      touched := array(select point_id from new_rows union select point_id from old_rows);
    end if;
    -- In a fixed order, so that two writers of the same points wait for, and never on, each other.
    perform from point p where p.id = any (touched) order by p.id for no key update;
    insert into point_offer select * from point_offer_made(touched)
      on conflict (point_id) do update
      set services = excluded.services, equipment = excluded.equipment, languages = excluded.languages, demo = excluded.demo,
          certainty = excluded.certainty;
    delete from point_offer o where o.point_id = any (touched)
       and not (o.demo or cardinality(o.services || o.equipment || o.languages) > 0);
    return null;
  end
  $$;

update point_offer o set certainty = m.certainty
  from point_offer_made(array(select x.point_id from point_offer x)) as m
 where m.point_id = o.point_id;

reset role;
set local role branchlight_publisher;

create or replace view published.branch as
  select b.id, b.code, l.code as library_code, m.code as municipality_code, b.latitude, b.longitude, a.step_free, b.active,
         s.demo, b.name,
         array[b.name, o.name, p.name, m.name]
           || array(select n.name from public.name n where n.branch_id = b.id) || om.names || pm.names || mm.names as names,
         s.address as address_text,
         row_to_json((select shown from (
           select b.code, b.name, b.name_language, b.name_certainty,
                  -- Few have any: which these are is looked up once.
                  case when b.id in (select n.branch_id from public.name n where n.branch_id is not null and n.kind = 'translation')
                       then (select jsonb_object_agg(n.language, n.name order by n.name desc)
                               from public.name n where n.branch_id = b.id and n.kind = 'translation') end as name_translations, b.kind,
                  (select told from (select s.address as text, b.address_certainty as certainty) as told
                    where s.address is not null) as address,
                  (select found from (select b.latitude, b.longitude, b.location_precision as precision) as found
                    where b.latitude is not null) as location,
                  coalesce(b.phone, o.phone) as phone, coalesce(b.website, o.website) as website,
                  case when b.phone is null and b.website is null then o.contact_certainty end as contact_certainty, b.time_zone,
                  a.step_free, a.certainty as step_free_certainty,
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

create or replace view published.point with (security_barrier) as
  select p.id, p.code, b.code as branch_code, u.code as utility_code,
         coalesce(f.services, '{}') as services, coalesce(f.equipment, '{}') as equipment, coalesce(f.languages, '{}') as languages,
         p.lifecycle, d.demo,
         n.names,
         row_to_json((select shown from (
           select p.code, p.lifecycle, p.website,
                  case when not p.reported_about then public.precise_text(p.reported_on, p.reported_precision) end as reported_on,
                  case when p.reported_about then public.precise_text(p.reported_on, p.reported_precision) end as reported_about,
                  r.code as reported_by, p.certainty, f.certainty as offer_certainty, p.notes, public.utc_text(p.verified_at) as verified_at, d.demo) as shown))::text as body,
         t.status, date_part('epoch', t.observed_at)::bigint as status_observed_at,
         date_part('epoch', t.valid_until)::bigint as status_valid_until, t.source_role as status_role,
         t.components::text as status_components, coalesce(t.demo, false) as status_demo,
         ah.ranges as access, coalesce(ah.compiled_until, case when ag.id is not null then 0 end) as access_until,
         vh.ranges as adviser, vh.compiled_until as adviser_until,
         coalesce(t.reports, '[]') as reports,
         coalesce(ah.packed, case when ag.id is not null then ''::bytea end) as access_packed, vh.packed as adviser_packed
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
