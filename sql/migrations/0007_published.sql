-- The published projection: all that the public can know, and all that the role branchlight_visitor can read.
--
-- The views belong to branchlight_publisher and run with its rights; the tables force row level security on
-- everybody, and have a policy for it. Views that leave rows out are security barriers.
--
-- Each view is read in two ways: whole (the loader's first read) and by a few ids (after a change). So what is
-- aggregated is aggregated per row, over an index; measured in tests/bench/published.sql.
-- JSON is made as text: a body is one complete object, members in the order of the documentation, nothing in it
-- that time changes, and no references to other rows: the server adds those, with names.

set local role branchlight_owner;

create function json_texts(member text, texts jsonb, wanted text, others text[]) returns text
  language sql stable parallel safe
  return (select to_json(member)::text || ':' || coalesce(to_json(texts ->> chosen)::text, 'null')
              || case when chosen <> wanted then format(',%s:%s', to_json(member || '_language'), to_json(chosen)) else '' end
            from coalesce(case when texts ? wanted then wanted end,
                          (select o.code from unnest(others) with ordinality as o (code, place)
                            where texts ? o.code order by o.place limit 1),
                          (select k.code from jsonb_object_keys(texts) as k (code) order by 1 limit 1)) as chosen);
comment on function json_texts(text, jsonb, text, text[]) is
  'A member of a JSON object: the text in the wanted language, else in the first of the others that there is, else in '
  'any; then a second member <member>_language names it.';

create function json_bodies(fixed json, texts jsonb, languages text[], original text default null, lists text[] default null)
  returns text
  language sql stable parallel safe
  return (select '{' || string_agg(
                   to_json(l.code) || ':' || left(fixed::text, -1)
                   || (select string_agg(',' || public.json_texts(t.key, nullif(t.value, 'null'), l.code, original || languages), ''
                                         order by t.key desc)
                         from jsonb_each(texts) as t)
                   || coalesce(',' || lists[l.place], '') || '}', ',' order by l.place) || '}'
            from unnest(languages) with ordinality as l (code, place));
comment on function json_bodies(json, jsonb, text[], text, text[]) is
  'The bodies of a row, language → object: the fixed members, those of texts (member → text per language, where the original '
  'language stands in first), and ready members, one text a language.';

create function names_in(original text, name text, others jsonb) returns jsonb
  language sql immutable parallel safe
  return coalesce(others, '{}') || jsonb_build_object(original, name);
comment on function names_in(text, text, jsonb) is 'A proper name per language: translations, and the name itself in its own.';
grant execute on function json_texts(text, jsonb, text, text[]), json_bodies(json, jsonb, text[], text, text[]),
  names_in(text, text, jsonb) to public;

-- Row level security on every table; nobody has a policy who isn't named here.
do $$
declare
  named regclass;
begin
  for named in select c.oid from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                  and pg_get_userbyid(c.relowner) = 'branchlight_owner' loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
  foreach named in array array['language', 'municipality', 'place', 'organization', 'library', 'branch', 'accessibility',
                               'name', 'service', 'equipment', 'agreement', 'point', 'point_service', 'point_equipment',
                               'point_language', 'point_offer', 'point_status', 'campaign', 'campaign_count', 'wish', 'event',
                               'event_branch', 'event_utility', 'change', 'retired_code']::regclass[] loop
    execute format('create policy publisher_reads on %s for select to branchlight_publisher using (true)', named);
    execute format('grant select on %s to branchlight_publisher', named);
  end loop;
end
$$;

-- Nobody searches inside ranges or lists of reports; to sample them for the planner takes seconds.
alter table hours_compiled alter column ranges set statistics 0;
alter table point_status alter column reports set statistics 0;

reset role;
set local role branchlight_publisher;

create schema published;
comment on schema published is 'What is public. Everything else in this database isn''t.';
grant usage on schema published to branchlight_visitor, branchlight_staff, branchlight_jobs, branchlight_migrator, branchlight_owner;

create view published.language as
  select l.code, l.ordinal from public.language l;
comment on view published.language is 'Languages of the interface, first is default.';

create view published.municipality as
  select m.id, m.code, m.latitude, m.longitude, m.demo,
         array[m.name] || array(select n.name from public.name n where n.municipality_id = m.id order by n.name) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select m.code, m.register_code, m.kind, m.country, m.nuts3,
                     (select found from (select m.latitude, m.longitude) as found where m.latitude is not null) as location,
                     m.demo) as shown),
           jsonb_build_object('name', public.names_in(m.name_language, m.name,
             (select jsonb_object_agg(n.language, n.name order by n.name desc)
                from public.name n where n.municipality_id = m.id and n.kind = 'translation'))),
           (select array_agg(l.code order by l.ordinal) from public.language l), m.name_language) as bodies
    from public.municipality m;
comment on view published.municipality is 'Municipalities.';

create view published.place as
  select p.id, p.code, p.latitude, p.longitude, coalesce(p.population, 0) as population, p.demo,
         array[p.name] || array(select n.name from public.name n where n.place_id = p.id order by n.name) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select p.code, (select place from (select p.latitude, p.longitude) as place) as location, p.population, p.demo) as shown),
           jsonb_build_object('name', public.names_in(p.name_language, p.name,
             (select jsonb_object_agg(n.language, n.name order by n.name desc)
                from public.name n where n.place_id = p.id and n.kind = 'translation'))),
           (select array_agg(l.code order by l.ordinal) from public.language l), p.name_language) as bodies
    from public.place p;
comment on view published.place is 'Settlements: what a person types to say where.';

create view published.organization as
  select o.id, o.code, o.kind, s.code as successor_code, o.name, o.demo,
         array[o.name] || array(select n.name from public.name n where n.organization_id = o.id order by n.name) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select o.code, o.kind, o.name_certainty, o.country, o.website, o.self_service, o.phone, o.contact_certainty,
                     public.precise_text(o.active_until, o.active_until_precision) as active_until,
                     array(select f.code from public.organization f where f.successor_id = o.id order by f.code) as predecessors,
                     public.utc_text(o.verified_at) as verified_at, o.demo) as shown),
           jsonb_build_object('name', public.names_in(o.name_language, o.name,
             (select jsonb_object_agg(n.language, n.name order by n.name desc)
                from public.name n where n.organization_id = o.id and n.kind = 'translation'))),
           (select array_agg(l.code order by l.ordinal) from public.language l), o.name_language,
           array(select '"wishes":[' || coalesce((
                   select string_agg(left(row_to_json((select shown from (
                            select w.code, w.kind, f.code as "from", t.code as "to",
                                   public.precise_text(w.made_on, w.made_precision) as made_on, w.made_about, w.outcome,
                                   w.certainty, w.demo) as shown))::text, -1)
                            || ',' || public.json_texts('title', w.title, l.code, array['lt'])
                            || ',' || public.json_texts('description', w.description, l.code, array['lt']) || '}',
                            ',' order by w.made_on, w.code)
                     from public.wish w
                     left join public.organization f on f.id = w.from_id
                     left join public.organization t on t.id = w.to_id
                    where w.from_id = o.id or w.to_id = o.id), '') || ']'
                   from public.language l order by l.ordinal)) as bodies
    from public.organization o
    left join public.organization s on s.id = o.successor_id;
comment on view published.organization is 'Utilities, library institutions and others.';

create view published.library as
  select l.id, l.code, o.code as organization_code, m.code as municipality_code, o.name, l.demo or o.demo as demo,
         array[o.name] || array(select n.name from public.name n where n.organization_id = o.id order by n.name) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select l.code, o.name_certainty, o.website, o.phone,
                     array(select r from (
                       select u.code as utility, public.precise_text(a.starts_on, a.starts_precision) as starts_on,
                              public.precise_text(a.ends_on, a.ends_precision) as ends_on, a.summary, a.demo
                         from public.agreement a join public.organization u on u.id = a.utility_id
                        where a.library_id = l.id and a.state = 'active' order by u.code, a.code) as r) as agreements,
                     public.utc_text(l.verified_at) as verified_at, l.demo or o.demo as demo) as shown),
           jsonb_build_object('name', public.names_in(o.name_language, o.name,
             (select jsonb_object_agg(n.language, n.name order by n.name desc)
                from public.name n where n.organization_id = o.id and n.kind = 'translation'))),
           (select array_agg(g.code order by g.ordinal) from public.language g), o.name_language) as bodies
    from public.library l
    join public.organization o on o.id = l.organization_id
    left join public.municipality m on m.id = l.municipality_id;
comment on view published.library is 'Library institutions.';

create view published.service as
  select s.id, s.code, s.ordinal, s.demo,
         array(select t.value from jsonb_each_text(s.title) as t order by t.key) as names,
         public.json_bodies((select row_to_json(shown) from (select s.code, s.demo) as shown),
           jsonb_build_object('title', s.title, 'description', s.description, 'bring', s.bring),
           (select array_agg(l.code order by l.ordinal) from public.language l)) as bodies
    from public.service s;
comment on view published.service is 'What one can do at points.';

create view published.equipment as
  select e.id, e.code, e.ordinal, e.demo,
         array(select t.value from jsonb_each_text(e.title) as t order by t.key) as names,
         public.json_bodies((select row_to_json(shown) from (select e.code, e.demo) as shown),
           jsonb_build_object('title', e.title),
           (select array_agg(l.code order by l.ordinal) from public.language l)) as bodies
    from public.equipment e;
comment on view published.equipment is 'What points are equipped with.';

create view published.campaign as
  select c.id, c.code, c.demo,
         array(select t.value from jsonb_each_text(c.title) as t order by t.key) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select c.code, c.kind, o.code as organization,
                     public.precise_text(c.starts_on, c.starts_precision) as starts_on,
                     public.precise_text(c.ends_on, c.ends_precision) as ends_on, c.dates_about,
                     array(select r from (select n.measure, n.count, n.precision, n.certainty, n.demo
                                            from public.campaign_count n where n.campaign_id = c.id order by n.measure) as r) as counts,
                     c.certainty, c.demo) as shown),
           jsonb_build_object('title', c.title, 'description', c.description, 'theme', c.theme, 'characters', c.characters),
           (select array_agg(l.code order by l.ordinal) from public.language l)) as bodies
    from public.campaign c
    left join public.organization o on o.id = c.organization_id;
comment on view published.campaign is 'Campaigns, and programmes of the past.';

create view published.branch as
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
         h.ranges as hours, h.compiled_until as hours_until, b.time_zone
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
comment on view published.branch is
  'Branches. Telephone and site are the library''s where the branch has none of its own. demo: the branch, or something shown with it.';

create view published.point with (security_barrier) as
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
         coalesce(t.reports, '[]') as reports
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
comment on view published.point is 'Points, but for removed ones. demo: the point, or something shown with it.';

create view published.event with (security_barrier) as
  select e.id, e.code, e.kind, e.lifecycle, c.code as campaign_code,
         array(select b.code from public.event_branch x join public.branch b on b.id = x.branch_id
                where x.event_id = e.id order by b.code) as branch_codes,
         array(select distinct m.code from public.event_branch x join public.branch b on b.id = x.branch_id
                 join public.municipality m on m.id = b.municipality_id where x.event_id = e.id order by m.code) as municipality_codes,
         array(select u.code from public.event_utility x join public.organization u on u.id = x.utility_id
                where x.event_id = e.id order by u.code) as utility_codes,
         e.audiences, e.languages, extract(epoch from e.starts_at)::bigint as starts_at,
         extract(epoch from e.ends_at)::bigint as ends_at,
         (extract(epoch from (e.starts_at at time zone e.time_zone) - (e.starts_at at time zone 'UTC')) / 60)::integer as utc_offset,
         e.time_zone, e.demo,
         array(select t.value from jsonb_each_text(e.title) as t order by t.key) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select e.code, e.kind, e.lifecycle,
                     e.audiences, e.languages, public.utc_text(e.starts_at) as starts_at, public.utc_text(e.ends_at) as ends_at,
                     e.time_zone, e.version as sequence, public.utc_text(e.updated_at) as updated_at, e.demo) as shown),
           jsonb_build_object('title', e.title, 'description', e.description, 'cancellation', e.cancellation),
           (select array_agg(l.code order by l.ordinal) from public.language l)) as bodies
    from public.event e
    left join public.campaign c on c.id = e.campaign_id
   where e.lifecycle <> 'draft';
comment on view published.event is 'Events, but for drafts; cancelled ones stay.';

create view published.change as
  select c.number, c.kind, c.id, c.code, c.operation, c.at from public.change c;
comment on view published.change is 'What changed of the published rows, in the order of the commits.';

create view published.retired_code with (security_barrier) as
  select r.kind, r.code, r.successor_code, r.retired_at
    from public.retired_code r
   where r.kind in ('organization', 'library', 'municipality', 'service', 'equipment', 'campaign', 'place', 'branch', 'point', 'event');
comment on view published.retired_code is 'Codes that were in use once: where their successors are.';

grant select on all tables in schema published to branchlight_visitor, branchlight_staff, branchlight_jobs, branchlight_migrator, branchlight_owner;

reset role;
