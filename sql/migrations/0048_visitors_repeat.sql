-- Visitors' reports take an Idempotency-Key too. They belong to nobody: their key is a digest of the key and of the network that it came
-- from, which is stored nowhere else.

set local role branchlight_owner;

alter table idempotent_reply drop constraint idempotent_reply_pk;
alter table idempotent_reply alter column user_id drop not null;
alter table idempotent_reply add constraint idempotent_reply_once unique nulls not distinct (operation, key, user_id);
create index idempotent_reply_user_i on idempotent_reply (user_id);
comment on column idempotent_reply.user_id is 'Whose request; null: a visitor''s.';
comment on column idempotent_reply.key is 'The header''s value; of a visitor, the digest of it and of the network.';

drop policy staff_own on idempotent_reply;
create policy staff_own on idempotent_reply to branchlight_staff
  using (user_id is not distinct from actor()) with check (user_id is not distinct from actor());

reset role;
