-- People whom who is signed in may see, in the order in which they came ($1 id of the last that was seen, $2 how many),
-- with their grants; `yours`: to look after, or to take away.
with found as (
  select u.id, u.name, u.email, u.language, u.created_at, u.disabled_at, row_number() over (order by u.id::text) as place
    from people.user u
   where people.knows(u.id) and ($1::text is null or u.id::text > $1)
   order by u.id::text
   limit $2::integer + 1
)
select json_build_object(
         'items', coalesce(json_agg(json_build_object(
           'id', f.id, 'name', f.name, 'email', f.email, 'language', f.language, 'created_at', utc_text(f.created_at),
           'disabled_at', utc_text(f.disabled_at), 'yours', people.tends(f.id), 'self', f.id = actor(),
           'grants', (select coalesce(json_agg(json_build_object(
                               'id', g.id, 'role', g.role, 'organization', o.code, 'library', l.code, 'branch', b.code,
                               'scope', coalesce(b.name, lo.name, o.name),
                               'yours', may('people', case when g.branch_id is not null then 'branch' when g.library_id is not null then 'library'
                                                           else 'organization' end, coalesce(g.branch_id, g.library_id, g.organization_id)))
                             order by g.role, g.id), '[]')
                        from people.grant g
                        left join branch b on b.id = g.branch_id
                        left join library l on l.id = g.library_id left join organization lo on lo.id = l.organization_id
                        left join organization o on o.id = g.organization_id
                       where g.user_id = f.id)) order by f.place) filter (where f.place <= $2::integer), '[]'),
         'next', (array_agg(f.id order by f.place) filter (where f.place = $2::integer and f.place < (select max(place) from found)))[1])
  from found f
