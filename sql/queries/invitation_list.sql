-- Invitations that wait, the newest first, at most 200: those that who is signed in could have made.
select json_build_object('items', coalesce(json_agg(json_build_object(
         'id', i.id, 'kind', i.kind, 'role', i.role, 'organization', i.organization, 'library', i.library, 'branch', i.branch, 'scope', i.scope,
         'name', i.name, 'email', i.email, 'language', i.language, 'created_at', utc_text(i.created_at), 'expires_at', utc_text(i.expires_at),
         'expired', i.expires_at <= clock_now()) order by i.created_at desc, i.id desc), '[]'))
  from (select i.id, i.kind, i.role, o.code as organization, l.code as library, b.code as branch, coalesce(b.name, lo.name, o.name) as scope,
               i.name, i.email, i.language, i.created_at, i.expires_at
          from people.invitation i
          left join branch b on b.id = i.branch_id
          left join library l on l.id = i.library_id left join organization lo on lo.id = l.organization_id
          left join organization o on o.id = i.organization_id
         where i.accepted_at is null and i.revoked_at is null
         order by i.created_at desc, i.id desc limit 200) as i
