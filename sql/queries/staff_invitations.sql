-- Invitations that wait, the newest first, at most 200: id, kind, role, of what, name, e-mail, whether expired, since when, until
-- when, the country's time zone.
select i.id, i.kind, i.role, coalesce(b.name, lo.name, o.name), i.name, i.email, i.expires_at <= clock_now(),
       extract(epoch from i.created_at)::bigint, extract(epoch from i.expires_at)::bigint,
       'Europe/Vilnius'
  from people.invitation i
  left join branch b on b.id = i.branch_id
  left join library l on l.id = i.library_id left join organization lo on lo.id = l.organization_id
  left join organization o on o.id = i.organization_id
 where i.accepted_at is null and i.revoked_at is null
 order by i.created_at desc, i.id desc limit 200
