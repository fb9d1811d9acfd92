-- Opening hours are undone as they were changed: as a whole. A change of them is several rules or exceptions that go and come in one
-- transaction, and one without the other would leave a Monday without hours, or with two. And what can't be undone is known before
-- somebody tries, with the reason.

set local role branchlight_owner;

-- The entries of hours that were made together with one, of the same schedule.
create function audit_hours_change(entry audit_entry) returns setof audit_entry
  language sql stable set search_path = pg_catalog, public
  as $$
    select e.*
      from audit_entry e
     where (entry.scope_kind, entry.scope_id) = (e.scope_kind, e.scope_id) and e.at = entry.at and e.request is not distinct from entry.request
       and e.kind in ('hours_rule', 'hours_exception')
       and coalesce(e.fields -> 'schedule_id' ->> 'from', e.fields -> 'schedule_id' ->> 'to')
           = coalesce(entry.fields -> 'schedule_id' ->> 'from', entry.fields -> 'schedule_id' ->> 'to')
  $$;
comment on function audit_hours_change(audit_entry) is 'The entries of rules and exceptions of a schedule that were made in one transaction with one of them.';

create function audit_row(entry audit_entry, side text) returns jsonb
  language sql immutable parallel safe
  return (select jsonb_object_agg(f.key, f.value -> side) from jsonb_each(entry.fields) as f where f.value ? side);
comment on function audit_row(audit_entry, text) is 'What an entry says of the row before ("from") or after ("to").';

-- The fields of a row that an entry of it would have: without what is empty, made by the database, or only says who and when.
create function audit_shown(stored jsonb) returns jsonb
  language sql immutable parallel safe
  return jsonb_strip_nulls(stored - array['id', 'level', 'user_id', 'made_at', 'demo', 'version', 'created_at', 'updated_at', 'edited_at']);
comment on function audit_shown(jsonb) is 'A row of hours to be compared with what an entry says of it.';

create function audit_hours_undoable(entry audit_entry) returns text
  language plpgsql stable set search_path = pg_catalog, public
  as $$
  declare
    whose constant uuid := coalesce(entry.fields -> 'schedule_id' ->> 'from', entry.fields -> 'schedule_id' ->> 'to');
    zone constant text := (select b.time_zone from schedule_scope(whose) as s left join point p on s.kind = 'point' and p.id = s.id
                             join branch b on b.id = case s.kind when 'branch' then s.id else p.branch_id end);
    today constant text := (clock_now() at time zone zone)::date;
    made constant jsonb := (select coalesce(jsonb_agg(audit_shown(audit_row(e, 'to'))), '[]') from audit_hours_change(entry) as e where e.operation = 'create');
    one record;
    past boolean := true;
  begin
    if zone is null then
      return 'not_undoable'; -- the schedule is gone, with all of them
    elsif not may_schedule('directory', whose) then
      return 'forbidden';
    end if;
    for one in select e.kind, e.operation, audit_row(e, 'from') as was, audit_shown(audit_row(e, 'to')) as became from audit_hours_change(entry) as e loop
      past := past and one.kind = 'hours_exception' and coalesce(one.became, one.was) ->> 'last_day' < today;
      if one.operation = 'update' then
        return 'not_undoable';
      elsif one.operation = 'create' and not exists (
           select from hours_rule r where one.kind = 'hours_rule' and r.schedule_id = whose and audit_shown(to_jsonb(r)) = one.became
           union all
           select from hours_exception x where one.kind = 'hours_exception' and x.schedule_id = whose and audit_shown(to_jsonb(x)) = one.became) then
        return 'changed_since';
      -- What was said later of the same days would stand beside what comes back.
      elsif one.operation = 'delete' and exists (
           select from audit_entry l
            where (l.scope_kind, l.scope_id) = (entry.scope_kind, entry.scope_id) and l.at > entry.at and l.kind = one.kind and l.operation = 'create'
              and l.fields -> 'schedule_id' ->> 'to' = whose::text and audit_shown(audit_row(l, 'to')) not in (select jsonb_array_elements(made))
              and (one.kind = 'hours_rule' and exists (select from hours_rule r where r.id = l.row_id)
                   or one.kind = 'hours_exception' and exists (select from hours_exception x where x.id = l.row_id)
                      and l.fields -> 'first_day' ->> 'to' <= one.was ->> 'last_day' and l.fields -> 'last_day' ->> 'to' >= one.was ->> 'first_day')) then
        return 'changed_since';
      elsif one.operation = 'delete' and one.was ? 'stop_id' and not exists (select from stop t where t.id = (one.was ->> 'stop_id')::uuid) then
        return 'changed_since';
      end if;
    end loop;
    return case when past then 'over' else 'undone' end;
  end
  $$;
comment on function audit_hours_undoable(audit_entry) is
  'What undoing a change of hours would come to: undone, changed_since, over (of past days), forbidden or not_undoable. Rows are compared by what '
  'they say, so that changes can be undone one after the other, the newest first.';

create function audit_update_undoable(entry audit_entry) returns text
  language plpgsql stable set search_path = pg_catalog, public
  as $$
  declare
    field record;
    same boolean;
    reference text;
    known boolean;
  begin
    if exists (select from jsonb_each(entry.fields) as f
                where f.value = '{}' or not has_column_privilege('branchlight_staff', format('public.%I', entry.kind), f.key, 'update')) then
      return 'not_undoable';
    elsif entry.fields ? 'published_at' then
      return 'published_stays';
    end if;
    execute format('select bool_and(%s) from %I t where t.id = $1',
                   (select string_agg(format('to_jsonb(t) -> %L is not distinct from %L::jsonb', f.key, coalesce(f.value -> 'to', 'null')), ' and ')
                      from jsonb_each(entry.fields) as f), entry.kind)
      into same using entry.row_id;
    if same is not true then
      return 'changed_since';
    end if;
    -- The ways of a point's life that there are: no point is planned again, and none that was removed comes back.
    if entry.kind = 'point' and entry.fields ? 'lifecycle'
       and not (entry.fields -> 'lifecycle' ->> 'from' in ('active', 'suspended') and entry.fields -> 'lifecycle' ->> 'to' in ('active', 'suspended')) then
      return 'not_undoable';
    end if;
    -- Where it came from must be there still, and be one's own.
    for field in select f.key, (f.value ->> 'from')::uuid as id from jsonb_each(entry.fields) as f where f.key like '%\_id' and f.value ? 'from' loop
      reference := left(field.key, -3);
      if reference in ('library', 'branch') and not may('directory', reference, field.id) then
        return 'forbidden';
      end if;
      execute format('select exists (select from %I t where t.id = $1)', reference) into known using field.id;
      if not known then
        return 'changed_since';
      end if;
    end loop;
    return 'undone';
  end
  $$;
comment on function audit_update_undoable(audit_entry) is 'What undoing a change of a row would come to: undone, changed_since, published_stays, forbidden or not_undoable.';

create function audit_undoable(entry audit_entry) returns text
  language plpgsql stable set search_path = pg_catalog, public
  as $$
  begin
    if entry.kind in ('hours_rule', 'hours_exception') then
      return audit_hours_undoable(entry);
    elsif entry.kind not in ('branch', 'point', 'library', 'organization', 'service', 'agreement') or entry.operation <> 'update' then
      return 'not_undoable';
    elsif not (case entry.kind
                 when 'organization' then may_contacts(entry.row_id)
                 -- Opened again, an agreement opens the library, too.
                 when 'agreement' then exists (select from agreement a
                                                where a.id = entry.row_id and may('directory', 'organization', a.utility_id)
                                                  and (coalesce(entry.fields -> 'state' ->> 'to', '') <> 'ended'
                                                       or may('directory', 'library', a.library_id) or library_free(a.library_id)))
                 else may('directory', entry.kind, entry.row_id) end) then
      return 'forbidden';
    end if;
    return audit_update_undoable(entry);
  end
  $$;
comment on function audit_undoable(audit_entry) is
  'What undoing an entry would come to, for who asks: undone, changed_since, over, published_stays, forbidden or not_undoable.';

create function audit_hours_undo(entry audit_entry) returns void
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    whose constant uuid := coalesce(entry.fields -> 'schedule_id' ->> 'from', entry.fields -> 'schedule_id' ->> 'to');
    made constant jsonb := (select coalesce(jsonb_agg(audit_shown(audit_row(e, 'to')) || jsonb_build_object('of', e.kind)), '[]')
                              from audit_hours_change(entry) as e where e.operation = 'create');
    gone constant jsonb := (select coalesce(jsonb_agg(audit_row(e, 'from') || jsonb_build_object('of', e.kind) order by e.number), '[]')
                              from audit_hours_change(entry) as e where e.operation = 'delete');
  begin
    delete from hours_rule r where r.schedule_id = whose and audit_shown(to_jsonb(r)) || '{"of": "hours_rule"}' in (select jsonb_array_elements(made));
    delete from hours_exception x where x.schedule_id = whose and audit_shown(to_jsonb(x)) || '{"of": "hours_exception"}' in (select jsonb_array_elements(made));
    insert into hours_rule (schedule_id, kind, weekdays, periods, season_from, season_until, valid_from, valid_until, every_weeks,
                            month_nth, month_of, shortened, stop_id)
    select whose, n.kind, n.weekdays, n.periods, n.season_from, n.season_until, n.valid_from, n.valid_until, coalesce(n.every_weeks, 1),
           n.month_nth, n.month_of, n.shortened, n.stop_id
      from jsonb_array_elements(gone) as g cross join lateral jsonb_populate_record(null::hours_rule, g) as n
     where g ->> 'of' = 'hours_rule';
    insert into hours_exception (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, user_id, cause)
    select whose, n.first_day, n.last_day, n.weekdays, n.periods, n.reason, n.stop_id, actor(), n.cause
      from jsonb_array_elements(gone) as g cross join lateral jsonb_populate_record(null::hours_exception, g) as n
     where g ->> 'of' = 'hours_exception';
    -- Access without a week is none of its own: the building's hold again.
    delete from schedule s
     where s.id = whose and s.kind = 'access' and not exists (select from hours_rule r where r.schedule_id = s.id and r.kind = 'weekly');
    update schedule s set version = s.version + 1 where s.id = whose;
  end
  $$;
comment on function audit_hours_undo(audit_entry) is 'Puts back the rules and exceptions that one change took away, and takes away those that it made.';

create or replace function audit_undo(wanted bigint) returns text
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    entry audit_entry;
    outcome text;
    changed integer;
    assignments text;
    unchanged text;
  begin
    select * into entry from audit_entry e where e.number = wanted;
    if entry.number is null then
      return 'missing';
    end if;
    if entry.kind in ('hours_rule', 'hours_exception') then
      -- Nobody else changes them meanwhile.
      perform from schedule s where s.id = coalesce(entry.fields -> 'schedule_id' ->> 'from', entry.fields -> 'schedule_id' ->> 'to')::uuid for update;
    end if;
    outcome := audit_undoable(entry);
    if outcome <> 'undone' then
      return outcome;
    end if;
    if entry.kind in ('hours_rule', 'hours_exception') then
      perform audit_hours_undo(entry);
      return 'undone';
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
  'Changes back what an entry says was changed, with the rights of who asks: undone, changed_since, over, published_stays, forbidden, not_undoable '
  'or missing. '
  'A change of hours goes back whole.';

grant execute on function audit_hours_change(audit_entry), audit_row(audit_entry, text), audit_shown(jsonb), audit_hours_undoable(audit_entry),
  audit_update_undoable(audit_entry), audit_undoable(audit_entry), audit_hours_undo(audit_entry) to branchlight_staff;

reset role;
