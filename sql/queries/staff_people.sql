-- People whom who is signed in may see, a row for each grant; those who were shut out last. At most 300 people: user id, name,
-- e-mail, whether shut out, whether one looks after them, whether it is oneself, grant id, role, of what, whether it is one's to
-- take away, when they were last here (of those whom one looks after), the country's time zone.
select u.id, u.name, u.email, u.disabled_at is not null, u.tended, u.id = actor(), g.id, g.role, coalesce(b.name, lo.name, o.name),
       may('people', case when g.branch_id is not null then 'branch' when g.library_id is not null then 'library' else 'organization' end,
           coalesce(g.branch_id, g.library_id, g.organization_id)) and u.id <> actor(),
       extract(epoch from (select max(c.used_at) from people.credential c where c.user_id = u.id))::bigint,
       'Europe/Vilnius'
  from (select p.id, p.name, p.email, p.disabled_at, people.tends(p.id) as tended
          from people.user p where people.knows(p.id)
         order by p.disabled_at is not null, name_order(p.name), p.id limit 300) as u
  left join people.grant g on g.user_id = u.id
  left join branch b on b.id = g.branch_id
  left join library l on l.id = g.library_id left join organization lo on lo.id = l.organization_id
  left join organization o on o.id = g.organization_id
 order by u.disabled_at is not null, name_order(u.name), u.id, g.role, g.id
