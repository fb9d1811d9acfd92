-- Mail: an outbox that is written in the transaction of what it tells of, and the links in it. No secret of a link is
-- ever here: the sender makes it as it sends, and leaves its hash. And what people do about their own account and
-- about those whom they look after; and the ends of what was personal.

set local role branchlight_owner;

-- Whom one looks after, which is narrower than whom one sees: who has a role elsewhere too isn't one's to disable.
create function people.tends(other uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select other = actor() or may('everyone', '', null)
        or (exists (select from people.grant g where g.user_id = other)
            and not exists (select from people.grant g where g.user_id = other
                  and not may('people', case when g.branch_id is not null then 'branch' when g.library_id is not null then 'library' else 'organization' end,
                              coalesce(g.branch_id, g.library_id, g.organization_id))))
  $$;
comment on function people.tends(uuid) is
  'Whether the transaction''s user may disable a person and end what lets that person in: oneself, and those of whom every grant is one''s to give.';
grant execute on function people.tends(uuid) to branchlight_staff;

alter policy staff_updates on people.user using (people.tends(id)) with check (people.tends(id));
alter policy staff_reads on people.credential using (people.tends(user_id));
alter policy staff_updates on people.credential using (people.tends(user_id)) with check (people.tends(user_id));
grant update (version) on people.user to branchlight_staff;

alter table people.credential
  add column prefix text constraint credential_prefix_of_key check ((kind = 'key') = (prefix is not null)),
  add column by_mail boolean not null default false;
comment on column people.credential.prefix is 'What a key begins with, so that one that turns up somewhere can be found; null where it is no key.';
comment on column people.credential.by_mail is 'Begun by a link in mail: for half an hour it may set a passphrase without the old one.';
grant select (prefix, by_mail) on people.credential to branchlight_staff;

reset role;
