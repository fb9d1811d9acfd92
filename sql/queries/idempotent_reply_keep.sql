-- Remembers a reply ($1 user or null, $2 method and path, $3 key, $4 hash of the body, $5 status, $6 location, $7 ETag, $8 body);
-- one of the same key that is older than a day makes room.
insert into idempotent_reply (user_id, operation, key, request_hash, status, location, etag, body)
values ($1::uuid, $2, $3, $4::bytea, $5::smallint, $6, $7, $8)
    on conflict (operation, key, user_id) do update
   set request_hash = excluded.request_hash, status = excluded.status, location = excluded.location, etag = excluded.etag,
       body = excluded.body, made_at = excluded.made_at
