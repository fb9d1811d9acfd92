-- What lets who is signed in in: kind, id, name, what a key begins with, when it was last used, when it ends, whether it is the
-- one that asks, the country's time zone, when it was made, the only actions that it may take.
select c.kind, c.id, c.name, c.prefix, extract(epoch from c.used_at)::bigint, extract(epoch from c.expires_at)::bigint,
       c.id::text = current_setting('branchlight.credential', true),
       'Europe/Vilnius', extract(epoch from c.created_at)::bigint,
       array_to_string(c.actions, ',')
  from people.credential c
 where c.user_id = actor() and c.revoked_at is null and c.expires_at > clock_now()
   and (c.kind <> 'session' or c.used_at > clock_now() - interval '30 minutes')
 order by c.id::text = current_setting('branchlight.credential', true) desc, array_position(array['session', 'device', 'key'], c.kind), c.used_at desc
 limit 100
