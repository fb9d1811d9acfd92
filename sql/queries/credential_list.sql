-- Sessions, devices or keys ($1 kind) that haven't ended, the last used first: of who is signed in, or of one whom they
-- look after ($2 user id). A phone or a key sees itself alone. No row: there is no such person, or not one of theirs.
select json_build_object('items', coalesce((
         select json_agg(json_build_object('id', c.id, 'name', c.name, 'prefix', c.prefix, 'actions', c.actions, 'created_at', utc_text(c.created_at),
                                           'used_at', utc_text(c.used_at), 'expires_at', utc_text(c.expires_at),
                                           'current', c.id::text = current_setting('branchlight.credential', true))
                         order by c.used_at desc, c.id)
           from (select id, name, prefix, actions, created_at, used_at, expires_at
                   from people.credential
                  where user_id = u.id and kind = $1 and revoked_at is null and expires_at > clock_now()
                    and (kind <> 'session' or used_at > clock_now() - interval '30 minutes')
                    and (nullif(current_setting('branchlight.actions', true), '') is null or id::text = current_setting('branchlight.credential', true))
                  order by used_at desc, id limit 100) as c), '[]'))
  from people.user u
 where case when $2::text is null then u.id = actor() else u.id::text = $2 end and people.tends(u.id)
