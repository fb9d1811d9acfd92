-- A library's other names are public: people look for it by the name that they know, and the page of a library says that
-- it is the same one.

set local role branchlight_publisher;

create or replace view published.library as
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
                     array(select r from (
                       select k.kind, k.language, k.name
                         from (select 0 as place, 'own' as kind, o.name_language as language, o.name
                               union all
                               select 1, n.kind, n.language, n.name from public.name n where n.organization_id = o.id) as k
                        order by k.place, k.kind, k.language, k.name) as r) as names,
                     public.utc_text(l.verified_at) as verified_at, l.demo or o.demo as demo) as shown),
           jsonb_build_object('name', public.names_in(o.name_language, o.name,
             (select jsonb_object_agg(n.language, n.name order by n.name desc)
                from public.name n where n.organization_id = o.id and n.kind = 'translation'))),
           (select array_agg(g.code order by g.ordinal) from public.language g), o.name_language) as bodies
    from public.library l
    join public.organization o on o.id = l.organization_id
    left join public.municipality m on m.id = l.municipality_id;

reset role;
