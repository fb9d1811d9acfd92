-- Drafts: a branch with its points, and a library, that staff prepare before the public sees them. And hours of points: when one is
-- reached apart from its building, and when somebody helps there, edited as a building's are.
--
-- A row is public since published_at; null is a draft. A time and not a state, because there is but one way, from draft to public, and
-- because the history wants to know when. What was public stays so: its addresses are on posters and in feeds, so it is closed, merged
-- or removed, each of which says so; going back would be a plain "not found".
--
-- That drafts are seen by nobody else is a matter of row level security, and not of each view: what branchlight_publisher can't read,
-- no published view shows, whichever comes after this. (Points and libraries have no time of their own: a point is public with
-- its branch, a library with its institution.)

set local role branchlight_owner;

-- --- since when ------------------------------------------------------------------------------------------------

alter table branch add column published_at timestamptz;
alter table organization add column published_at timestamptz;
-- What is there is public since it was made. Written anew by the type's change: an update would be a change of each row to the feed, its
-- version and its history.
alter table branch alter column published_at type timestamptz using created_at + interval '0', alter column published_at set default now();
alter table organization alter column published_at type timestamptz using created_at + interval '0', alter column published_at set default now();
comment on column branch.published_at is 'Since when the public sees it, and its points; null: a draft, which its library''s and utilities'' people see.';
comment on column organization.published_at is
  'Since when the public sees it, and the library that it is; null: a draft, a library without a public branch so far.';

alter table retired_code add column hidden boolean not null default false;
comment on column retired_code.hidden is 'True for what only a draft was called: it isn''t given again, and the public isn''t told that it ever was.';

create function published_stays() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    raise exception 'what was public can''t be a draft again' using errcode = 'check_violation',
      constraint = tg_table_name || '_published_stays', table = tg_table_name, column = 'published_at';
  end
  $$;
comment on function published_stays() is 'Trigger: since when something is public is said once.';
create trigger branch_published_stays before update of published_at on branch
  for each row when (old.published_at is not null and new.published_at is distinct from old.published_at) execute function published_stays();
create trigger organization_published_stays before update of published_at on organization
  for each row when (old.published_at is not null and new.published_at is distinct from old.published_at) execute function published_stays();

create function point_published_stays() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if (select b.published_at from branch b where b.id = old.branch_id) is not null
       and (select b.published_at from branch b where b.id = new.branch_id) is null then
      raise exception 'a public point can''t go into a draft' using errcode = 'check_violation',
        constraint = 'point_published_stays', table = 'point', column = 'branch_id';
    end if;
    return new;
  end
  $$;
comment on function point_published_stays() is 'Trigger: a public point isn''t moved into a branch that is a draft.';
create trigger point_published_stays before update of branch_id on point
  for each row when (new.branch_id <> old.branch_id and new.lifecycle <> 'removed') execute function point_published_stays();

create function library_published() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    update organization o set published_at = new.published_at
      from library l
     where l.id = new.library_id and o.id = l.organization_id and o.published_at is null;
    return null;
  end
  $$;
comment on function library_published() is 'Trigger: a library is public from its first public branch on.';
create trigger branch_publishes_library after insert or update of published_at, library_id on branch
  for each row when (new.published_at is not null) execute function library_published();

create function is_draft(kind text, id uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select exists (select from branch b where is_draft.kind = 'branch' and b.id = is_draft.id and b.published_at is null)
        or exists (select from point p join branch b on b.id = p.branch_id
                    where is_draft.kind = 'point' and p.id = is_draft.id and b.published_at is null)
        or exists (select from library l join organization o on o.id = l.organization_id
                    where is_draft.kind = 'library' and l.id = is_draft.id and o.published_at is null)
        or exists (select from organization o where is_draft.kind = 'organization' and o.id = is_draft.id and o.published_at is null)
  $$;
comment on function is_draft(text, uuid) is 'Whether a branch, point, library or organization is a draft, or of one.';

create function retired_code_hide() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    new.hidden := is_draft(new.kind, new.row_id);
    return new;
  end
  $$;
comment on function retired_code_hide() is 'Trigger: what a draft was called is nobody else''s business.';
create trigger retired_code_hide before insert on retired_code for each row execute function retired_code_hide();

create function retired_code_leads_to_public() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if exists (select from branch b where new.kind = 'branch' and b.code = new.successor_code and b.published_at is null)
       or exists (select from library l join organization o on o.id = l.organization_id
                   where new.kind = 'library' and l.code = new.successor_code and o.published_at is null) then
      raise exception 'a public address can''t lead to a draft' using errcode = 'check_violation',
        constraint = 'retired_code_leads_to_public', table = 'retired_code', column = 'successor_code';
    end if;
    return new;
  end
  $$;
comment on function retired_code_leads_to_public() is 'Trigger: what is public isn''t merged into a draft.';
create trigger retired_code_leads_to_public before update of successor_code on retired_code
  for each row when (new.successor_code is not null and not new.hidden) execute function retired_code_leads_to_public();

-- --- who sees drafts -------------------------------------------------------------------------------------------

create function is_own(kind text, id uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select exists (select from people.grant g cross join scope_of(is_own.kind, is_own.id) as s
                    where g.user_id = actor()
                      and (g.role = 'admin' or g.organization_id = any (s.utilities) or g.library_id = s.library_id or g.branch_id = s.branch_id))
  $$;
comment on function is_own(text, uuid) is 'Whether the transaction''s user has a role, whichever, on a thing. Kinds as of scope_of().';

create function may_see_institution(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select exists (select from library l
                    where l.organization_id = wanted
                      and (is_own('library', l.id) or (library_free(l.id) and may_make('coordinator'))
                           or exists (select from branch b where b.library_id = l.id and is_own('branch', b.id))))
        or (not exists (select from library l where l.organization_id = wanted) and may_make('coordinator')) -- while it is being made
  $$;
comment on function may_see_institution(uuid) is
  'Whether the transaction''s user sees a library that is a draft: its own people, and coordinators, while nobody has to do with it yet.';

alter policy publisher_reads on branch using (published_at is not null);
alter policy publisher_reads on organization using (published_at is not null);
alter policy publisher_reads on point using (exists (select from branch b where b.id = branch_id));
alter policy publisher_reads on library using (exists (select from organization o where o.id = organization_id));
alter policy publisher_reads on retired_code using (not hidden);
-- Nor is it told later what was changed while it was a draft. (What was never one is public from the beginning.)
alter policy publisher_reads on fact_change using (exists (
  select from branch b where b.id = branch_id and (b.published_at <= at or b.published_at <= b.created_at)));
-- And a point's history moves with it, but not to a branch that has been public for long, by whose time it would be told.
create or replace function fact_change_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    delete from fact_change c
     where c.point_id = new.id
       and not exists (select from branch b where b.id = c.branch_id and (b.published_at <= c.at or b.published_at <= b.created_at));
    update fact_change c set branch_id = new.branch_id where c.point_id = new.id;
    perform fact_changes_trim(new.branch_id);
    return null;
  end
  $$;
comment on function fact_change_follow() is 'Trigger: a point''s history moves with it, but for what was changed while it was a draft.';
alter policy publisher_notices on point_problem using (exists (select from point p where p.id = point_id));
alter policy publisher_notices on planned_work using (exists (select from point p where p.id = point_id));

alter policy staff_reads on branch using (actor() is not null and (published_at is not null or is_own('branch', id) or may_branches_of(library_id)));
alter policy staff_reads on organization using (actor() is not null and (published_at is not null or may_see_institution(id)));
alter policy staff_reads on point using (actor() is not null and exists (select from branch b where b.id = branch_id));
alter policy staff_reads on library using (actor() is not null and exists (select from organization o where o.id = organization_id));
grant update (published_at) on branch to branchlight_staff;

create function code_published(kind text, code text) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select exists (select from branch b where code_published.kind = 'branch' and b.code = code_published.code and b.published_at is not null)
        or exists (select from point p join branch b on b.id = p.branch_id
                    where code_published.kind = 'point' and p.code = code_published.code and b.published_at is not null)
  $$;
comment on function code_published(text, text) is 'Whether visitors know a branch or point by that code: what they send of a draft is of nothing.';

-- --- changes ---------------------------------------------------------------------------------------------------

create function published_when(kind text) returns text
  language sql immutable parallel safe
  return case kind
    when 'branch' then 'exists (select from branch d where d.id = o.id and d.published_at is not null)'
    when 'organization' then 'exists (select from organization d where d.id = o.id and d.published_at is not null)'
    when 'library' then 'exists (select from library c join organization d on d.id = c.organization_id where c.id = o.id and d.published_at is not null)'
    when 'point' then 'exists (select from point c join branch d on d.id = c.branch_id where c.id = o.id and d.published_at is not null)'
    else 'true' end;
comment on function published_when(text) is 'What must hold of a row o, by its id, so that it is no draft: a condition for the triggers that note changes.';

-- As in 0006, but that drafts leave no trace among the changes: not even that there is one, or what it is called.
create or replace function change_note_own() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    noted constant text := tg_table_name;
    shown constant text := coalesce(tg_argv[0], 'true') -- which rows were published, of an alias o
      || case noted when 'branch' then ' and o.published_at is not null' when 'organization' then ' and o.published_at is not null'
                    when 'point' then ' and not is_draft(''branch'', o.branch_id)' when 'library' then ' and not is_draft(''organization'', o.organization_id)'
                    else '' end;
  begin
    if tg_op = 'INSERT' then
      execute format('insert into change_pending select pg_current_xact_id(), $1, o.id, o.code, false from new_rows o
                       where %s on conflict do nothing', published_when(noted)) using noted;
    elsif tg_op = 'DELETE' then
      execute format('insert into change_pending select pg_current_xact_id(), $1, o.id, o.code, %s from old_rows o
                       where %s on conflict do nothing', shown,
                     case when noted in ('branch', 'organization', 'point', 'library') then shown else 'true' end) using noted;
    else
      execute format('insert into change_pending select pg_current_xact_id(), $1, o.id, o.code, %s
                        from old_rows o join new_rows n using (id) where o.* is distinct from n.* and ((%s) or %s)
                        on conflict do nothing', shown, shown, published_when(noted)) using noted;
    end if;
    return null;
  end
  $$;

create or replace function change_note_shown() returns trigger
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
                    select distinct pg_current_xact_id(), $1, o.id, o.code, true from (%s) as o where %s
                      on conflict do nothing', altered, owners, published_when(noted)) using noted;
    return null;
  end
  $$;

create or replace function change_note_retired() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into change_pending
    select distinct on (t.kind, t.row_id) pg_current_xact_id(), t.kind, t.row_id, t.code, true
      from touched t
     where t.kind in ('organization', 'library', 'municipality', 'service', 'equipment', 'campaign', 'place', 'branch', 'point', 'event')
       and not t.hidden
     order by t.kind, t.row_id, t.retired_at desc, t.code
        on conflict do nothing;
    return null;
  end
  $$;

-- What becomes public with a row, or shows it from then on.
create function published_note() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into change_pending
    select pg_current_xact_id(), w.kind, w.id, w.code, w.existed
      from new_rows n
      join old_rows o on o.id = n.id and o.published_at is null and n.published_at is not null
     cross join lateral (
             select 'point' as kind, p.id, p.code, false as existed from point p
              where tg_table_name = 'branch' and p.branch_id = n.id and p.lifecycle <> 'removed'
             union all
             select 'event', e.id, e.code, true from event e join event_branch x on x.event_id = e.id
              where tg_table_name = 'branch' and x.branch_id = n.id and e.lifecycle <> 'draft'
             union all
             select 'library', l.id, l.code, false from library l where tg_table_name = 'organization' and l.organization_id = n.id) as w
        on conflict do nothing;
    return null;
  end
  $$;
comment on function published_note() is 'Trigger: with a branch its points become public, with an institution its library; events tell of the branch.';
create trigger branch_published_note after update on branch referencing old table as old_rows new table as new_rows
  for each statement execute function published_note();
create trigger organization_published_note after update on organization referencing old table as old_rows new table as new_rows
  for each statement execute function published_note();

-- --- as editors read them --------------------------------------------------------------------------------------

create or replace function stored_branch(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', b.code, 'library', l.code, 'kind', b.kind, 'name', b.name, 'name_language', b.name_language,
             'name_certainty', b.name_certainty, 'municipality', m.code, 'place', p.code, 'street', b.street, 'postcode', b.postcode,
             'locality', b.locality, 'country', b.country, 'address_certainty', b.address_certainty,
             'location', case when b.latitude is not null then
               jsonb_build_object('latitude', b.latitude, 'longitude', b.longitude, 'precision', b.location_precision) end,
             'area', b.area, 'phone', b.phone, 'website', b.website, 'time_zone', b.time_zone, 'active', b.active, 'notes', b.notes,
             'step_free', a.step_free, 'demo', b.demo, 'version', b.version, 'created_at', utc_text(b.created_at),
             'updated_at', utc_text(b.updated_at), 'verified_at', utc_text(b.verified_at), 'published_at', utc_text(b.published_at))
      from branch b
      join library l on l.id = b.library_id
      left join municipality m on m.id = b.municipality_id
      left join place p on p.id = b.place_id
      left join accessibility a on a.branch_id = b.id
     where b.id = wanted
  $$;

create or replace function stored_library(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', l.code, 'name', o.name, 'name_language', o.name_language, 'name_certainty', o.name_certainty,
             'municipality', m.code, 'country', o.country, 'website', o.website, 'phone', o.phone,
             'contact_certainty', o.contact_certainty, 'demo', l.demo or o.demo, 'version', l.version + o.version - 1,
             'created_at', utc_text(l.created_at), 'updated_at', utc_text(greatest(l.updated_at, o.updated_at)),
             'verified_at', utc_text(l.verified_at), 'published_at', utc_text(o.published_at))
      from library l
      join organization o on o.id = l.organization_id
      left join municipality m on m.id = l.municipality_id
     where l.id = wanted
  $$;

-- --- hours of points -------------------------------------------------------------------------------------------

create function schedule_of(kind text, subject uuid) returns uuid
  language sql stable set search_path = pg_catalog, public
  as $$
    select s.id from schedule s
     where s.kind = schedule_of.kind and (case s.kind when 'building' then s.branch_id else s.point_id end) = subject
  $$;
comment on function schedule_of(text, uuid) is 'The schedule of a kind that a branch (building) or a point (access, adviser) has; null: none of its own.';

create function stored_schedule(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'version', coalesce((select s.version from schedule s where s.id = wanted), 1),
             'rules', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                 'kind', r.kind, 'weekdays', to_jsonb(r.weekdays), 'season_from', season_text(r.season_from),
                 'season_until', season_text(r.season_until), 'valid_from', r.valid_from, 'valid_until', r.valid_until,
                 'every_weeks', nullif(r.every_weeks, 1), 'month_nth', r.month_nth, 'month_of', r.month_of, 'shortened', r.shortened,
                 'stop', t.name)) || jsonb_build_object('periods', to_jsonb(periods_texts(r.periods)))
                 order by r.level desc, r.season_from, r.weekdays, r.periods, r.id)
               from hours_rule r left join stop t on t.id = r.stop_id where r.schedule_id = wanted), '[]'),
             'exceptions', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                 'first_day', e.first_day, 'last_day', e.last_day, 'weekdays', nullif(to_jsonb(e.weekdays), '[1, 2, 3, 4, 5, 6, 7]'),
                 'reason', e.reason, 'stop', t.name)) || jsonb_build_object('periods', to_jsonb(periods_texts(e.periods)))
                 order by e.first_day, e.made_at, e.id)
               from hours_exception e left join stop t on t.id = e.stop_id where e.schedule_id = wanted and e.cause is null), '[]'))
  $$;
comment on function stored_schedule(uuid) is
  'A schedule as who edits it reads it: rules and dated exceptions, but for what one tap says of today; of null, empty.';

create or replace function stored_hours(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$ select stored_schedule(schedule_of('building', b.id)) from branch b where b.id = wanted $$;

create function schedule_preview(kind text, subject uuid, wall timestamp) returns table (state text, day text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select hours_state_at(s.id, wall at time zone b.time_zone),
           (select string_agg(to_char(r.opens_at at time zone b.time_zone, 'HH24:MI') || '–' ||
                              case when (r.closes_at at time zone b.time_zone)::time = '00:00' then '24:00'
                                   else to_char(r.closes_at at time zone b.time_zone, 'HH24:MI') end, ', ' order by r.opens_at)
              from hours_ranges(s.id, wall::date, wall::date + 1) as r)
      from branch b
      left join point p on p.id = subject and p.branch_id = b.id
     -- A point that has no hours of its own is reached when its building is open.
     cross join lateral (select coalesce(schedule_of(schedule_preview.kind, subject),
                                         case schedule_preview.kind when 'access' then schedule_of('building', b.id) end) as id) as s
     where b.id = subject or p.id is not null
  $$;
comment on function schedule_preview(text, uuid, timestamp) is
  'What a schedule says of a time of the branch''s clock, from the rules themselves: open, closed or unknown, and the periods of that day.';

create function schedule_access_has_rules() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if not exists (select from hours_rule r where r.schedule_id = new.id and r.kind = 'weekly') then
      raise exception 'access without a week' using errcode = 'check_violation',
        constraint = 'schedule_access_has_rules', table = 'schedule', column = 'version';
    end if;
    return null;
  end
  $$;
comment on function schedule_access_has_rules() is
  'Trigger, as hours were replaced: a point that has exceptions of its own and no week would be reached on no other day that anybody knew of.';
create trigger schedule_access_has_rules after update of version on schedule
  for each row when (new.kind = 'access') execute function schedule_access_has_rules();

grant delete on schedule to branchlight_staff;
create policy staff_removes on schedule for delete to branchlight_staff using (kind <> 'building' and may_schedule('directory', id));

grant execute on function is_draft(text, uuid), is_own(text, uuid), may_see_institution(uuid), code_published(text, text), schedule_of(text, uuid),
  stored_schedule(uuid), schedule_preview(text, uuid, timestamp) to branchlight_staff;

reset role;
