-- The public history of public facts: what was changed of a branch, its hours and its points, from what to what and in which
-- role; never by whom. It is made from the entries of the audit as they are noted, so what a person undoes is a change too.
--
-- The audit keeps everything for ever; this is what the public sees of it: the newest ten changes of each branch. What one tap
-- says of today (closed, open until, no adviser) isn't among them: the hours themselves tell it, and it would push all else out.

set local role branchlight_owner;

create table fact_change (
  id uuid constraint fact_change_pk primary key default uuid_v7(),
  branch_id uuid not null constraint fact_change_branch_fk references branch on delete cascade,
  point_id uuid constraint fact_change_point_fk references point on delete cascade,
  at timestamptz not null default clock_now(),
  role text not null constraint fact_change_role_known
    check (role in ('librarian', 'library_manager', 'coordinator', 'trainer', 'admin', 'system')),
  facts jsonb not null constraint fact_change_facts_some check (jsonb_typeof(facts) = 'array' and facts <> '[]'),
  demo boolean not null default false,
  constraint fact_change_once unique nulls not distinct (branch_id, point_id, at)
);
comment on table fact_change is 'The last changes of public facts of a branch and its points: ten of each branch, one for all that a transaction changed.';
comment on column fact_change.id is 'Identifier inside.';
comment on column fact_change.branch_id is 'The branch whose history it is in.';
comment on column fact_change.point_id is 'Its point whose facts these are; null: the branch''s own.';
comment on column fact_change.at is 'When: the transaction''s time.';
comment on column fact_change.role is 'In which role it was changed; system: by no person. Who it was isn''t kept here.';
comment on column fact_change.facts is 'List of {"field", "from", "to"}: what was there before, what is there since; one of them absent where there was or is nothing.';
comment on column fact_change.demo is 'True for demonstration data: says so wherever it is shown, and can be cleared away.';
create index fact_change_point_i on fact_change (point_id) where point_id is not null;

-- --- from an entry of the audit to facts ---

create function hours_fact(stored jsonb) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_strip_nulls(jsonb_build_object(
             'kind', stored -> 'kind', 'weekdays', nullif(stored -> 'weekdays', '[1, 2, 3, 4, 5, 6, 7]'),
             'season_from', season_text((stored ->> 'season_from')::smallint), 'season_until', season_text((stored ->> 'season_until')::smallint),
             'valid_from', stored -> 'valid_from', 'valid_until', stored -> 'valid_until',
             'every_weeks', nullif(stored -> 'every_weeks', '1'), 'month_nth', stored -> 'month_nth', 'month_of', stored -> 'month_of',
             'shortened', stored -> 'shortened', 'first_day', stored -> 'first_day', 'last_day', stored -> 'last_day', 'reason', stored -> 'reason',
             'stop', (select t.name from stop t where t.id = (stored ->> 'stop_id')::uuid),
             'periods', periods_texts(case when jsonb_typeof(stored -> 'periods') = 'array' then
                          array(select p::integer from jsonb_array_elements_text(stored -> 'periods') with ordinality as x (p, place) order by place) end)))
  $$;
comment on function hours_fact(jsonb) is 'A stored rule or exception as the public reads it, in the form of stored_hours().';

create function hours_facts(entry audit_entry) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    with image as (
      -- The row before and after. An entry of an update has only what was altered; the rest is in the row.
      select n.row || coalesce((select jsonb_object_agg(f.key, coalesce(f.value -> 'from', 'null')) from jsonb_each(entry.fields) as f), '{}') as before,
             n.row || coalesce((select jsonb_object_agg(f.key, coalesce(f.value -> 'to', 'null')) from jsonb_each(entry.fields) as f), '{}') as after
        from (select coalesce((select to_jsonb(r) from hours_rule r where entry.kind = 'hours_rule' and r.id = entry.row_id),
                              (select to_jsonb(e) from hours_exception e where entry.kind = 'hours_exception' and e.id = entry.row_id), '{}') as row) as n
    )
    select jsonb_build_array(jsonb_build_object('field', case s.kind when 'building' then 'hours' else s.kind || '_hours' end)
             || case when entry.operation <> 'create' then jsonb_build_object('from', hours_fact(i.before)) else '{}' end
             || case when entry.operation <> 'delete' then jsonb_build_object('to', hours_fact(i.after)) else '{}' end)
      from image i
      join schedule s on s.id = coalesce(i.after ->> 'schedule_id', i.before ->> 'schedule_id')::uuid
     where coalesce(i.before ->> 'cause', i.after ->> 'cause') is null
  $$;
comment on function hours_facts(audit_entry) is 'The facts that an entry about opening hours tells the public; null where it tells none.';

create function public_facts(entry audit_entry) returns jsonb
  language plpgsql stable set search_path = pg_catalog, public
  as $$
  declare
    -- Of what is new its name or state is told: the rest isn't a change.
    shown constant text[] := case entry.kind
      when 'accessibility' then array['step_free']
      when 'branch' then case entry.operation when 'create' then array['name']
        else array['name', 'kind', 'street', 'postcode', 'locality', 'phone', 'website', 'latitude', 'longitude', 'location_precision', 'active', 'notes'] end
      when 'point' then case entry.operation when 'create' then array['lifecycle'] else array['lifecycle', 'website', 'notes'] end end;
  begin
    if entry.kind in ('hours_rule', 'hours_exception') then
      return hours_facts(entry);
    end if;
    return (select jsonb_agg(jsonb_build_object('field', f.key) || f.value order by array_position(shown, f.key))
              from jsonb_each(entry.fields) as f where f.key = any (shown));
  end
  $$;
comment on function public_facts(audit_entry) is 'What an entry of the audit tells the public: a list of {"field", "from", "to"}; null where it tells nothing.';

create function facts_joined(had jsonb, more jsonb) returns jsonb
  language plpgsql immutable parallel safe set search_path = pg_catalog, public
  as $$
  declare
    fact jsonb;
    place integer;
  begin
    for fact in select value from jsonb_array_elements(more) loop
      place := (select min(e.number) - 1 from jsonb_array_elements(had) with ordinality as e (value, number)
                 where not fact ? 'from' and e.value = jsonb_build_object('field', fact -> 'field', 'from', fact -> 'to'));
      had := case when place is null then had || fact else had - place end;
    end loop;
    return had;
  end
  $$;
comment on function facts_joined(jsonb, jsonb) is
  'Facts of one transaction together: what it took away and put back as it was, as saving hours does, has not changed.';

create function fact_changes_trim(branch uuid) returns void
  language sql volatile set search_path = pg_catalog, public
  as $$
    delete from fact_change c
     where c.branch_id = branch and c.id in (select o.id from fact_change o where o.branch_id = branch order by o.at desc, o.id desc offset 10)
  $$;
comment on function fact_changes_trim(uuid) is 'Keeps the newest ten changes of a branch.';

create function fact_change_note() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    entry constant audit_entry := new.entry;
    told constant jsonb := public_facts(entry);
    noted fact_change;
  begin
    if told is null then
      return null;
    end if;
    -- No row where the branch goes with this transaction: its history goes as well.
    select b.id, p.id into noted.branch_id, noted.point_id
      from branch b left join point p on p.branch_id = b.id and entry.scope_kind = 'point' and p.id = entry.scope_id
     where case entry.scope_kind when 'point' then p.id is not null else b.id = entry.scope_id end;
    if noted.branch_id is null then
      return null;
    end if;
    select c.id, facts_joined(c.facts, told) into noted.id, noted.facts
      from fact_change c
     where c.branch_id = noted.branch_id and c.point_id is not distinct from noted.point_id and c.at = clock_now() and not c.demo;
    if noted.id is null then
      insert into fact_change (branch_id, point_id, role, facts)
      values (noted.branch_id, noted.point_id, coalesce(role_on(entry.scope_kind, entry.scope_id), 'system'), told);
    elsif noted.facts = '[]' then
      delete from fact_change c where c.id = noted.id;
    else
      update fact_change c set facts = noted.facts where c.id = noted.id;
    end if;
    perform fact_changes_trim(noted.branch_id);
    return null;
  end
  $$;
comment on function fact_change_note() is 'Trigger: what an entry of the audit tells the public goes into the branch''s history, of which the newest ten stay.';
create trigger audit_pending_fact_change after insert on audit_pending for each row
  when ((new.entry).kind in ('branch', 'accessibility', 'point', 'hours_rule', 'hours_exception')) execute function fact_change_note();

create function fact_change_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    update fact_change c set branch_id = new.branch_id where c.point_id = new.id;
    perform fact_changes_trim(new.branch_id);
    return null;
  end
  $$;
comment on function fact_change_follow() is 'Trigger: a point''s history moves with it.';
create trigger point_fact_change_follow after update of branch_id on point for each row
  when (old.branch_id is distinct from new.branch_id) execute function fact_change_follow();

-- --- what the public sees of it ---

call change_noted('fact_change', $$change_note_shown('branch', '*',
  'select b.id, b.code from branch b join altered a on a.branch_id = b.id')$$);
call change_noted('point', $$change_note_shown('branch', 'id, code, lifecycle, demo',
  'select b.id, b.code from branch b join fact_change c on c.branch_id = b.id join altered a on a.id = c.point_id')$$);
call change_noted('organization', $$change_note_shown('branch', 'id, code',
  'select b.id, b.code from branch b join fact_change c on c.branch_id = b.id join point p on p.id = c.point_id
     join altered a on a.id = p.utility_id')$$);

alter table fact_change enable row level security;
alter table fact_change force row level security;
create policy owner_all on fact_change to branchlight_owner using (true) with check (true);
create policy publisher_reads on fact_change for select to branchlight_publisher using (true);
grant select on fact_change to branchlight_publisher;

reset role;
set local role branchlight_publisher;

create view published.branch_history with (security_barrier) as
  select c.branch_id as id,
         '[' || string_agg(row_to_json((select shown from (
           select public.utc_text(c.at) as at, c.role, p.code as point, u.code as utility, f.facts,
                  c.demo or b.demo or coalesce(p.demo, false) as demo) as shown))::text, ',' order by c.at desc, c.id desc) || ']' as entries
    from public.fact_change c
    join public.branch b on b.id = c.branch_id
    left join public.point p on p.id = c.point_id
    left join public.organization u on u.id = p.utility_id
   -- Of a point that isn't published any more it stays that it was there, and that it is no more.
   cross join lateral (
           select case when p.lifecycle = 'removed' then (select jsonb_agg(e.value) from jsonb_array_elements(c.facts) as e
                                                           where e.value ->> 'field' = 'lifecycle') else c.facts end as facts) as f
   where f.facts is not null
   group by c.branch_id;
comment on view published.branch_history is
  'The last changes of public facts of branches that have any, as JSON, newest first: when, in which role, of which point, from what to what.';
grant select on published.branch_history to branchlight_visitor, branchlight_staff, branchlight_jobs, branchlight_migrator, branchlight_owner;

reset role;
