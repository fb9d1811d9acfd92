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
  add column prefix text constraint credential_key_has_prefix check ((kind = 'key') = (prefix is not null)),
  add column by_mail boolean not null default false;
comment on column people.credential.prefix is 'What a key begins with, so that one that turns up somewhere can be found; null where it is no key.';
comment on column people.credential.by_mail is 'Begun by a link in mail: for half an hour it may set a passphrase without the old one.';
grant select (prefix, by_mail) on people.credential to branchlight_staff;

-- The outbox.

create table people.mail (
  id uuid constraint mail_pk primary key default uuid_v7(),
  template text not null constraint mail_template_word check (template ~ '^[a-z_]{1,40}$'),
  email text not null constraint mail_email_shape check (is_email(email)),
  language text not null constraint mail_language_shape check (is_language(language)),
  texts jsonb not null default '{}' constraint mail_texts_object check (jsonb_typeof(texts) = 'object'),
  link text constraint mail_link_known check (link in ('invitation', 'sign_in', 'email')),
  user_id uuid constraint mail_user_fk references people.user on delete cascade,
  invitation_id uuid constraint mail_invitation_fk references people.invitation on delete cascade,
  created_at timestamptz not null default clock_now(),
  due_at timestamptz not null default clock_now(),
  tries smallint not null default 0,
  sent_at timestamptz,
  failed_at timestamptz,
  failure text,
  constraint mail_link_whose check (case link when 'invitation' then invitation_id is not null else link is null or user_id is not null end),
  constraint mail_ended_once check (num_nonnulls(sent_at, failed_at) < 2)
);
comment on table people.mail is 'Messages to send, written in the transaction of what they tell of. Purpose: to tell people. Purged 7 days after they were sent or given up.';
comment on column people.mail.id is 'Identifier; Message-ID is made of it.';
comment on column people.mail.template is 'Which words: mail.<template>.subject and .body of the catalogues.';
comment on column people.mail.email is 'To whom.';
comment on column people.mail.language is 'In which language.';
comment on column people.mail.texts is 'What fills the {places} of the words; emptied when it was sent.';
comment on column people.mail.link is 'What the link in it does, whose secret the sender makes: accept an invitation, sign in, or confirm the address; null: there is none.';
comment on column people.mail.user_id is 'Whom it is about; null: nobody who has an account.';
comment on column people.mail.invitation_id is 'The invitation that it brings.';
comment on column people.mail.created_at is 'When it was written.';
comment on column people.mail.due_at is 'Not to be tried before.';
comment on column people.mail.tries is 'How often it was tried.';
comment on column people.mail.sent_at is 'When the mail server took it, or it was put into a file.';
comment on column people.mail.failed_at is 'When it was given up.';
comment on column people.mail.failure is 'What went wrong last.';
create index mail_due_i on people.mail (due_at) where sent_at is null and failed_at is null;
create index mail_user_i on people.mail (user_id);
create index mail_invitation_i on people.mail (invitation_id);

create table people.link (
  id uuid constraint link_pk primary key default uuid_v7(),
  token_hash bytea not null constraint link_token_hash_unique unique constraint link_token_hash_length check (length(token_hash) = 32),
  kind text not null constraint link_kind_known check (kind in ('invitation', 'sign_in', 'email')),
  user_id uuid constraint link_user_fk references people.user on delete cascade,
  invitation_id uuid constraint link_invitation_fk references people.invitation on delete cascade,
  email text not null constraint link_email_shape check (is_email(email)),
  created_at timestamptz not null default clock_now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table people.link is 'Links that went out in mail: who has one reads that address. Purpose: to know it again. Purged 30 days after their end.';
comment on column people.link.id is 'Identifier.';
comment on column people.link.token_hash is 'BLAKE2b-256 of its secret, which was made as the message was sent.';
comment on column people.link.kind is 'invitation, sign_in (an hour), or email (confirms the address; a day).';
comment on column people.link.user_id is 'Whom it signs in, or whose address it confirms.';
comment on column people.link.invitation_id is 'The invitation that it accepts.';
comment on column people.link.email is 'Where it was sent to.';
comment on column people.link.created_at is 'When it was sent.';
comment on column people.link.expires_at is 'Until when it is good.';
comment on column people.link.used_at is 'When it was used, or replaced.';
create index link_user_i on people.link (user_id);
create index link_invitation_i on people.link (invitation_id);

do $$
declare
  named regclass;
begin
  foreach named in array array['people.mail', 'people.link']::regclass[] loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
end
$$;

create function people.mail_put(template text, wanted uuid, address text, spoken text, texts jsonb, link text, invitation uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into people.mail (template, email, language, texts, link, user_id, invitation_id)
    select mail_put.template, coalesce(address, u.email), coalesce(spoken, u.language, 'lt'), coalesce(mail_put.texts, '{}'), mail_put.link, wanted, invitation
      from (select 1) as one left join people.user u on u.id = wanted and u.disabled_at is null
     where coalesce(address, u.email) is not null;
    if not found then
      return false;
    end if;
    perform pg_notify('branchlight_mail', '');
    return true;
  end
  $$;
comment on function people.mail_put(text, uuid, text, text, jsonb, text, uuid) is
  'Writes a message: to a user at their address and in their language, or to an address; false where the user has none.';

create function people.mail_take()
  returns table (id uuid, template text, email text, language text, texts text, link text)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    -- One instance sends: the one whose connection holds the lock, which ends with it.
    if not exists (select from pg_locks l where l.locktype = 'advisory' and l.pid = pg_backend_pid() and l.classid = 14 and l.objid = 1 and l.granted)
       and not pg_try_advisory_lock(14, 1) then
      return;
    end if;
    -- Due again before it is tried: a sender that dies leaves nothing behind that nobody would try again.
    return query
      update people.mail m
         set tries = least(m.tries + 1, 1000), due_at = clock_now() + least(interval '1 minute' * power(2, least(m.tries, 20)), interval '6 hours')
       where m.id = (select d.id from people.mail d
                      where d.sent_at is null and d.failed_at is null and d.due_at <= clock_now()
                      order by d.due_at, d.id limit 1 for update skip locked)
      returning m.id, m.template, m.email, m.language, m.texts::text, m.link;
  end
  $$;
comment on function people.mail_take() is 'The next message to send, and when it is tried again: after 1, 2, 4 … minutes, at most 6 hours. No row: none is due, or another instance sends.';

create function people.mail_link(wanted uuid, secret_hash bytea) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into people.link (token_hash, kind, user_id, invitation_id, email, expires_at)
    select secret_hash, m.link, m.user_id, m.invitation_id, m.email,
           case m.link when 'invitation' then i.expires_at when 'sign_in' then clock_now() + interval '1 hour' else clock_now() + interval '1 day' end
      from people.mail m left join people.invitation i on i.id = m.invitation_id
     where m.id = wanted and m.link is not null;
    return found;
  end
  $$;
comment on function people.mail_link(uuid, bytea) is 'Notes the hash of the link''s secret that a message is about to take along.';

create function people.mail_done(wanted uuid, reason text, final boolean) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    update people.mail m
       set sent_at = case when reason is null then clock_now() end,
           failed_at = case when reason is not null and (final or m.created_at < clock_now() - interval '3 days') then clock_now() end,
           failure = left(reason, 200),
           texts = case when reason is null then '{}' else m.texts end
     where m.id = wanted;
    return exists (select from people.mail m where m.id = wanted and m.failed_at is not null);
  end
  $$;
comment on function people.mail_done(uuid, text, boolean) is
  'What became of a try: null, or what went wrong, and whether trying again is of no use. True where the message is given up, at the latest after 3 days.';

-- Links in mail.

create function people.sign_in_link_ask(wanted text) returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    select people.mail_put('sign_in', u.id, null, null, jsonb_build_object('name', u.name), 'sign_in', null)
      from people.user u where u.email = wanted and u.disabled_at is null
  $$;
comment on function people.sign_in_link_ask(text) is 'Sends a link that signs in, where there is such an account; who asks isn''t told.';

create function people.email_change_ask(address text) returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    select people.mail_put('email_confirm', u.id, address, u.language, jsonb_build_object('name', u.name), 'email', null)
      from people.user u where u.id = actor() and not exists (select from people.user other where other.email = address)
  $$;
comment on function people.email_change_ask(text) is
  'Sends a link to a new address of the transaction''s user; nothing where another has that address, and nobody is told so.';

create function people.link_look(secret_hash bytea)
  returns table (kind text, state text, email text, totp_secret text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select l.kind, case when l.used_at is not null then 'used' when l.expires_at <= clock_now() or u.disabled_at is not null then 'expired' else 'open' end,
           l.email, encode(u.totp_secret, 'hex')
      from people.link l join people.user u on u.id = l.user_id
     where l.token_hash = secret_hash and l.kind <> 'invitation'
  $$;
comment on function people.link_look(bytea) is 'What a link in mail does (sign_in, email), for the page that asks whether to; and the secret of the second factor that signing in takes.';

create function people.link_use(link_hash bytea, secret_hash bytea, label text, step bigint) returns text
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    used people.link;
    whose people.user;
  begin
    select l.* into used from people.link l where l.token_hash = link_hash and l.kind <> 'invitation' for update;
    select u.* into whose from people.user u where u.id = used.user_id for update;
    if used.id is null or used.used_at is not null or used.expires_at <= clock_now() or whose.disabled_at is not null then
      return null;
    end if;
    if used.kind = 'sign_in' and whose.totp_secret is not null then
      if step is null or coalesce(whose.totp_step, 0) >= step then
        return 'code';
      end if;
      update people.user u set totp_step = step where u.id = whose.id;
    end if;
    update people.link l set used_at = clock_now() where l.user_id = whose.id and l.kind = used.kind and l.used_at is null;
    if used.kind = 'sign_in' then
      insert into people.credential (user_id, kind, token_hash, name, expires_at, by_mail)
      values (whose.id, 'session', secret_hash, label, clock_now() + interval '12 hours', true);
    elsif exists (select from people.user u where u.email = used.email and u.id <> whose.id) then
      return null;
    else
      update people.user u set email = used.email, version = u.version + 1 where u.id = whose.id;
      perform people.mail_put('email_changed', null, whose.email, whose.language, jsonb_build_object('name', whose.name, 'email', used.email), null, null);
    end if;
    return used.kind;
  end
  $$;
comment on function people.link_use(bytea, bytea, text, bigint) is
  'Uses a link in mail, once: sign_in makes a session of the given hash, email changes the address and tells the old one. Its kind; code '
  'where the second factor''s step is missing or was used; null where the link is no good.';

-- Invitations go out by mail too. A link that was mailed proves whose address it is; the one that the inviter was told proves nothing.

create function people.invitation_of(secret_hash bytea, out id uuid, out proven boolean)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select i.id, false from people.invitation i where i.token_hash = secret_hash
    union all
    select l.invitation_id, true from people.link l where l.token_hash = secret_hash and l.kind = 'invitation'
    limit 1
  $$;
comment on function people.invitation_of(bytea) is 'The invitation that a link is of, and whether the link was mailed to whom it is for.';

create function people.invitation_mail(wanted uuid) returns boolean
  language sql security definer set search_path = pg_catalog, public
  as $$
    select people.mail_put('invitation', null, i.email, i.language,
             jsonb_build_object('name', i.name, 'scope', coalesce(b.name, lo.name, o.name, 'Branchlight'), 'inviter', coalesce(w.name, 'Branchlight')),
             'invitation', i.id)
      from people.invitation i
      left join branch b on b.id = i.branch_id
      left join library l on l.id = i.library_id left join organization lo on lo.id = l.organization_id
      left join organization o on o.id = i.organization_id
      left join people.user w on w.id = i.invited_by_id
     where i.id = wanted and i.email is not null and i.accepted_at is null and i.revoked_at is null
  $$;
comment on function people.invitation_mail(uuid) is 'Sends an invitation to the address that it is for.';

create or replace function people.invitation_accept(token_hash bytea, secret_hash bytea, label text, own_email text, own_name text)
  returns table (user_id uuid, kind text, seconds integer)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  #variable_conflict use_column
  declare
    found_id uuid;
    is_proven boolean;
    invited people.invitation;
    known people.user;
    lasts interval;
  begin
    select o.id, o.proven into found_id, is_proven from people.invitation_of(token_hash) o;
    select i.* into invited from people.invitation i where i.id = found_id for update;
    if invited.id is null or invited.accepted_at is not null or invited.revoked_at is not null or invited.expires_at <= clock_now() then
      return;
    end if;
    if invited.kind = 'person' and invited.email is null then
      -- An address that a visitor types proves nothing.
      if own_email is null or exists (select from people.user u where u.email = own_email) then
        kind := case when own_email is null then 'email_missing' else 'email_taken' end;
        return next;
        return;
      end if;
      invited.email := own_email;
      invited.name := coalesce(own_name, invited.name);
    elsif invited.kind = 'person' then
      select u.* into known from people.user u where u.email = invited.email for update;
      -- Whoever invites is told a link: it mustn't open the account of somebody who is here already. That takes the
      -- link that was mailed, or the operator's, or being signed in.
      if known.id is not null and known.id is distinct from actor() and invited.invited_by_id is not null
         and (not is_proven or known.totp_secret is not null or known.disabled_at is not null) then
        kind := 'sign_in_first';
        return next;
        return;
      end if;
      user_id := known.id;
    end if;
    if user_id is null then
      insert into people.user (name, email, language)
      values (invited.name, case invited.kind when 'person' then invited.email end, invited.language) returning id into user_id;
    end if;
    insert into people.grant (user_id, role, organization_id, library_id, branch_id)
    values (user_id, invited.role, invited.organization_id, invited.library_id, invited.branch_id) on conflict do nothing;
    update people.invitation i set accepted_at = clock_now(), user_id = invitation_accept.user_id where i.id = invited.id;
    update people.link l set used_at = clock_now() where l.invitation_id = invited.id and l.used_at is null;
    if known.id = actor() then
      kind := 'granted';
      seconds := 0;
      return next;
      return;
    end if;
    lasts := case invited.kind when 'device' then interval '90 days' else interval '12 hours' end;
    insert into people.credential (user_id, kind, token_hash, name, actions, expires_at, by_mail)
    values (user_id, case invited.kind when 'device' then 'device' else 'session' end, secret_hash, label,
            case invited.kind when 'device' then array['read', 'status', 'hours_today', 'tally'] end, clock_now() + lasts, known.id is not null);
    kind := invited.kind;
    seconds := extract(epoch from lasts);
    return next;
  end
  $$;
comment on function people.invitation_accept(bytea, bytea, text, text, text) is
  'Redeems an invitation, once: makes the user if need be, grants, and a credential of the given hash (not where its user is signed in: '
  'kind granted). No row where the link is no good; kind email_missing, email_taken or sign_in_first where its holder must say who they '
  'are, can''t be that, or has to show it.';

create or replace function people.invitation_look(token_hash bytea)
  returns table (kind text, role text, name text, email text, scope text, state text, language text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select i.kind, i.role, i.name, i.email, coalesce(b.name, lo.name, o.name),
           case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
                when i.expires_at <= clock_now() then 'expired' else 'open' end, i.language
      from people.invitation_of(invitation_look.token_hash) as found
      join people.invitation i on i.id = found.id
      left join branch b on b.id = i.branch_id
      left join library l on l.id = i.library_id left join organization lo on lo.id = l.organization_id
      left join organization o on o.id = i.organization_id
  $$;

drop function people.invitation_renew(bytea, bytea);
create function people.invitation_renew(old_hash bytea, new_hash bytea) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    old people.invitation;
    renewed uuid;
  begin
    select i.* into old from people.invitation_of(old_hash) as found join people.invitation i on i.id = found.id for update of i;
    if old.id is null or old.accepted_at is not null or old.revoked_at is not null or old.expires_at > clock_now() or old.email is null then
      return false;
    end if;
    update people.invitation i set revoked_at = clock_now() where i.id = old.id;
    insert into people.invitation (token_hash, kind, role, organization_id, library_id, branch_id, email, name, language, invited_by_id)
    values (new_hash, old.kind, old.role, old.organization_id, old.library_id, old.branch_id, old.email, old.name, old.language, old.invited_by_id)
    returning id into renewed;
    return people.invitation_mail(renewed);
  end
  $$;
comment on function people.invitation_renew(bytea, bytea) is
  'A new invitation in place of one that has expired; its link goes to the address that the old one was for, never to who asks.';

grant execute on function people.mail_put(text, uuid, text, text, jsonb, text, uuid), people.sign_in_link_ask(text), people.email_change_ask(text),
  people.link_look(bytea), people.link_use(bytea, bytea, text, bigint), people.invitation_mail(uuid), people.invitation_renew(bytea, bytea)
  to branchlight_staff;
grant execute on function people.mail_put(text, uuid, text, text, jsonb, text, uuid), people.mail_take(), people.mail_link(uuid, bytea),
  people.mail_done(uuid, text, boolean) to branchlight_jobs;

-- Ends of what is personal.

create function people.purge() returns bigint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    gone bigint := 0;
    removed bigint;
  begin
    delete from people.mail m where coalesce(m.sent_at, m.failed_at) < clock_now() - interval '7 days';
    get diagnostics removed = row_count; gone := gone + removed;
    delete from people.link l where least(l.expires_at, l.used_at) < clock_now() - interval '30 days';
    get diagnostics removed = row_count; gone := gone + removed;
    delete from people.invitation i where coalesce(i.accepted_at, i.revoked_at, i.expires_at) < clock_now() - interval '30 days';
    get diagnostics removed = row_count; gone := gone + removed;
    delete from people.credential c
     where least(c.revoked_at, c.expires_at, case c.kind when 'session' then c.used_at + interval '30 minutes' end) < clock_now() - interval '30 days';
    get diagnostics removed = row_count; gone := gone + removed;
    delete from people.attempt a where a.at < clock_now() - interval '1 day';
    get diagnostics removed = row_count; gone := gone + removed;
    delete from idempotent_reply r where r.made_at < clock_now() - interval '1 day';
    get diagnostics removed = row_count; gone := gone + removed;
    -- Reports name their reporter by id, so the row stays; nothing in it says who that was.
    update people.user u set name = '?', email = null, passphrase = null, totp_secret = null, totp_step = null, version = u.version + 1
     where u.disabled_at < clock_now() - interval '1 year' and (u.email is not null or u.name <> '?');
    get diagnostics removed = row_count; gone := gone + removed;
    return gone;
  end
  $$;
comment on function people.purge() is
  'Removes personal data whose time is over: mail (7 days after its end), links, invitations and credentials (30 days after theirs), attempts '
  'and kept replies (a day), and who they were of people that were shut out a year ago. How many rows.';
grant execute on function people.purge() to branchlight_jobs;

reset role;
