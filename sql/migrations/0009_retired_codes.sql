-- Codes that were given up follow changes as rows do: the server keeps them in memory, so that an old address leads on, or
-- says that what was there is gone, without asking the database. It reads those of changed rows by the rows' ids.

set local role branchlight_owner;

alter table retired_code add constraint retired_code_successor_other check (successor_code <> code);
create index retired_code_row_i on retired_code (row_id);

-- As in 0002, but that a deletion leaves the codes that lead to the deleted row as they are: if it is merged into another
-- row later, they go there with it.
create or replace function code_retire() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if tg_op <> 'DELETE' and exists (select from retired_code r where r.kind = tg_table_name and r.code = new.code
                                        and r.row_id <> new.id) then
      raise exception 'the code was in use before' using errcode = 'unique_violation',
        constraint = tg_table_name || '_code_never_reused', table = tg_table_name, column = 'code';
    end if;
    -- Demonstration data comes and goes, and leaves no trace.
    if tg_op = 'UPDATE' and new.code <> old.code and not old.demo then
      delete from retired_code r where r.kind = tg_table_name and r.code = new.code;
      update retired_code r set successor_code = new.code where r.kind = tg_table_name and r.successor_code = old.code;
      insert into retired_code (kind, code, row_id, successor_code) values (tg_table_name, old.code, old.id, new.code);
    elsif tg_op = 'DELETE' and not old.demo then
      insert into retired_code (kind, code, row_id) values (tg_table_name, old.code, old.id);
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end
  $$;
comment on column retired_code.successor_code is
  'The code that came after it, which may have been given up itself: whoever reads follows to the end; null: gone.';

-- A code changes hands together with its row, which is noted by itself. What is told of an old code later (that its row was
-- merged into another) is a change of that row, too, even if there is no such row any more.
create function change_note_retired() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into change_pending
    select distinct on (t.kind, t.row_id) pg_current_xact_id(), t.kind, t.row_id, t.code, true
      from touched t
     where t.kind in ('organization', 'library', 'municipality', 'service', 'equipment', 'campaign', 'place', 'branch', 'point', 'event')
     order by t.kind, t.row_id, t.retired_at desc, t.code
        on conflict do nothing;
    return null;
  end
  $$;
comment on function change_note_retired() is
  'Trigger: notes the rows whose old codes are altered otherwise than by code_retire().';
create trigger retired_code_change_note_0_inserted after insert on retired_code referencing new table as touched
  for each statement when (pg_trigger_depth() = 0) execute function change_note_retired();
create trigger retired_code_change_note_0_updated after update on retired_code referencing new table as touched
  for each statement when (pg_trigger_depth() = 0) execute function change_note_retired();
create trigger retired_code_change_note_0_deleted after delete on retired_code referencing old table as touched
  for each statement when (pg_trigger_depth() = 0) execute function change_note_retired();

-- Events show the codes of their branches' municipalities.
call change_noted('municipality', $$change_note_shown('event', 'id, code',
  'select e.id, e.code from event e join event_branch x on x.event_id = e.id join branch b on b.id = x.branch_id
     join altered a on a.id = b.municipality_id where e.lifecycle <> ''draft''')$$);

reset role;
set local role branchlight_publisher;

-- A removed point keeps its code. What was never published can't be gone: a draft's code stays inside.
create or replace view published.retired_code with (security_barrier) as
  select r.kind, r.code, r.successor_code, r.retired_at, r.row_id as id
    from public.retired_code r
   where r.kind in ('organization', 'library', 'municipality', 'service', 'equipment', 'campaign', 'place', 'branch', 'point', 'event')
     and (r.kind <> 'event' or exists (select from public.change c where c.kind = r.kind and c.id = r.row_id))
  union all
  select 'point', p.code, null, p.updated_at, p.id
    from public.point p
   where p.lifecycle = 'removed'
     and not exists (select from public.retired_code r where r.kind = 'point' and r.code = p.code);
comment on view published.retired_code is
  'Codes that were in use once, and those of removed points: where their successors are. id: of the row that had the code.';

reset role;
