-- Who repeats a create is told the version of what was made too, so that they can go on with it (If-Match).

set local role branchlight_owner;

alter table idempotent_reply add column etag text;
comment on column idempotent_reply.etag is 'Version of what was made, as it was told; null where none was.';

reset role;
