-- The audit: every change that a person or a program makes, who made it, when, and from what to what. Rows are never
-- changed, and each is sealed with a hash that takes in the one before, so that any edit before a head that somebody has
-- noted elsewhere is found (branchlight audit verify).
--
-- Of personal fields it says that they changed, never from what to what. Demonstration data and seeds leave no entry.
-- Entries are sealed at commit, under the lock of the changes, so that their numbers are in the order of commits.

set local role branchlight_owner;

create table audit_entry (
  number bigint constraint audit_entry_pk primary key,
  at timestamptz not null,
  user_id uuid,
  credential_id uuid,
  request text,
  reason text,
  kind text not null,
  row_id uuid not null,
  scope_kind text not null,
  scope_id uuid,
  operation text not null constraint audit_entry_operation_known check (operation in ('create', 'update', 'delete')),
  fields jsonb not null,
  previous_hash bytea not null,
  hash bytea not null constraint audit_entry_hash_length check (length(hash) = 32)
);
comment on table audit_entry is 'Who changed what, when, from what to what. Append-only and chained.';
comment on column audit_entry.number is 'Place in the chain, from 1 without gaps, in the order of commits.';
comment on column audit_entry.at is 'When the transaction began.';
comment on column audit_entry.user_id is 'Who; null: the command line or a job. No foreign key: an entry outlives whom it names.';
comment on column audit_entry.credential_id is 'By which session, device or key.';
comment on column audit_entry.request is 'Number of the request, as in the log.';
comment on column audit_entry.reason is 'Why, where somebody said so.';
comment on column audit_entry.kind is 'The table.';
comment on column audit_entry.row_id is 'The row, or what a row without an identifier belongs to.';
comment on column audit_entry.scope_kind is 'Whose matter it is: branch, point, library, organization, user, or installation.';
comment on column audit_entry.scope_id is 'That row; null for the installation.';
comment on column audit_entry.operation is 'create, update or delete.';
comment on column audit_entry.fields is 'Field to {"from": …, "to": …}; personal ones to {}.';
comment on column audit_entry.previous_hash is 'Hash of the entry before; of the first, 32 zero bytes.';
comment on column audit_entry.hash is 'SHA-256 of previous_hash and the entry''s text, see audit_text().';
create index audit_entry_scope_i on audit_entry (scope_kind, scope_id, number);
create index audit_entry_user_i on audit_entry (user_id, number);

create table audit_pending (
  transaction_id xid8 not null,
  ordinal bigint not null generated always as identity,
  entry audit_entry not null,
  constraint audit_pending_pk primary key (transaction_id, ordinal)
);
comment on table audit_pending is 'Entries of running transactions, to be numbered and sealed as they commit; empty between transactions.';
comment on column audit_pending.transaction_id is 'The transaction.';
comment on column audit_pending.ordinal is 'Order within it.';
comment on column audit_pending.entry is 'The entry, without number and hashes.';

create function audit_text(entry audit_entry) returns bytea
  language sql stable parallel safe
  return convert_to(jsonb_build_array(entry.number, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), entry.user_id,
                                      entry.credential_id, entry.request, entry.reason, entry.kind, entry.row_id, entry.scope_kind,
                                      entry.scope_id, entry.operation, entry.fields)::text, 'UTF8');
comment on function audit_text(audit_entry) is 'What of an entry is sealed: all of it but the hashes.';

create function audit_seal() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    pending record;
    sealed audit_entry;
    last audit_entry;
  begin
    if not exists (select from audit_pending p where p.transaction_id = pg_current_xact_id()) then
      return null; -- an earlier row's firing has done all of them
    end if;
    perform pg_advisory_xact_lock(hashtext('branchlight change'));
    select * into last from audit_entry e order by e.number desc limit 1;
    for pending in
      with gone as (delete from audit_pending p where p.transaction_id = pg_current_xact_id() returning p.ordinal, p.entry)
      select g.entry from gone g order by g.ordinal
    loop
      sealed := pending.entry;
      sealed.number := coalesce(last.number, 0) + 1;
      sealed.previous_hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
      sealed.hash := sha256(sealed.previous_hash || audit_text(sealed));
      insert into audit_entry values (sealed.*);
      last := sealed;
    end loop;
    return null;
  end
  $$;
comment on function audit_seal() is 'Trigger at commit: numbers and chains the transaction''s entries.';
create constraint trigger audit_pending_seal after insert on audit_pending deferrable initially deferred
  for each row execute function audit_seal();
create trigger audit_entry_append_only before update or delete on audit_entry for each row execute function rows_stay();
create trigger audit_entry_not_truncated before truncate on audit_entry for each statement execute function rows_stay();

create function audit_scope(kind text, entry jsonb, out scope_kind text, out scope_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    if kind in ('branch', 'point', 'library', 'organization', 'user') then
      scope_kind := kind;
      scope_id := (entry ->> 'id')::uuid;
    elsif entry ->> 'schedule_id' is not null then
      select s.kind, s.id into scope_kind, scope_id from schedule_scope((entry ->> 'schedule_id')::uuid) as s;
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
comment on function audit_scope(text, jsonb) is 'Whose matter a row is.';

create function audit_note() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    ignored constant text[] := array['id', 'version', 'created_at', 'updated_at', 'edited_at', 'demo', 'used_at', 'recorded_at', 'made_at'];
    personal constant text[] := tg_argv;
    before constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) else '{}' end;
    after constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) else '{}' end;
    noted audit_entry;
    scope record;
  begin
    if coalesce(current_setting('branchlight.seeding', true), '') = 'on'
       or coalesce((after ->> 'demo')::boolean, (before ->> 'demo')::boolean, false) then
      return null;
    end if;
    select jsonb_object_agg(k.key, case when k.key = any (personal) then '{}'::jsonb
                                        else jsonb_strip_nulls(jsonb_build_object('from', before -> k.key, 'to', after -> k.key)) end)
      into noted.fields
      from jsonb_object_keys(before || after) as k (key)
     where before -> k.key is distinct from after -> k.key and k.key <> all (ignored)
       and not (coalesce(before -> k.key, 'null') = 'null' and coalesce(after -> k.key, 'null') = 'null');
    if noted.fields is null then
      return null;
    end if;
    scope := audit_scope(tg_table_name, after || before);
    noted.at := now();
    noted.user_id := actor();
    noted.credential_id := nullif(current_setting('branchlight.credential', true), '')::uuid;
    noted.request := nullif(current_setting('branchlight.request', true), '');
    noted.reason := nullif(current_setting('branchlight.reason', true), '');
    noted.kind := tg_table_name;
    noted.row_id := coalesce(after ->> 'id', before ->> 'id', scope.scope_id::text, '00000000-0000-0000-0000-000000000000')::uuid;
    noted.scope_kind := scope.scope_kind;
    noted.scope_id := scope.scope_id;
    noted.operation := case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end;
    insert into audit_pending (transaction_id, entry) values (pg_current_xact_id(), noted);
    return null;
  end
  $$;
comment on function audit_note() is 'Trigger: notes an entry. Arguments: the table''s personal fields, and secrets.';

create procedure audited(named regclass, variadic personal text[] default '{}')
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    execute format('create trigger %I after insert or update or delete on %s for each row execute function audit_note(%s)',
                   (select c.relname from pg_class c where c.oid = named) || '_audited', named,
                   coalesce((select string_agg(quote_literal(p), ', ') from unnest(personal) as p), ''));
  end
  $$;
comment on procedure audited(regclass, text[]) is 'Makes a table''s changes noted. For migrations.';

call audited('municipality');
call audited('organization');
call audited('library');
call audited('branch');
call audited('accessibility');
call audited('name');
call audited('service');
call audited('equipment');
call audited('agreement');
call audited('point');
call audited('point_service');
call audited('point_equipment');
call audited('point_language');
call audited('status_report', 'note');
call audited('schedule');
call audited('stop');
call audited('hours_rule');
call audited('hours_exception');
call audited('public_holiday');
call audited('campaign');
call audited('event');
call audited('incident');
call audited('planned_work');
-- What strangers write is no change of ours; what is decided about it is.
create trigger public_report_audited after update or delete on public_report for each row execute function audit_note('words');
call audited('people.user', 'name', 'email', 'passphrase', 'totp_secret', 'totp_step');
call audited('people.grant');
call audited('people.invitation', 'name', 'email', 'token_hash');
call audited('people.credential', 'name', 'token_hash');

-- The chain, looked at again.

create function audit_faults(most integer default 100) returns table (number bigint, fault text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select c.number, c.fault
      from (select e.number,
                   case when e.number <> coalesce(e.before + 1, 1) then 'entries before it are missing'
                        when e.previous_hash <> coalesce(e.before_hash, decode(repeat('00', 32), 'hex')) then 'doesn''t follow the one before'
                        when e.hash <> sha256(e.previous_hash || audit_text(e.entry)) then 'was altered' end as fault
              from (select a.number, a.previous_hash, a.hash, a as entry, lag(a.number) over w as before, lag(a.hash) over w as before_hash
                      from audit_entry a window w as (order by a.number)) as e) as c
     where c.fault is not null
     order by c.number
     limit most
  $$;
comment on function audit_faults(integer) is 'Entries at which the chain is broken, and how; none where all is as it was sealed.';

create function scope_name(kind text, id uuid, out code text, out name text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select p.code, b.name from point p join branch b on b.id = p.branch_id where scope_name.kind = 'point' and p.id = scope_name.id
    union all select b.code, b.name from branch b where scope_name.kind = 'branch' and b.id = scope_name.id
    union all select l.code, o.name from library l join organization o on o.id = l.organization_id where scope_name.kind = 'library' and l.id = scope_name.id
    union all select o.code, o.name from organization o where scope_name.kind = 'organization' and o.id = scope_name.id
  $$;
comment on function scope_name(text, uuid) is 'Code and name of a branch, point, library or organization; of a point the name of its branch.';
grant execute on function scope_name(text, uuid) to branchlight_staff;

-- What was changed is changed back, by another change, which is audited too.
create function audit_undo(wanted bigint) returns text
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    entry audit_entry;
    changed integer;
    assignments text;
    unchanged text;
  begin
    select * into entry from audit_entry e where e.number = wanted;
    if entry.number is null then
      return 'missing';
    end if;
    if entry.kind not in ('branch', 'point', 'library', 'organization', 'hours_exception', 'hours_rule', 'point_language')
       or entry.operation <> 'update' or exists (select from jsonb_each(entry.fields) as f where f.value = '{}') then
      return 'not_undoable';
    end if;
    -- Only while the fields are as the entry left them: what somebody has changed since isn't lost.
    select string_agg(format('%I = (jsonb_populate_record(t, %L)).%I', f.key, jsonb_build_object(f.key, f.value -> 'from'), f.key), ', '),
           string_agg(format('to_jsonb(t) -> %L is not distinct from %L::jsonb', f.key, coalesce(f.value -> 'to', 'null')), ' and ')
      into assignments, unchanged
      from jsonb_each(entry.fields) as f;
    execute format('update %I as t set %s where t.id = $1 and %s', entry.kind, assignments, unchanged) using entry.row_id;
    get diagnostics changed = row_count;
    return case changed when 1 then 'undone' else 'changed_since' end;
  end
  $$;
comment on function audit_undo(bigint) is
  'Changes back what an entry says was changed, with the rights of who asks: undone, changed_since, not_undoable or missing.';

do $$
declare
  named regclass;
begin
  foreach named in array array['audit_entry', 'audit_pending']::regclass[] loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
end
$$;
grant select on audit_entry to branchlight_staff, branchlight_jobs;
create policy staff_reads on audit_entry for select to branchlight_staff using (
  case scope_kind when 'user' then people.knows(scope_id) else may('audit', scope_kind, scope_id) end);
create policy jobs_read on audit_entry for select to branchlight_jobs using (true);
grant execute on function audit_undo(bigint) to branchlight_staff;
grant execute on function audit_faults(integer) to branchlight_jobs, branchlight_migrator;
grant select on audit_entry to branchlight_migrator;

reset role;
