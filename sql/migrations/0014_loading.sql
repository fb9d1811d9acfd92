-- What loading takes less time with. The texts of names are there in the language that is wanted, or in the original one, nearly always. PL/pgSQL computes those
-- as expressions, without starting a query for each text, which took most of the time of reading organizations and libraries.

set local role branchlight_owner;

create or replace function json_bodies(fixed json, texts jsonb, languages text[], original text default null, lists text[] default null)
  returns text
  language plpgsql stable parallel safe
  as $$
  declare
    members constant text[] := array(select k.name from jsonb_object_keys(texts) as k (name) order by k.name desc);
    opened constant text := left(fixed::text, -1);
    given jsonb;
    body text;
    bodies text := '';
  begin
    for place in 1 .. cardinality(languages) loop
      body := opened;
      for number in 1 .. cardinality(members) loop
        given := nullif(texts -> members[number], 'null');
        if given ? languages[place] then
          body := body || ',' || to_json(members[number])::text || ':' || coalesce(to_json(given ->> languages[place])::text, 'null');
        elsif given ? original then
          body := body || ',' || to_json(members[number])::text || ':' || coalesce(to_json(given ->> original)::text, 'null')
                  || ',' || to_json(members[number] || '_language')::text || ':' || to_json(original)::text;
        else
          body := body || ',' || published.json_texts(members[number], given, languages[place], original || languages);
        end if;
      end loop;
      bodies := bodies || case when place > 1 then ',' else '' end || to_json(languages[place])::text || ':' || body
                || coalesce(',' || lists[place], '') || '}';
    end loop;
    return '{' || bodies || '}';
  end
  $$;

reset role;
set local role branchlight_publisher;

-- date_part computes with floating-point numbers, which hold these instants exactly; extract with numeric, five times as long.
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
         t.status, date_part('epoch', t.observed_at)::bigint as status_observed_at,
         date_part('epoch', t.valid_until)::bigint as status_valid_until, t.source_role as status_role,
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
