-- A key of who is signed in ($1 hash of all of it, $2 what it begins with, $3 name, $4 actions with commas; who changes something reads it too, $5 days).
-- No row: there is one of that secret.
insert into people.credential (user_id, kind, token_hash, prefix, name, actions, expires_at)
values (actor(), 'key', $1::bytea, $2, $3, array(select distinct a.name from unnest(string_to_array($4, ',') || 'read'::text) as a (name) order by a.name), clock_now() + make_interval(days => $5::integer))
    on conflict do nothing
returning json_build_object('id', id, 'name', name, 'prefix', prefix, 'actions', actions, 'expires_at', utc_text(expires_at)), id
