-- Whose an address is. An invitation tells its link to the inviter too, who may open an account by it for an address that
-- is somebody else's, give it a passphrase, and wait until that person is given more. So an account whose address nobody
-- has shown to be theirs yet begins anew with the first who reads there: what let others in until then ends.
--
-- And bounds for what the API takes of hours as it is written: days of the calendar that people use, plain texts; and the
-- audit of hours that go with their branch, which could neither be deleted nor merged with them. And agreements that have ended.

set local role branchlight_owner;

alter table people.user add column email_proven_at timestamptz;
comment on column people.user.email_proven_at is 'Since when it is known that who signs in reads at the address, by a link that was sent there or the operator''s word; null: not yet.';

create function people.email_proven(wanted uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    update people.user u set email_proven_at = clock_now(), passphrase = null, version = u.version + 1
     where u.id = wanted and u.email_proven_at is null;
    if found then
      update people.credential c set revoked_at = clock_now() where c.user_id = wanted and c.revoked_at is null;
    end if;
  end
  $$;
comment on function people.email_proven(uuid) is 'Somebody has shown to read at a user''s address: where that is the first time, passphrase, sessions and keys from before end.';

create or replace function people.link_use(link_hash bytea, secret_hash bytea, label text, step bigint) returns text
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
    if used.kind = 'sign_in' and used.email is distinct from whose.email then
      return null; -- sent to an address that isn't theirs any more
    end if;
    update people.link l set used_at = clock_now() where l.user_id = whose.id and l.kind = used.kind and l.used_at is null;
    if used.kind = 'sign_in' then
      perform people.email_proven(whose.id);
      insert into people.credential (user_id, kind, token_hash, name, expires_at, by_mail)
      values (whose.id, 'session', secret_hash, label, clock_now() + interval '12 hours', true);
    elsif exists (select from people.user u where u.email = used.email and u.id <> whose.id) then
      return null;
    else
      update people.user u set email = used.email, email_proven_at = clock_now(), version = u.version + 1 where u.id = whose.id;
      perform people.mail_put('email_changed', null, whose.email, whose.language, jsonb_build_object('name', whose.name, 'email', used.email), null, null);
    end if;
    return used.kind;
  end
  $$;

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
    -- The operator's word counts.
    is_proven := is_proven or invited.invited_by_id is null;
    if invited.kind = 'person' and invited.email is null then
      -- An address that a visitor types proves nothing.
      if own_email is null or exists (select from people.user u where u.email = own_email) then
        kind := case when own_email is null then 'email_missing' else 'email_taken' end;
        return next;
        return;
      end if;
      is_proven := false;
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
      insert into people.user (name, email, language, email_proven_at)
      values (invited.name, case invited.kind when 'person' then invited.email end, invited.language,
              case when invited.kind = 'person' and is_proven then clock_now() end) returning id into user_id;
    elsif is_proven and known.id is distinct from actor() then
      perform people.email_proven(user_id);
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

alter table hours_exception
  add constraint hours_exception_days_near check (first_day >= '1900-01-01' and last_day < '2200-01-01'),
  add constraint hours_exception_reason_plain check (length(reason::text) <= 2000
                                                     and not jsonb_path_exists(reason, '$.* ? (@ like_regex "[\u0001-\u001f\u007f]")'));
alter table hours_rule add constraint hours_rule_days_near check (valid_from >= '1900-01-01' and valid_until < '2200-01-01'
                                                                  and valid_from < '2200-01-01' and valid_until >= '1900-01-01');

create or replace function audit_scope(kind text, entry jsonb, out scope_kind text, out scope_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    if kind in ('branch', 'point', 'library', 'organization', 'user') then
      scope_kind := kind;
      scope_id := (entry ->> 'id')::uuid;
    elsif entry ->> 'schedule_id' is not null then
      select s.kind, s.id into scope_kind, scope_id from schedule_scope((entry ->> 'schedule_id')::uuid) as s;
      scope_kind := coalesce(scope_kind, 'installation'); -- it goes with its schedule, and that with its branch
    else
      -- The nearest thing that the row belongs to.
      select n.name, (entry ->> (n.name || '_id'))::uuid into scope_kind, scope_id
        from unnest(array['point', 'branch', 'library', 'organization', 'utility', 'user']) with ordinality as n (name, place)
       where entry ->> (n.name || '_id') is not null
       order by n.place limit 1;
      scope_kind := case scope_kind when 'utility' then 'organization' else coalesce(scope_kind, 'installation') end;
    end if;
  end
  $$;

-- As with a new one: an ended agreement can't be opened again over the library's head.
alter policy staff_edits on agreement with check (
  may('directory', 'organization', utility_id)
  and (state = 'ended' or may('directory', 'library', library_id) or library_free(library_id)));

reset role;
