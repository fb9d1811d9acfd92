-- Whether who is signed in came by a link in mail within the last half hour.
select c.by_mail and c.created_at > clock_now() - interval '30 minutes'
  from people.credential c where c.id::text = current_setting('branchlight.credential', true)
