-- The one source of changes: what the loader of snapshots, the change feed and the live stream read.
--
-- While a transaction writes, statement triggers note in change_pending which published rows it touches. At its
-- commit a deferred trigger takes an advisory lock, resolves the notes (once per row, whatever happened to it)
-- and gives them numbers. The lock is held until the commit is visible, so number order is commit order, and a
-- reader who has seen number n will never meet a smaller one that it hasn't seen.
-- A change of something nested is a change of the published row that shows it.

set local role branchlight_owner;

create sequence change_number as bigint;
comment on sequence change_number is 'Numbers of changes. Transactions that failed leave gaps; nothing is ever hidden in one.';

create table change (
  number bigint constraint change_pk primary key,
  kind text not null constraint change_kind_known
    check (kind in ('organization', 'library', 'municipality', 'service', 'equipment', 'campaign', 'place', 'branch', 'point', 'event')),
  id uuid not null,
  code text not null,
  operation text not null constraint change_operation_known check (operation in ('create', 'update', 'delete')),
  at timestamptz not null default clock_timestamp()
);
comment on table change is 'What changed of the published rows, in the order of the commits. Rows are never changed.';
comment on column change.number is 'Position in the order.';
comment on column change.kind is 'The published view that shows the row.';
comment on column change.id is 'The row.';
comment on column change.code is 'Its code; of a deleted row, the last.';
comment on column change.operation is 'create, update or delete: of the published row.';
comment on column change.at is 'When.';
create index change_row_i on change (kind, id, number desc);
create trigger change_append_only before update or delete on change for each row execute function rows_stay();
create trigger change_not_truncated before truncate on change for each statement execute function rows_stay();

create unlogged table change_pending (
  transaction_id xid8 not null,
  kind text not null,
  id uuid not null,
  code text not null,
  existed boolean not null,
  constraint change_pending_pk primary key (transaction_id, kind, id)
);
comment on table change_pending is 'Rows that a running transaction has touched; empty between transactions.';
comment on column change_pending.transaction_id is 'The transaction.';
comment on column change_pending.kind is 'The published view that shows the row.';
comment on column change_pending.id is 'The row.';
comment on column change_pending.code is 'Its code when it was first touched.';
comment on column change_pending.existed is 'Whether it was published before the transaction.';

create function change_number() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    last bigint;
  begin
    if not exists (select from change_pending p where p.transaction_id = pg_current_xact_id()) then
      return null; -- an earlier row's firing has done all of them
    end if;
    perform pg_advisory_xact_lock(hashtext('branchlight change'));
    with pending as (
      delete from change_pending p where p.transaction_id = pg_current_xact_id() returning p.*
    ), resolved as (
      select p.kind, p.id, coalesce(r.code, p.code) as code,
             case when p.existed and r.code is null then 'delete'
                  when p.existed then 'update'
                  when r.code is not null then 'create' end as operation
        from pending p
        left join lateral (
               select t.code from organization t where p.kind = 'organization' and t.id = p.id
               union all select t.code from library t where p.kind = 'library' and t.id = p.id
               union all select t.code from municipality t where p.kind = 'municipality' and t.id = p.id
               union all select t.code from service t where p.kind = 'service' and t.id = p.id
               union all select t.code from equipment t where p.kind = 'equipment' and t.id = p.id
               union all select t.code from campaign t where p.kind = 'campaign' and t.id = p.id
               union all select t.code from place t where p.kind = 'place' and t.id = p.id
               union all select t.code from branch t where p.kind = 'branch' and t.id = p.id
               union all select t.code from point t where p.kind = 'point' and t.id = p.id and t.lifecycle <> 'removed'
               union all select t.code from event t where p.kind = 'event' and t.id = p.id and t.lifecycle <> 'draft'
             ) as r on true
       -- What others refer to comes first, so that a reader can take the changes one by one.
       order by array_position(array['municipality', 'organization', 'library', 'service', 'equipment', 'campaign',
                                     'place', 'branch', 'point', 'event'], p.kind), p.id
    ), numbered as (
      insert into change (number, kind, id, code, operation)
      select nextval('change_number'), r.kind, r.id, r.code, r.operation
        from resolved r
       where r.operation is not null
      returning number
    )
    select max(n.number) into last from numbered n;
    if last is not null then
      perform pg_notify('branchlight_change', last::text);
    end if;
    return null;
  end
  $$;
comment on function change_number() is 'Trigger at commit: numbers what the transaction has touched, and wakes the listeners with the last number.';
create constraint trigger change_pending_number after insert on change_pending deferrable initially deferred
  for each row execute function change_number();

create function change_note_own() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    noted constant text := tg_table_name;
    shown constant text := coalesce(tg_argv[0], 'true'); -- which rows are published at all, of an alias o
  begin
    if tg_op = 'INSERT' then
      insert into change_pending select pg_current_xact_id(), noted, n.id, n.code, false from new_rows n
        on conflict do nothing;
    elsif tg_op = 'DELETE' then
      execute format('insert into change_pending select pg_current_xact_id(), $1, o.id, o.code, %s from old_rows o
                        on conflict do nothing', shown) using noted;
    else
      execute format('insert into change_pending select pg_current_xact_id(), $1, o.id, o.code, %s
                        from old_rows o join new_rows n using (id) where o.* is distinct from n.*
                        on conflict do nothing', shown) using noted;
    end if;
    return null;
  end
  $$;
comment on function change_note_own() is
  'Trigger: notes rows of a published table. Argument: which of them are published, if not all.';

create function change_note_shown() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    noted constant text := tg_argv[0];
    columns constant text := tg_argv[1];
    owners constant text := tg_argv[2];
    altered constant text := case tg_op
      when 'INSERT' then format('select %s from new_rows', columns)
      when 'DELETE' then format('select %s from old_rows', columns)
      else format('(select %1$s from new_rows except select %1$s from old_rows)
                   union (select %1$s from old_rows except select %1$s from new_rows)', columns) end;
  begin
    execute format('with altered as (%s)
                    insert into change_pending
                    select distinct pg_current_xact_id(), $1, o.id, o.code, true from (%s) as o
                      on conflict do nothing', altered, owners) using noted;
    return null;
  end
  $$;
comment on function change_note_shown() is
  'Trigger: notes the published rows that show something of this table. Arguments: their kind; the columns that they '
  'show; a query of id and code over `altered`.';

create procedure change_noted(tables text, call text)
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    ordinal constant integer := (select count(*) from pg_trigger t where t.tgrelid = tables::regclass and t.tgname like '%change_note%');
  begin
    execute format('create trigger %I after insert on %I referencing new table as new_rows for each statement execute function %s',
                   format('%s_change_note_%s_inserted', tables, ordinal), tables, call);
    execute format('create trigger %I after update on %I referencing old table as old_rows new table as new_rows for each statement execute function %s',
                   format('%s_change_note_%s_updated', tables, ordinal), tables, call);
    execute format('create trigger %I after delete on %I referencing old table as old_rows for each statement execute function %s',
                   format('%s_change_note_%s_deleted', tables, ordinal), tables, call);
  end
  $$;
comment on procedure change_noted(text, text) is 'Makes the three triggers of a table that note changes. For migrations.';

-- The published rows themselves.
call change_noted('municipality', 'change_note_own()');
call change_noted('organization', 'change_note_own()');
call change_noted('library', 'change_note_own()');
call change_noted('service', 'change_note_own()');
call change_noted('equipment', 'change_note_own()');
call change_noted('campaign', 'change_note_own()');
call change_noted('place', 'change_note_own()');
call change_noted('branch', 'change_note_own()');
call change_noted('point', $$change_note_own('o.lifecycle <> ''removed''')$$);
call change_noted('event', $$change_note_own('o.lifecycle <> ''draft''')$$);

-- What they show of other tables: names, contacts and codes that they repeat.
call change_noted('municipality', $$change_note_shown('library', 'id, code',
  'select l.id, l.code from library l join altered a on a.id = l.municipality_id')$$);
call change_noted('municipality', $$change_note_shown('branch', 'id, code, name',
  'select b.id, b.code from branch b join altered a on a.id = b.municipality_id')$$);
call change_noted('place', $$change_note_shown('branch', 'id, name',
  'select b.id, b.code from branch b join altered a on a.id = b.place_id')$$);
call change_noted('organization', $$change_note_shown('library', 'id, code, name, name_language, website, phone',
  'select l.id, l.code from library l join altered a on a.id = l.organization_id')$$);
call change_noted('organization', $$change_note_shown('branch', 'id, name, website, phone',
  'select b.id, b.code from branch b join library l on l.id = b.library_id join altered a on a.id = l.organization_id')$$);
call change_noted('organization', $$change_note_shown('point', 'id, code, name, successor_id',
  'select p.id, p.code from point p join altered a on p.utility_id in (a.id, a.successor_id) or p.reported_by_id = a.id
    where p.lifecycle <> ''removed''')$$);
call change_noted('organization', $$change_note_shown('event', 'id, code',
  'select e.id, e.code from event e join event_utility u on u.event_id = e.id join altered a on a.id = u.utility_id
    where e.lifecycle <> ''draft''')$$);
call change_noted('organization', $$change_note_shown('organization', 'id, code',
  'select o.id, o.code from organization o join altered a on a.id = o.successor_id')$$);
call change_noted('organization', $$change_note_shown('campaign', 'id, code',
  'select c.id, c.code from campaign c join altered a on a.id = c.organization_id')$$);
call change_noted('library', $$change_note_shown('branch', 'id, code',
  'select b.id, b.code from branch b join altered a on a.id = b.library_id')$$);
call change_noted('branch', $$change_note_shown('point', 'id, code',
  'select p.id, p.code from point p join altered a on a.id = p.branch_id where p.lifecycle <> ''removed''')$$);
call change_noted('branch', $$change_note_shown('event', 'id, code, municipality_id',
  'select e.id, e.code from event e join event_branch b on b.event_id = e.id join altered a on a.id = b.branch_id
    where e.lifecycle <> ''draft''')$$);
call change_noted('service', $$change_note_shown('point', 'id, code, ordinal',
  'select p.id, p.code from point p join point_service s on s.point_id = p.id join altered a on a.id = s.service_id
    where p.lifecycle <> ''removed''')$$);
call change_noted('equipment', $$change_note_shown('point', 'id, code, ordinal',
  'select p.id, p.code from point p join point_equipment e on e.point_id = p.id join altered a on a.id = e.equipment_id
    where p.lifecycle <> ''removed''')$$);
call change_noted('campaign', $$change_note_shown('event', 'id, code',
  'select e.id, e.code from event e join altered a on a.id = e.campaign_id where e.lifecycle <> ''draft''')$$);

-- What belongs to one of them.
call change_noted('name', $$change_note_shown('municipality', '*',
  'select m.id, m.code from municipality m join altered a on a.municipality_id = m.id')$$);
call change_noted('name', $$change_note_shown('organization', '*',
  'select o.id, o.code from organization o join altered a on a.organization_id = o.id')$$);
call change_noted('name', $$change_note_shown('library', '*',
  'select l.id, l.code from library l join altered a on a.organization_id = l.organization_id')$$);
call change_noted('name', $$change_note_shown('branch', '*',
  'select b.id, b.code from branch b join altered a on a.branch_id = b.id
    union select b.id, b.code from branch b join altered a on a.place_id = b.place_id
    union select b.id, b.code from branch b join altered a on a.municipality_id = b.municipality_id
    union select b.id, b.code from branch b join library l on l.id = b.library_id join altered a on a.organization_id = l.organization_id')$$);
call change_noted('name', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join organization o on o.id = p.utility_id or o.successor_id = p.utility_id
     join altered a on a.organization_id = o.id where p.lifecycle <> ''removed''')$$);
call change_noted('accessibility', $$change_note_shown('branch', '*',
  'select b.id, b.code from branch b join altered a on a.branch_id = b.id')$$);
call change_noted('point_service', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);
call change_noted('point_equipment', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);
call change_noted('point_language', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);
call change_noted('status_report', $$change_note_shown('point', 'id, point_id',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);
call change_noted('agreement', $$change_note_shown('library', 'library_id, utility_id, state, starts_on, starts_precision, ends_on, ends_precision, summary',
  'select l.id, l.code from library l join altered a on a.library_id = l.id')$$);
call change_noted('campaign_count', $$change_note_shown('campaign', '*',
  'select c.id, c.code from campaign c join altered a on a.campaign_id = c.id')$$);
call change_noted('wish', $$change_note_shown('organization', '*',
  'select o.id, o.code from organization o join altered a on o.id in (a.from_id, a.to_id)')$$);
call change_noted('event_branch', $$change_note_shown('event', '*',
  'select e.id, e.code from event e join altered a on a.event_id = e.id where e.lifecycle <> ''draft''')$$);
call change_noted('event_utility', $$change_note_shown('event', '*',
  'select e.id, e.code from event e join altered a on a.event_id = e.id where e.lifecycle <> ''draft''')$$);

-- Hours are a change of the branch or point that shows them. hours_pending has the schedules whose rules, dates or
-- holidays were edited, and not those that were compiled anew because a day has passed: nothing changed then.
call change_noted('schedule', $$change_note_shown('branch', '*',
  'select b.id, b.code from branch b join altered a on a.branch_id = b.id')$$);
call change_noted('schedule', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);
create trigger hours_pending_change_note_0_inserted after insert on hours_pending referencing new table as new_rows
  for each statement execute function change_note_shown('branch', '*',
  'select b.id, b.code from branch b join schedule s on s.branch_id = b.id
     join altered a on a.schedule_id = s.id and a.cause = ''edited''');
create trigger hours_pending_change_note_1_inserted after insert on hours_pending referencing new table as new_rows
  for each statement execute function change_note_shown('point', '*',
  'select p.id, p.code from point p join schedule s on s.point_id = p.id
     join altered a on a.schedule_id = s.id and a.cause = ''edited'' where p.lifecycle <> ''removed''');

reset role;
