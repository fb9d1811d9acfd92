-- What was answered to a request with this key ($1 user or null, $2 method and path, $3 key, $4 hash of the body): whether the
-- body was the same, then status, location, ETag and body.
select r.request_hash = $4::bytea, r.status, r.location, r.etag, r.body
  from idempotent_reply r
 where r.operation = $2 and r.key = $3 and r.user_id is not distinct from $1::uuid and r.made_at > clock_now() - interval '1 day'
