-- Whose it is: reviewers found ways in which somebody learned, or kept out, more than was theirs.

set local role branchlight_owner;

-- An agreement is between a utility and a library: other utilities that have a point in that library don't read it.
alter policy staff_reads on agreement using (
  may('read', 'organization', utility_id)
  or (may('read', 'library', library_id)
      and exists (select from actor_grants() g where g.role = 'admin' or g.library_id = agreement.library_id)));
-- Nor does the audit tell them; and when somebody signed in is for those who may end that.
alter policy staff_reads on audit_entry using (
  case when scope_kind = 'user' and kind = 'credential' then people.tends(scope_id)
       when scope_kind = 'user' then people.knows(scope_id)
       when kind = 'agreement' then may('audit', scope_kind, scope_id) and exists (select from agreement a where a.id = row_id)
       else may('audit', scope_kind, scope_id) end);

-- What is refused doesn't count: who waits as long as told gets in, and nobody keeps another's door shut by knocking.
create or replace function people.attempt_take(wanted text, capacity integer, seconds double precision) returns integer
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    key constant bytea := sha256(convert_to(wanted, 'UTF8'));
    filled double precision;
  begin
    insert into people.attempt (bucket, level, at) values (key, 0, clock_timestamp()) on conflict (bucket) do nothing;
    select greatest(0, a.level - extract(epoch from clock_timestamp() - a.at) / seconds) + 1 into filled
      from people.attempt a where a.bucket = key for update;
    update people.attempt a set level = case when filled > capacity then filled - 1 else filled end, at = clock_timestamp() where a.bucket = key;
    return greatest(0, ceil((filled - capacity) * seconds))::integer;
  end
  $$;
comment on function people.attempt_take(text, integer, double precision) is
  'Counts an attempt into a bucket that holds `capacity` and loses one each `seconds`; 0 where there is room, else how many seconds to wait: then it isn''t counted.';

-- An account whose address nobody has shown to be theirs begins anew with who reads there: its second factor isn't theirs either.
create or replace function people.email_proven(wanted uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    update people.user u set email_proven_at = clock_now(), passphrase = null, totp_secret = null, totp_step = null, version = u.version + 1
     where u.id = wanted and u.email_proven_at is null;
    if found then
      update people.credential c set revoked_at = clock_now() where c.user_id = wanted and c.revoked_at is null;
    end if;
  end
  $$;
comment on function people.email_proven(uuid) is
  'Somebody has shown to read at a user''s address: where that is the first time, passphrase, second factor, sessions and keys from before end.';

create or replace function people.link_look(secret_hash bytea)
  returns table (kind text, state text, email text, totp_secret text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select l.kind, case when l.used_at is not null then 'used' when l.expires_at <= clock_now() or u.disabled_at is not null then 'expired' else 'open' end,
           l.email, case when u.email_proven_at is not null then encode(u.totp_secret, 'hex') end
      from people.link l join people.user u on u.id = l.user_id
     where l.token_hash = secret_hash and l.kind <> 'invitation'
  $$;

-- A new address is confirmed by who is signed in with the account that asked for it: who merely reads there would be given an
-- account whose passphrase another knows.
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
    if used.kind = 'email' and whose.id is distinct from actor() then
      return 'sign_in_first';
    end if;
    if used.kind = 'sign_in' and used.email is distinct from whose.email then
      return null; -- sent to an address that isn't theirs any more
    end if;
    if used.kind = 'sign_in' and whose.totp_secret is not null and whose.email_proven_at is not null then
      if step is null or coalesce(whose.totp_step, 0) >= step then
        return 'code';
      end if;
      update people.user u set totp_step = step where u.id = whose.id;
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
         and (not is_proven or (known.totp_secret is not null and known.email_proven_at is not null) or known.disabled_at is not null) then
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

-- Who follows a branch follows its points: a point that comes to it, by itself or by a merge, isn't told of twice, and every link to leave works.
create function people.followers_join(wanted uuid) returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    update people.follower_link l set follower_id = g.id
      from people.follower f join point p on p.id = f.point_id join people.follower g on g.branch_id = p.branch_id and g.email = f.email
     where p.branch_id = wanted and l.follower_id = f.id and l.kind = 'leave' and g.confirmed_at is not null;
    delete from people.follower f using point p, people.follower g
     where p.id = f.point_id and p.branch_id = wanted and g.branch_id = wanted and g.email = f.email and g.confirmed_at is not null;
  $$;
comment on function people.followers_join(uuid) is 'Lets go of who follows points of a branch one by one and the branch as well.';
create or replace function public_report_moved() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    update public_report r set branch_id = new.branch_id where r.point_id = new.id;
    perform people.followers_join(new.branch_id);
    return null;
  end
  $$;
comment on function public_report_moved() is 'Trigger: what visitors reported of a point moves with it, and who follows it.';

-- Who has no role any more, and phones whose time is over, are forgotten too.
create or replace function people.purge() returns bigint
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
    -- A phone goes with what let it in; its right was for that alone.
    delete from people.grant g using people.user u
     where u.id = g.user_id and u.email is null and u.created_at < clock_now() - interval '30 days'
       and not exists (select from people.credential c where c.user_id = u.id);
    -- Reports name their reporter by id, so the row stays; nothing in it says who that was.
    update people.user u set name = '?', email = null, passphrase = null, totp_secret = null, totp_step = null, version = u.version + 1
     where (u.email is not null or u.name <> '?')
       and (u.disabled_at < clock_now() - interval '1 year'
            or (u.created_at < clock_now() - interval '30 days'
                and not exists (select from people.grant g where g.user_id = u.id)
                and not exists (select from people.credential c where c.user_id = u.id)
                and not exists (select from people.invitation i where i.email = u.email and i.accepted_at is null and i.revoked_at is null)));
    get diagnostics removed = row_count; gone := gone + removed;
    return gone;
  end
  $$;
comment on function people.purge() is
  'Removes personal data whose time is over: mail (7 days after its end), links, invitations and credentials (30 days after theirs), attempts '
  'and kept replies (a day), and who they were of people that were shut out a year ago, or have no role and no session of the last 30 days. How many rows.';

-- The predecessors of an organization stand in its row: a library that took in another of the very same name told of none.
call change_noted('organization', $$change_note_shown('organization', 'id, successor_id',
  'select o.id, o.code from organization o join altered a on o.id = a.successor_id')$$);

reset role;
