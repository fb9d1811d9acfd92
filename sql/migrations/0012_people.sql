-- People: who may do what. Personal data have a schema of their own, each table with its purpose and an end.
--
-- A user has grants: a role on a scope (PRODUCT.md of the design: roles × scopes). A credential lets a request
-- speak as a user: a session of a browser, an enrolled device, or a key of a machine. Of every secret only a
-- BLAKE2b hash is here, so that a copy of the database opens nothing.
--
-- Two locks. The first is the server's authorize() (src/auth/grant.c), which knows what each action takes. The
-- second is here: the role branchlight_staff sees and changes only what policies allow the user whose id
-- actor_begin() put into the transaction (SET LOCAL; nobody where it is absent or empty).

create schema people authorization branchlight_owner;

set local role branchlight_owner;

comment on schema people is 'Personal data: those who sign in, and what lets them.';
grant usage on schema people to branchlight_staff, branchlight_jobs, branchlight_migrator;

create function is_email(value text) returns boolean
  language sql immutable parallel safe
  return value ~ '^[^[:space:][:cntrl:]@<>()",;:\\]+@[^[:space:][:cntrl:]@<>()",;:\\]+\.[^[:space:][:cntrl:]@<>()",;:\\.]{2,}$'
     and length(value) <= 254 and value = lower(value);
comment on function is_email(text) is 'True for an e-mail address in lower case, at most 254 characters (RFC 5321).';

create function is_role(value text) returns boolean
  language sql immutable parallel safe
  return value in ('admin', 'coordinator', 'library_manager', 'librarian', 'trainer', 'viewer');
comment on function is_role(text) is 'True for a role that can be granted.';
grant execute on function is_email(text), is_role(text) to public;

create table people.user (
  id uuid constraint user_pk primary key default uuid_v7(),
  name text not null constraint user_name_line check (is_line(name, 100)),
  email text constraint user_email_unique unique constraint user_email_shape check (is_email(email)),
  language text not null default 'lt' constraint user_language_shape check (is_language(language)),
  passphrase text constraint user_passphrase_argon2id check (passphrase like '$argon2id$%'),
  totp_secret bytea constraint user_totp_secret_length check (length(totp_secret) = 20),
  totp_step bigint,
  disabled_at timestamptz,
  created_at timestamptz not null default clock_now(),
  version bigint not null default 1
);
comment on table people.user is 'Who may sign in. Purpose: to know who changed what. Ends when an administrator erases the person, or a year after being disabled.';
comment on column people.user.id is 'Identifier; the audit names people by it.';
comment on column people.user.name is 'How colleagues know the person; of an enrolled phone, what it is called.';
comment on column people.user.email is 'For signing in and mail; null for an enrolled phone.';
comment on column people.user.language is 'Language of mail and pages.';
comment on column people.user.passphrase is 'argon2id string; null where none was set yet.';
comment on column people.user.totp_secret is 'Of the second factor (RFC 6238); null without one.';
comment on column people.user.totp_step is 'The last time step that was used: a code works once.';
comment on column people.user.disabled_at is 'Since when the person can''t sign in.';
comment on column people.user.created_at is 'When the person accepted the first invitation.';
comment on column people.user.version is 'Counts changes.';

create table people.grant (
  id uuid constraint grant_pk primary key default uuid_v7(),
  user_id uuid not null constraint grant_user_fk references people.user on delete cascade,
  role text not null constraint grant_role_known check (is_role(role)),
  organization_id uuid constraint grant_organization_fk references organization on delete cascade,
  library_id uuid constraint grant_library_fk references library on delete cascade,
  branch_id uuid constraint grant_branch_fk references branch on delete cascade,
  created_at timestamptz not null default clock_now(),
  constraint grant_scope_of_role check (
    case role when 'admin' then num_nonnulls(organization_id, library_id, branch_id) = 0
              when 'library_manager' then library_id is not null and num_nonnulls(organization_id, branch_id) = 0
              when 'librarian' then branch_id is not null and num_nonnulls(organization_id, library_id) = 0
              else organization_id is not null and num_nonnulls(library_id, branch_id) = 0 end),
  constraint grant_once unique nulls not distinct (user_id, role, organization_id, library_id, branch_id)
);
comment on table people.grant is 'A role of a person, and of what.';
comment on column people.grant.id is 'Identifier.';
comment on column people.grant.user_id is 'The person.';
comment on column people.grant.role is 'admin (everything), coordinator, trainer or viewer (a utility), library_manager (a library), librarian (a branch).';
comment on column people.grant.organization_id is 'The utility; for coordinator, trainer and viewer.';
comment on column people.grant.library_id is 'The library; for library_manager.';
comment on column people.grant.branch_id is 'The branch; for librarian.';
comment on column people.grant.created_at is 'Since when.';
create index grant_organization_i on people.grant (organization_id);
create index grant_library_i on people.grant (library_id);
create index grant_branch_i on people.grant (branch_id);

create table people.invitation (
  id uuid constraint invitation_pk primary key default uuid_v7(),
  token_hash bytea not null constraint invitation_token_hash_unique unique
    constraint invitation_token_hash_length check (length(token_hash) = 32),
  kind text not null constraint invitation_kind_known check (kind in ('person', 'device')),
  role text not null constraint invitation_role_known check (is_role(role)),
  organization_id uuid constraint invitation_organization_fk references organization on delete cascade,
  library_id uuid constraint invitation_library_fk references library on delete cascade,
  branch_id uuid constraint invitation_branch_fk references branch on delete cascade,
  email text constraint invitation_email_shape check (is_email(email)),
  name text not null constraint invitation_name_line check (is_line(name, 100)),
  language text not null default 'lt' constraint invitation_language_shape check (is_language(language)),
  invited_by_id uuid constraint invitation_invited_by_fk references people.user on delete set null,
  created_at timestamptz not null default clock_now(),
  expires_at timestamptz not null default clock_now() + interval '14 days',
  accepted_at timestamptz,
  revoked_at timestamptz,
  user_id uuid constraint invitation_user_fk references people.user on delete set null,
  constraint invitation_device_of_branch check (kind = 'person' or role = 'librarian'),
  constraint invitation_scope_of_role check (
    case role when 'admin' then num_nonnulls(organization_id, library_id, branch_id) = 0
              when 'library_manager' then library_id is not null and num_nonnulls(organization_id, branch_id) = 0
              when 'librarian' then branch_id is not null and num_nonnulls(organization_id, library_id) = 0
              else organization_id is not null and num_nonnulls(library_id, branch_id) = 0 end),
  constraint invitation_accepted_once check (num_nonnulls(accepted_at, revoked_at) < 2)
);
comment on table people.invitation is 'A link that makes its holder a user, or a phone a device of one branch: used once, within 14 days. Purged 30 days after its end.';
comment on column people.invitation.id is 'Identifier.';
comment on column people.invitation.token_hash is 'BLAKE2b-256 of the link''s secret.';
comment on column people.invitation.kind is 'person, or device (a phone that gets by with the link alone).';
comment on column people.invitation.role is 'The role that it gives.';
comment on column people.invitation.organization_id is 'On which utility.';
comment on column people.invitation.library_id is 'On which library.';
comment on column people.invitation.branch_id is 'On which branch.';
comment on column people.invitation.email is 'Whom it was sent to; null: whoever has the link says who they are.';
comment on column people.invitation.name is 'The name of the person or the phone.';
comment on column people.invitation.language is 'Language of its mail.';
comment on column people.invitation.invited_by_id is 'Who invited; null: the command line.';
comment on column people.invitation.created_at is 'When it was made.';
comment on column people.invitation.expires_at is 'Until when it can be accepted.';
comment on column people.invitation.accepted_at is 'When it was.';
comment on column people.invitation.revoked_at is 'When it was taken back, or replaced by a new link.';
comment on column people.invitation.user_id is 'Who accepted it.';
create index invitation_organization_i on people.invitation (organization_id);
create index invitation_library_i on people.invitation (library_id);
create index invitation_branch_i on people.invitation (branch_id);
create index invitation_invited_by_i on people.invitation (invited_by_id);
create index invitation_user_i on people.invitation (user_id);

create table people.credential (
  id uuid constraint credential_pk primary key default uuid_v7(),
  user_id uuid not null constraint credential_user_fk references people.user on delete cascade,
  kind text not null constraint credential_kind_known check (kind in ('session', 'device', 'key')),
  token_hash bytea not null constraint credential_token_hash_unique unique
    constraint credential_token_hash_length check (length(token_hash) = 32),
  name text not null constraint credential_name_line check (is_line(name, 100)),
  actions text[],
  created_at timestamptz not null default clock_now(),
  used_at timestamptz not null default clock_now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint credential_session_may_all check ((kind = 'session') = (actions is null)),
  constraint credential_ends check (expires_at <= created_at + case kind when 'session' then interval '12 hours'
                                                                       when 'device' then interval '90 days'
                                                                       else interval '366 days' end)
);
comment on table people.credential is 'What lets a request speak as a user. Purged 30 days after its end.';
comment on column people.credential.id is 'Identifier.';
comment on column people.credential.user_id is 'As whom.';
comment on column people.credential.kind is 'session (a browser: 30 minutes idle, 12 hours at most), device (90 days) or key (a machine: a year at most).';
comment on column people.credential.token_hash is 'BLAKE2b-256 of the secret.';
comment on column people.credential.name is 'What it is called in lists.';
comment on column people.credential.actions is 'The only actions that it may take, where it is narrower than its user; null: all of them.';
comment on column people.credential.created_at is 'When it was made.';
comment on column people.credential.used_at is 'When it was last used, within a minute.';
comment on column people.credential.expires_at is 'When it ends at the latest.';
comment on column people.credential.revoked_at is 'When it was taken back.';
create index credential_user_i on people.credential (user_id);

create table people.attempt (
  bucket bytea constraint attempt_pk primary key,
  level double precision not null,
  at timestamptz not null
);
comment on table people.attempt is 'Leaky buckets that slow guessing down: of an account, of an address. Keys are hashes; purged after a day.';
comment on column people.attempt.bucket is 'Hash of what is counted.';
comment on column people.attempt.level is 'How full it was.';
comment on column people.attempt.at is 'When that was.';

-- Who acts, and may he?

create function actor() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('branchlight.user', true), '')::uuid;
comment on function actor() is 'The user that this transaction speaks for; null: nobody.';

create function scope_of(kind text, id uuid, out utilities uuid[], out library_id uuid, out branch_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    if kind = 'point' then
      select array[p.utility_id], b.library_id, b.id into utilities, library_id, branch_id
        from point p join branch b on b.id = p.branch_id where p.id = scope_of.id;
    elsif kind = 'branch' then
      select array(select p.utility_id from point p where p.branch_id = b.id
                   union select a.utility_id from agreement a where a.library_id = b.library_id and a.state <> 'ended'),
             b.library_id, b.id into utilities, library_id, branch_id
        from branch b where b.id = scope_of.id;
    elsif kind = 'library' then
      select array(select p.utility_id from point p join branch b on b.id = p.branch_id where b.library_id = l.id
                   union select a.utility_id from agreement a where a.library_id = l.id and a.state <> 'ended'),
             l.id into utilities, library_id
        from library l where l.id = scope_of.id;
    elsif kind = 'organization' then
      utilities := array[scope_of.id];
    end if;
  end
  $$;
comment on function scope_of(text, uuid) is
  'To whom a thing belongs: the utilities that have to do with it, its library, its branch. Kinds: point, branch, library, organization.';

create function may(action text, kind text, id uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select exists (
      select from people.grant g
       cross join scope_of(may.kind, may.id) as s
       where g.user_id = actor()
         and (nullif(current_setting('branchlight.actions', true), '') is null
              or may.action = any (string_to_array(current_setting('branchlight.actions', true), ',')))
         and case may.action
               when 'read' then true
               when 'status' then g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
               when 'hours_today' then g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
               when 'triage' then g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
               when 'directory' then g.role in ('admin', 'coordinator', 'library_manager')
               when 'people' then g.role in ('admin', 'coordinator', 'library_manager')
               when 'audit' then g.role in ('admin', 'coordinator', 'library_manager')
               else g.role = 'admin' end
         and (g.role = 'admin' or g.organization_id = any (s.utilities) or g.library_id = s.library_id or g.branch_id = s.branch_id))
  $$;
comment on function may(text, text, uuid) is
  'The second lock: whether the transaction''s user may take an action (read, status, hours_today, triage, directory, people, audit; others: '
  'administrators alone) on a thing. Written apart from the server''s authorize().';

create function people.knows(other uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select other = actor() or may('everyone', '', null) or exists (select from people.grant g where g.user_id = other
             and may('people', case when g.branch_id is not null then 'branch' when g.library_id is not null then 'library' else 'organization' end,
                     coalesce(g.branch_id, g.library_id, g.organization_id)))
  $$;
comment on function people.knows(uuid) is 'Whether the transaction''s user may see a person: oneself, and those whose scope is one''s to staff.';

-- Beginning to act. The only way in: the hash of a secret.

create function actor_begin(token_hash bytea, request text)
  returns table (user_id uuid, credential_id uuid, kind text, name text, email text, language text, actions text[], version bigint)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  #variable_conflict use_column
  begin
    select u.id, c.id, c.kind, u.name, u.email, u.language, c.actions, u.version
      into user_id, credential_id, kind, name, email, language, actions, version
      from people.credential c join people.user u on u.id = c.user_id
     where c.token_hash = actor_begin.token_hash and c.revoked_at is null and u.disabled_at is null
       and c.expires_at > clock_now() and (c.kind <> 'session' or c.used_at > clock_now() - interval '30 minutes');
    if user_id is null then
      perform set_config('branchlight.user', '', true);
      return;
    end if;
    -- Once a minute is exact enough, and spares a write on every read.
    update people.credential c set used_at = clock_now() where c.id = credential_id and c.used_at < clock_now() - interval '1 minute';
    perform set_config('branchlight.user', user_id::text, true), set_config('branchlight.credential', credential_id::text, true),
            set_config('branchlight.actions', coalesce(array_to_string(actions, ','), ''), true),
            set_config('branchlight.request', request, true);
    return next;
  end
  $$;
comment on function actor_begin(bytea, text) is
  'Makes the transaction speak for whom a secret belongs to; no row where it is none''s, has ended or was taken back.';

create function actor_grants() returns table (role text, organization_id uuid, library_id uuid, branch_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select g.role, g.organization_id, g.library_id, g.branch_id from people.grant g where g.user_id = actor()
     order by array_position(array['admin', 'coordinator', 'library_manager', 'librarian', 'trainer', 'viewer'], g.role), g.id
  $$;
comment on function actor_grants() is 'The grants of the transaction''s user, the widest first.';

create function people.attempt_take(wanted text, capacity integer, seconds double precision) returns integer
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    key constant bytea := sha256(convert_to(wanted, 'UTF8'));
    filled double precision;
  begin
    insert into people.attempt as a (bucket, level, at) values (key, 1, clock_timestamp())
      on conflict (bucket) do update
      set level = least(greatest(0, a.level - extract(epoch from clock_timestamp() - a.at) / seconds) + 1, capacity + 1),
          at = clock_timestamp()
      returning level into filled;
    return greatest(0, ceil((filled - capacity) * seconds))::integer;
  end
  $$;
comment on function people.attempt_take(text, integer, double precision) is
  'Counts an attempt into a bucket that holds `capacity` and loses one each `seconds`; how many seconds to wait, 0 where there is room.';

create function people.invitation_accept(token_hash bytea, secret_hash bytea, label text, own_email text, own_name text)
  returns table (user_id uuid, kind text, seconds integer)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  #variable_conflict use_column
  declare
    invited people.invitation;
    lasts interval;
  begin
    select i.* into invited from people.invitation i where i.token_hash = invitation_accept.token_hash for update;
    if invited.id is null or invited.accepted_at is not null or invited.revoked_at is not null or invited.expires_at <= clock_now() then
      return;
    end if;
    -- The link went to that address, so its holder is who has the account. An address that a visitor types proves nothing.
    if invited.kind = 'person' and invited.email is null then
      if own_email is null or exists (select from people.user u where u.email = own_email) then
        kind := case when own_email is null then 'email_missing' else 'email_taken' end;
        return next;
        return;
      end if;
      invited.email := own_email;
      invited.name := coalesce(own_name, invited.name);
    elsif invited.kind = 'person' then
      select u.id into user_id from people.user u where u.email = invited.email for update;
    end if;
    if user_id is null then
      insert into people.user (name, email, language)
      values (invited.name, case invited.kind when 'person' then invited.email end, invited.language) returning id into user_id;
    end if;
    insert into people.grant (user_id, role, organization_id, library_id, branch_id)
    values (user_id, invited.role, invited.organization_id, invited.library_id, invited.branch_id) on conflict do nothing;
    lasts := case invited.kind when 'device' then interval '90 days' else interval '12 hours' end;
    insert into people.credential (user_id, kind, token_hash, name, actions, expires_at)
    values (user_id, case invited.kind when 'device' then 'device' else 'session' end, secret_hash, label,
            case invited.kind when 'device' then array['read', 'status', 'hours_today', 'tally'] end, clock_now() + lasts);
    update people.invitation i set accepted_at = clock_now(), user_id = invitation_accept.user_id where i.id = invited.id;
    kind := invited.kind;
    seconds := extract(epoch from lasts);
    return next;
  end
  $$;
comment on function people.invitation_accept(bytea, bytea, text, text, text) is
  'Redeems an invitation, once: makes the user if need be, grants, and a credential of the given hash. No row where the link is no '
  'good; kind email_missing or email_taken where its holder must say who they are, or can''t be that.';

create function people.invitation_look(token_hash bytea)
  returns table (kind text, role text, name text, email text, scope text, state text, language text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select i.kind, i.role, i.name, i.email, coalesce(b.name, lo.name, o.name),
           case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
                when i.expires_at <= clock_now() then 'expired' else 'open' end, i.language
      from people.invitation i
      left join branch b on b.id = i.branch_id
      left join library l on l.id = i.library_id left join organization lo on lo.id = l.organization_id
      left join organization o on o.id = i.organization_id
     where i.token_hash = invitation_look.token_hash
  $$;
comment on function people.invitation_look(bytea) is 'What a link is for, for the page that asks whether to accept it.';

create function people.account(wanted text)
  returns table (user_id uuid, passphrase text, totp_secret bytea, totp_step bigint)
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select u.id, u.passphrase, u.totp_secret, u.totp_step from people.user u where u.email = lower(wanted) and u.disabled_at is null $$;
comment on function people.account(text) is 'What a sign-in is checked against. Only the server''s hasher asks.';

create function people.session_begin(wanted uuid, secret_hash bytea, label text, step bigint, rehashed text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    -- A code of the second factor works once.
    if step is not null then
      update people.user u set totp_step = step where u.id = wanted and coalesce(u.totp_step, 0) < step;
      if not found then
        return false;
      end if;
    end if;
    if rehashed is not null then
      update people.user u set passphrase = rehashed where u.id = wanted;
    end if;
    insert into people.credential (user_id, kind, token_hash, name, expires_at)
    values (wanted, 'session', secret_hash, label, clock_now() + interval '12 hours');
    return true;
  end
  $$;
comment on function people.session_begin(uuid, bytea, text, bigint, text) is 'Makes a session of one whose passphrase was right; false where the code of the second factor was used before.';

create function people.passphrase_set(hashed text) returns boolean
  language sql security definer set search_path = pg_catalog, public
  as $$
    update people.user u set passphrase = hashed, version = u.version + 1 where u.id = actor();
    -- Whoever knew the old one is out: every other session ends.
    update people.credential c set revoked_at = clock_now()
     where c.user_id = actor() and c.kind = 'session' and c.revoked_at is null
       and c.id <> nullif(current_setting('branchlight.credential', true), '')::uuid;
    select actor() is not null
  $$;
comment on function people.passphrase_set(text) is 'Sets the passphrase of the transaction''s user, and ends that user''s other sessions.';

create function people.totp_set(secret bytea, step bigint) returns boolean
  language sql security definer set search_path = pg_catalog, public
  as $$
    update people.user u set totp_secret = secret, totp_step = step, version = u.version + 1 where u.id = actor();
    select actor() is not null
  $$;
comment on function people.totp_set(bytea, bigint) is 'Sets, or with null takes away, the second factor of the transaction''s user.';

create function people.invitation_renew(old_hash bytea, new_hash bytea)
  returns table (email text, name text, language text)
  language sql security definer set search_path = pg_catalog, public
  as $$
    with old as (
      update people.invitation i set revoked_at = clock_now()
       where i.token_hash = old_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at <= clock_now() and i.email is not null
      returning i.*
    )
    insert into people.invitation (token_hash, kind, role, organization_id, library_id, branch_id, email, name, language, invited_by_id)
    select new_hash, o.kind, o.role, o.organization_id, o.library_id, o.branch_id, o.email, o.name, o.language, o.invited_by_id from old o
    returning email, name, language
  $$;
comment on function people.invitation_renew(bytea, bytea) is
  'A new link in place of one that has expired; it goes to the address that the old one went to, never to who asks.';

-- Policies. Secrets have no column grant at all.

do $$
declare
  named regclass;
begin
  foreach named in array array['people.user', 'people.grant', 'people.invitation', 'people.credential', 'people.attempt']::regclass[] loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
  foreach named in array array['language', 'municipality', 'place', 'organization', 'library', 'branch', 'accessibility',
                               'name', 'service', 'equipment', 'point', 'point_service', 'point_equipment', 'point_language',
                               'point_offer', 'point_status', 'campaign', 'campaign_count', 'event', 'event_branch',
                               'event_utility', 'schedule', 'stop', 'hours_rule', 'hours_exception', 'hours_compiled', 'public_holiday']::regclass[] loop
    execute format('grant select on %s to branchlight_staff', named);
    execute format('create policy staff_reads on %s for select to branchlight_staff using (actor() is not null)', named);
  end loop;
end
$$;

grant select (id, name, email, language, disabled_at, created_at, version), update (name, language, disabled_at) on people.user to branchlight_staff;
create policy staff_reads on people.user for select to branchlight_staff using (people.knows(id));
create policy staff_updates on people.user for update to branchlight_staff using (people.knows(id)) with check (people.knows(id));

grant select, insert, delete on people.grant to branchlight_staff;
create policy staff_reads on people.grant for select to branchlight_staff using (people.knows(user_id));
create policy staff_gives on people.grant for insert to branchlight_staff with check (
  may('people', case when branch_id is not null then 'branch' when library_id is not null then 'library' else 'organization' end,
      coalesce(branch_id, library_id, organization_id)));
create policy staff_takes on people.grant for delete to branchlight_staff using (
  may('people', case when branch_id is not null then 'branch' when library_id is not null then 'library' else 'organization' end,
      coalesce(branch_id, library_id, organization_id)));

grant select (id, kind, role, organization_id, library_id, branch_id, email, name, language, invited_by_id, created_at, expires_at,
              accepted_at, revoked_at, user_id),
      insert, update (revoked_at) on people.invitation to branchlight_staff;
create policy staff_all on people.invitation to branchlight_staff using (
  may('people', case when branch_id is not null then 'branch' when library_id is not null then 'library' else 'organization' end,
      coalesce(branch_id, library_id, organization_id)));

grant select (id, user_id, kind, name, actions, created_at, used_at, expires_at, revoked_at), insert, update (revoked_at)
  on people.credential to branchlight_staff;
create policy staff_reads on people.credential for select to branchlight_staff using (people.knows(user_id));
create policy staff_updates on people.credential for update to branchlight_staff using (people.knows(user_id)) with check (people.knows(user_id));
create policy staff_makes_keys on people.credential for insert to branchlight_staff with check (user_id = actor() and kind = 'key');

grant execute on function actor(), scope_of(text, uuid), may(text, text, uuid), people.knows(uuid), actor_begin(bytea, text), actor_grants(),
  people.attempt_take(text, integer, double precision), people.invitation_accept(bytea, bytea, text, text, text), people.invitation_look(bytea),
  people.account(text), people.session_begin(uuid, bytea, text, bigint, text), people.passphrase_set(text), people.totp_set(bytea, bigint),
  people.invitation_renew(bytea, bytea) to branchlight_staff;
grant execute on function actor() to public;

reset role;
