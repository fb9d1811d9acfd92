-- Shuts somebody out, or lets them in again ($1 user id, $2 whether out); not oneself.
update people.user u
   set disabled_at = case when $2::boolean then coalesce(u.disabled_at, clock_now()) end, version = u.version + 1
 where u.id::text = $1 and u.id <> actor()
returning json_build_object('id', u.id, 'name', u.name, 'disabled_at', utc_text(u.disabled_at))
