-- A place whose name another has too is called with its municipality: of two that are called alike a reader chose the larger, unasked.

set local role branchlight_owner;

create index place_name_i on place (name);

reset role;
set local role branchlight_publisher;

create or replace view published.place as
  select p.id, p.code, p.latitude, p.longitude, coalesce(p.population, 0) as population, p.demo,
         array[p.name] || array(select n.name from public.name n where n.place_id = p.id order by n.name)
           || array(select distinct a.name from jsonb_each_text(t.apart) as a (language, name) order by a.name) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select p.code, (select place from (select p.latitude, p.longitude) as place) as location, p.population, p.demo) as shown),
           jsonb_build_object('name', coalesce(t.apart, o.names)),
           (select array_agg(l.code order by l.ordinal) from public.language l), p.name_language) as bodies
    from public.place p
   cross join lateral (
           select public.names_in(p.name_language, p.name,
                    (select jsonb_object_agg(n.language, n.name order by n.name desc)
                       from public.name n where n.place_id = p.id and n.kind = 'translation')) as names) as o
    left join lateral (
           select jsonb_object_agg(k.language, coalesce(o.names ->> k.language, p.name) || ', ' || coalesce(m.names ->> k.language, m.name)) as apart
             from (select x.name, public.names_in(x.name_language, x.name,
                            (select jsonb_object_agg(n.language, n.name order by n.name desc)
                               from public.name n where n.municipality_id = x.id and n.kind = 'translation')) as names
                     from public.municipality x where x.id = p.municipality_id) as m
            cross join lateral (select jsonb_object_keys(o.names || m.names) as language) as k) as t
           on exists (select from public.place q where q.name = p.name and q.id <> p.id);

reset role;
