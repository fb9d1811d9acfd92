-- Who is signed in, whether their account has a second factor, and their grants.
select json_build_object('id', u.id, 'name', u.name, 'email', u.email, 'language', u.language,
         'second_factor', coalesce((select a.totp_secret is not null from people.account(u.email) a), false),
         'grants', (select coalesce(json_agg(json_build_object('role', g.role, 'organization', o.code, 'library', l.code, 'branch', b.code)
                                             order by g.role, g.id), '[]')
                      from people.grant g
                      left join organization o on o.id = g.organization_id
                      left join library l on l.id = g.library_id
                      left join branch b on b.id = g.branch_id
                     where g.user_id = u.id))
  from people.user u where u.id = actor()
