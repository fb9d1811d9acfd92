-- What the public reports, what staff make of it, and what is planned.
--
-- Nobody needs an account to say that a point doesn't work or that an address is wrong, so such a report changes
-- nothing by itself: it waits for staff (public_report), and several of them about one point, minutes apart, say
-- "possible problem" (point_problem) until staff have looked. A fault that is worked on is an incident; which state may
-- follow which is a table (incident_transition) that a trigger asks, so no client can skip one. Planned work on a point is
-- announced with its period; a planned closure of a building is an exception to its hours.

set local role branchlight_owner;

-- Limits on what nobody in particular sends.

create table people.report_salt (
  day date constraint report_salt_pk primary key,
  salt bytea not null constraint report_salt_length check (length(salt) = 32)
);
comment on table people.report_salt is
  'The day''s secret that addresses of public reports are hashed with. Purpose: limits. Thrown away with its day; without it the hashes say nothing.';
comment on column people.report_salt.day is 'The day, UTC.';
comment on column people.report_salt.salt is '256 random bits.';
alter table people.report_salt enable row level security;
alter table people.report_salt force row level security;
create policy owner_all on people.report_salt to branchlight_owner using (true) with check (true);

create function people.report_take(wanted text, address text, capacity integer, seconds double precision,
                                   out wait integer, out remaining integer)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    today constant date := (clock_now() at time zone 'UTC')::date;
    key text := wanted;
  begin
    if address is not null then
      insert into people.report_salt (day, salt) values (today, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
        on conflict do nothing;
      delete from people.report_salt s where s.day < today;
      select wanted || ' ' || encode(sha256(s.salt || convert_to(address, 'UTF8')), 'hex') into key
        from people.report_salt s where s.day = today;
    end if;
    wait := people.attempt_take(key, capacity, seconds);
    select greatest(0, floor(capacity - a.level)) into remaining
      from people.attempt a where a.bucket = sha256(convert_to(key, 'UTF8'));
  end
  $$;
comment on function people.report_take(text, text, integer, double precision) is
  'Counts a public report into a bucket, as attempt_take does: of a thing, or of an address, which is hashed with the day''s salt. '
  'Seconds to wait (0: there was room), and how many more there is room for.';

-- What the public reports.

create table incident (
  id uuid constraint incident_pk primary key default uuid_v7(),
  point_id uuid not null constraint incident_point_fk references point on delete cascade,
  part text not null constraint incident_part_known
    check (part in ('computer', 'network', 'website', 'printer', 'adviser', 'closed', 'other')),
  state text not null default 'reported' constraint incident_state_known
    check (state in ('reported', 'acknowledged', 'in_progress', 'fixed', 'verified', 'dismissed')),
  expected_end timestamptz,
  assignee_id uuid constraint incident_assignee_fk references people.user on delete set null,
  opened_by_id uuid constraint incident_opened_by_fk references people.user on delete set null,
  opened_at timestamptz not null default clock_now(),
  changed_at timestamptz not null default clock_now(),
  closed_at timestamptz,
  verified_by_id uuid constraint incident_verified_by_fk references status_report on delete set null,
  version bigint not null default 1,
  constraint incident_closed_when_over check ((closed_at is not null) = (state in ('verified', 'dismissed')))
);
comment on table incident is 'A fault of a point that somebody deals with. Not published: what visitors see of a fault is the status report.';
comment on column incident.id is 'Identifier; in addresses too.';
comment on column incident.point_id is 'The point.';
comment on column incident.part is 'What doesn''t work, as in public_report.about.';
comment on column incident.state is 'reported, acknowledged, in_progress, fixed, verified (somebody saw it work) or dismissed.';
comment on column incident.expected_end is 'When it should be over.';
comment on column incident.assignee_id is 'Who deals with it.';
comment on column incident.opened_by_id is 'Who made it.';
comment on column incident.opened_at is 'When it was made.';
comment on column incident.changed_at is 'When it last changed.';
comment on column incident.closed_at is 'When it was verified or dismissed.';
comment on column incident.verified_by_id is 'The report "works" that verified it; null: somebody did by hand.';
comment on column incident.version is 'Counts changes: who changes it names the version that they saw.';
create index incident_point_i on incident (point_id, opened_at desc);
create index incident_assignee_i on incident (assignee_id);
create index incident_opened_by_i on incident (opened_by_id);
create index incident_verified_by_i on incident (verified_by_id);

create table incident_transition (
  from_state text not null,
  to_state text not null,
  by_report boolean not null default false,
  constraint incident_transition_pk primary key (from_state, to_state)
);
comment on table incident_transition is 'Which state of an incident may follow which.';
comment on column incident_transition.from_state is 'The state before.';
comment on column incident_transition.to_state is 'The state after.';
comment on column incident_transition.by_report is 'True where no person can choose it: it follows from a status report, or from undoing one.';
insert into incident_transition (from_state, to_state, by_report)
values ('reported', 'acknowledged', false), ('reported', 'dismissed', false),
       ('acknowledged', 'in_progress', false), ('acknowledged', 'fixed', false), ('acknowledged', 'dismissed', false),
       ('in_progress', 'fixed', false), ('in_progress', 'dismissed', false),
       ('fixed', 'in_progress', false), ('fixed', 'verified', false),
       ('reported', 'verified', true), ('acknowledged', 'verified', true), ('in_progress', 'verified', true),
       ('verified', 'reported', true), ('verified', 'acknowledged', true), ('verified', 'in_progress', true), ('verified', 'fixed', true);

create table incident_update (
  id uuid constraint incident_update_pk primary key default uuid_v7(),
  incident_id uuid not null constraint incident_update_incident_fk references incident on delete cascade,
  from_state text not null,
  to_state text not null,
  note text constraint incident_update_note_length check (length(note) between 1 and 1000 and note !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  user_id uuid constraint incident_update_user_fk references people.user on delete set null,
  source_role text,
  status_report_id uuid constraint incident_update_status_report_fk references status_report on delete set null,
  made_at timestamptz not null default clock_now()
);
comment on table incident_update is 'What was done about an incident. Rows are never changed, but for forgetting a person who was erased.';
comment on column incident_update.id is 'Identifier.';
comment on column incident_update.incident_id is 'The incident.';
comment on column incident_update.from_state is 'Its state before.';
comment on column incident_update.to_state is 'Its state after; the same where only something was noted.';
comment on column incident_update.note is 'What was noted; for colleagues, not published.';
comment on column incident_update.user_id is 'Who did it.';
comment on column incident_update.source_role is 'In which role.';
comment on column incident_update.status_report_id is 'The status report that did it.';
comment on column incident_update.made_at is 'When.';
create index incident_update_incident_i on incident_update (incident_id, made_at, id);
create index incident_update_user_i on incident_update (user_id);
create index incident_update_status_report_i on incident_update (status_report_id);

create function incident_update_stays() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if pg_trigger_depth() > 1 then
      return case tg_op when 'DELETE' then old else new end; -- what a deletion elsewhere does to it
    end if;
    raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation',
      constraint = 'incident_update_append_only', table = 'incident_update';
  end
  $$;
comment on function incident_update_stays() is 'Trigger: updates of incidents are append-only; they go with their incident, and forget a person with the person.';
create trigger incident_update_append_only before update or delete on incident_update for each row execute function incident_update_stays();

create function incident_guard() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    reported constant boolean := new.verified_by_id is distinct from old.verified_by_id;
  begin
    if new.state <> old.state and not exists (select from incident_transition t where t.from_state = old.state
                                                 and t.to_state = new.state and (reported or not t.by_report)) then
      raise exception 'an incident that is % can''t become %', old.state, new.state using errcode = 'check_violation',
        constraint = 'incident_transition_known', table = 'incident', column = 'state';
    end if;
    if new.assignee_id is distinct from old.assignee_id and new.assignee_id is not null
       and not exists (select from people.assignees(new.point_id) a where a.id = new.assignee_id) then
      raise exception 'nobody who deals with the point' using errcode = 'check_violation',
        constraint = 'incident_assignee_known', table = 'incident', column = 'assignee_id';
    end if;
    new.closed_at := case when new.state in ('verified', 'dismissed') then coalesce(old.closed_at, clock_now()) end;
    new.changed_at := clock_now();
    new.version := old.version + 1;
    return new;
  end
  $$;
comment on function incident_guard() is 'Trigger: only transitions that the table has; version and times follow.';
create trigger incident_guard before update on incident for each row execute function incident_guard();

create table public_report (
  id uuid constraint public_report_pk primary key default uuid_v7(),
  kind text not null constraint public_report_kind_known check (kind in ('problem', 'correction')),
  branch_id uuid not null constraint public_report_branch_fk references branch on delete cascade,
  point_id uuid constraint public_report_point_fk references point on delete cascade,
  about text not null,
  words text constraint public_report_words_length check (length(words) between 1 and 500 and words !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  made_at timestamptz not null default clock_now(),
  state text not null default 'open' constraint public_report_state_known check (state in ('open', 'confirmed', 'dismissed', 'merged')),
  incident_id uuid constraint public_report_incident_fk references incident on delete set null,
  merged_into_id uuid constraint public_report_merged_into_fk references public_report on delete set null,
  decided_by_id uuid constraint public_report_decided_by_fk references people.user on delete set null,
  decided_at timestamptz,
  version bigint not null default 1,
  constraint public_report_point_of_problem check ((kind = 'problem') = (point_id is not null)),
  constraint public_report_about_known check (
    about in ('other') or case kind when 'problem' then about in ('computer', 'network', 'website', 'printer', 'adviser', 'closed')
                                    else about in ('address', 'phone', 'hours', 'name', 'location', 'accessibility') end),
  constraint public_report_decided check ((decided_at is null) = (state = 'open')),
  constraint public_report_merged_elsewhere check (merged_into_id <> id and (merged_into_id is null or state = 'merged'))
);
comment on table public_report is
  'What somebody without an account reported of a point (problem) or of what is said of a branch (correction). Who it was isn''t kept. '
  'The words may hold what they shouldn''t, so they are forgotten 90 days after.';
comment on column public_report.id is 'Identifier; in addresses too.';
comment on column public_report.kind is 'problem or correction.';
comment on column public_report.branch_id is 'The branch.';
comment on column public_report.point_id is 'The point, of a problem.';
comment on column public_report.about is 'computer, network, website, printer, adviser, closed; address, phone, hours, name, location, accessibility; or other.';
comment on column public_report.words is 'In their own words; null where there were none, or since they were forgotten.';
comment on column public_report.made_at is 'When it came.';
comment on column public_report.state is 'open; confirmed (it is so), dismissed, or merged (an other report says the same).';
comment on column public_report.incident_id is 'The incident that it made or joined.';
comment on column public_report.merged_into_id is 'The report that says the same.';
comment on column public_report.decided_by_id is 'Who decided.';
comment on column public_report.decided_at is 'When.';
comment on column public_report.version is 'Counts changes: who decides names the version that they saw.';
create index public_report_branch_i on public_report (branch_id, state);
create index public_report_point_i on public_report (point_id, made_at);
create index public_report_incident_i on public_report (incident_id);
create index public_report_merged_into_i on public_report (merged_into_id);
create index public_report_decided_by_i on public_report (decided_by_id);

create function public_report_guard() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if new.state <> old.state and old.state <> 'open' then
      raise exception 'decided already' using errcode = 'check_violation',
        constraint = 'public_report_decided_once', table = 'public_report', column = 'state';
    end if;
    if (new.state, new.incident_id, new.merged_into_id) is distinct from (old.state, old.incident_id, old.merged_into_id) then
      new.version := old.version + 1;
    end if;
    return new;
  end
  $$;
comment on function public_report_guard() is 'Trigger: a report is decided once; its version follows.';
create trigger public_report_guard before update on public_report for each row execute function public_report_guard();

-- "Possible problem": three reports of a point, at least 10 minutes apart, since staff last reported. A library's visitors share
-- one address, so where they came from doesn't count; that the doors were closed is no fault.

create table point_problem (
  point_id uuid constraint point_problem_pk primary key constraint point_problem_point_fk references point on delete cascade,
  since timestamptz not null
);
comment on table point_problem is 'Points that visitors report a problem of, and staff haven''t looked at since. Made from public_report by trigger.';
comment on column point_problem.point_id is 'The point.';
comment on column point_problem.since is 'The first of the reports.';

create function point_problem_follow(wanted uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    spaced constant interval := interval '10 minutes';
    enough constant integer := 3;
    looked timestamptz;
    first timestamptz;
    last timestamptz;
    found_at timestamptz;
    counted integer := 0;
  begin
    -- Two who report at once must see each other.
    perform from point p where p.id = wanted for no key update;
    select max(s.observed_at) into looked from status_report s
     where s.point_id = wanted and s.undoes_id is null and not exists (select from status_report u where u.undoes_id = s.id);
    for found_at in select r.made_at from public_report r
                     where r.point_id = wanted and r.state <> 'dismissed' and r.about <> 'closed'
                       and r.made_at > coalesce(looked, '-infinity') and r.made_at > clock_now() - interval '30 days'
                     order by r.made_at loop
      if last is null or found_at >= last + spaced then
        counted := counted + 1;
        first := coalesce(first, found_at);
        last := found_at;
      end if;
    end loop;
    if counted < enough then
      delete from point_problem t where t.point_id = wanted;
    else
      insert into point_problem (point_id, since) values (wanted, first)
        on conflict (point_id) do update set since = excluded.since where point_problem.since <> excluded.since;
    end if;
  end
  $$;
comment on function point_problem_follow(uuid) is 'Puts right whether a point has a possible problem.';

create function public_report_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    perform point_problem_follow(new.point_id);
    return null;
  end
  $$;
comment on function public_report_follow() is 'Trigger: keeps point_problem beside public_report.';
create trigger public_report_follow after insert or update on public_report for each row when (new.point_id is not null)
  execute function public_report_follow();

create function status_report_settles() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if exists (select from public_report r where r.point_id = new.point_id) then
      perform point_problem_follow(new.point_id);
    end if;
    if new.undoes_id is not null then
      with undone as (
        select distinct on (u.incident_id) u.incident_id, u.from_state
          from incident_update u join incident i on i.id = u.incident_id
         where u.status_report_id = new.undoes_id and i.verified_by_id = new.undoes_id
         order by u.incident_id, u.made_at desc, u.id desc
      ), again as (
        update incident i set state = n.from_state, verified_by_id = null from undone n where i.id = n.incident_id returning i.id, i.state
      )
      insert into incident_update (incident_id, from_state, to_state, user_id, source_role, status_report_id)
      select a.id, 'verified', a.state, new.user_id, new.source_role, new.id from again a;
    elsif new.status = 'working' and not new.demo then
      with open as (
        select i.id, i.state from incident i where i.point_id = new.point_id and i.closed_at is null order by i.id for update
      ), verified as (
        update incident i set state = 'verified', verified_by_id = new.id from open o where i.id = o.id returning i.id, o.state
      )
      insert into incident_update (incident_id, from_state, to_state, user_id, source_role, status_report_id)
      select v.id, v.state, 'verified', new.user_id, new.source_role, new.id from verified v;
    end if;
    return null;
  end
  $$;
comment on function status_report_settles() is
  'Trigger: who has looked at a point settles what visitors said of it; one who saw it work verifies its open incidents, and undoing that opens them again.';
create trigger status_report_settles after insert on status_report for each row execute function status_report_settles();

create function public_report_make(wanted_kind text, code text, about text, words text) returns json
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    made public_report;
  begin
    insert into public_report (kind, branch_id, point_id, about, words)
    select 'problem', p.branch_id, p.id, public_report_make.about, public_report_make.words
      from point p where wanted_kind = 'problem' and p.code = public_report_make.code and p.lifecycle <> 'removed'
    union all
    select 'correction', b.id, null, public_report_make.about, public_report_make.words
      from branch b where wanted_kind = 'correction' and b.code = public_report_make.code
    returning * into made;
    if made.id is null then
      return null;
    end if;
    return json_build_object(case made.kind when 'problem' then 'point' else 'branch' end, public_report_make.code,
                             made.kind, made.about, 'received_at', utc_text(made.made_at));
  end
  $$;
comment on function public_report_make(text, text, text, text) is
  'Takes a report of the public: kind, code of the point or branch, what about, in which words. What was received; null where there is no such code.';

create function public_reports_forget() returns bigint
  language sql security definer set search_path = pg_catalog, public
  as $$
    with words as (
      update public_report r set words = null where r.words is not null and r.made_at < clock_now() - interval '90 days' returning 1
    ), salts as (
      delete from people.report_salt s where s.day < (clock_now() at time zone 'UTC')::date returning 1
    ), attempts as (
      delete from people.attempt a where a.at < clock_timestamp() - interval '24 hours' returning 1
    )
    select (select count(*) from words) + (select count(*) from salts) + (select count(*) from attempts)
  $$;
comment on function public_reports_forget() is
  'Job: forgets the words of public reports after 90 days, the salt of days that are over, and attempts after 24 hours; how many.';

-- What is planned.

create table planned_work (
  id uuid constraint planned_work_pk primary key default uuid_v7(),
  point_id uuid not null constraint planned_work_point_fk references point on delete cascade,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason jsonb not null constraint planned_work_reason_texts check (is_texts(reason)),
  made_by_id uuid constraint planned_work_made_by_fk references people.user on delete set null,
  made_at timestamptz not null default clock_now(),
  cancelled_at timestamptz,
  constraint planned_work_order check (ends_at > starts_at),
  constraint planned_work_not_for_long check (ends_at <= starts_at + interval '92 days')
);
comment on table planned_work is 'Work on a point that is announced: from when until when it won''t be usable.';
comment on column planned_work.id is 'Identifier; in addresses too.';
comment on column planned_work.point_id is 'The point.';
comment on column planned_work.starts_at is 'From when.';
comment on column planned_work.ends_at is 'Until when.';
comment on column planned_work.reason is 'What will be done, for visitors, per language.';
comment on column planned_work.made_by_id is 'Who planned it. Not published.';
comment on column planned_work.made_at is 'When it was planned.';
comment on column planned_work.cancelled_at is 'When it was called off.';
create index planned_work_point_i on planned_work (point_id, ends_at);
create index planned_work_made_by_i on planned_work (made_by_id);

create function planned_work_ahead() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if new.ends_at <= clock_now() then
      raise exception 'over already' using errcode = 'check_violation', constraint = 'planned_work_ahead', table = 'planned_work', column = 'ends_at';
    end if;
    return new;
  end
  $$;
comment on function planned_work_ahead() is 'Trigger: what is over can''t be planned.';
create trigger planned_work_ahead before insert on planned_work for each row execute function planned_work_ahead();

create function events_hit(branch uuid, starts timestamptz, ends timestamptz) returns json
  language sql stable set search_path = pg_catalog, public
  as $$
    -- Made as the published bodies are, without blanks between members: pages read it as they read those.
    select ('[' || coalesce(string_agg(row_to_json((select shown from (
              select e.code, e.title, utc_text(e.starts_at) as starts_at, utc_text(e.ends_at) as ends_at) as shown))::text, ','
              order by e.starts_at, e.code), '') || ']')::json
      from event e join event_branch b on b.event_id = e.id
     where b.branch_id = events_hit.branch and e.lifecycle = 'announced' and e.starts_at < events_hit.ends and e.ends_at > events_hit.starts
  $$;
comment on function events_hit(uuid, timestamptz, timestamptz) is 'The announced events of a branch that fall into a time, as JSON.';

call change_noted('point_problem', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);
call change_noted('planned_work', $$change_note_shown('point', '*',
  'select p.id, p.code from point p join altered a on a.point_id = p.id where p.lifecycle <> ''removed''')$$);

do $$
declare
  named regclass;
begin
  foreach named in array array['incident', 'incident_transition', 'incident_update', 'public_report', 'point_problem',
                               'planned_work']::regclass[] loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
  foreach named in array array['incident_transition', 'point_problem', 'planned_work']::regclass[] loop
    execute format('grant select on %s to branchlight_staff', named);
    execute format('create policy staff_reads on %s for select to branchlight_staff using (actor() is not null)', named);
  end loop;
  foreach named in array array['point_problem', 'planned_work', 'hours_exception']::regclass[] loop
    execute format('grant select on %s to branchlight_publisher', named);
    execute format('create policy publisher_notices on %s for select to branchlight_publisher using (true)', named);
  end loop;
end
$$;

-- Who is a party to an agreement is told that it ends.
grant select on agreement to branchlight_staff;
create policy staff_parties on agreement for select to branchlight_staff
  using (exists (select from actor_grants() g where g.role = 'admin' or g.organization_id = utility_id or g.library_id = agreement.library_id));

create function incident_point(wanted uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select i.point_id from incident i where i.id = wanted $$;
comment on function incident_point(uuid) is 'The point of an incident, for policies.';

create function people.assignees(point uuid) returns table (id uuid, name text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select distinct u.id, u.name
      from people.grant g
      join people.user u on u.id = g.user_id and u.disabled_at is null
     cross join scope_of('point', point) as s
     where may('triage', 'point', point) and g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
       and (g.role = 'admin' or g.organization_id = any (s.utilities) or g.library_id = s.library_id or g.branch_id = s.branch_id)
     order by u.name, u.id
  $$;
comment on function people.assignees(uuid) is 'Who can deal with a fault of a point: colleagues, told by name to each other.';

create function incident_shown(wanted uuid) returns json
  language sql stable set search_path = pg_catalog, public
  as $$
    select json_build_object('id', i.id, 'version', i.version, 'point', p.code, 'branch', b.code, 'part', i.part, 'state', i.state,
             'next_states', (select coalesce(json_agg(t.to_state order by t.to_state), '[]') from incident_transition t
                              where t.from_state = i.state and not t.by_report),
             'expected_end', utc_text(i.expected_end),
             'assignee', (select json_build_object('id', a.id, 'name', a.name) from people.assignees(i.point_id) a where a.id = i.assignee_id),
             'opened_at', utc_text(i.opened_at), 'changed_at', utc_text(i.changed_at), 'closed_at', utc_text(i.closed_at),
             'reports', (select count(*) from public_report r where r.incident_id = i.id),
             'updates', (select coalesce(json_agg(json_build_object('at', utc_text(u.made_at), 'from', u.from_state, 'to', u.to_state,
                                                                    'note', u.note, 'role', u.source_role,
                                                                    'by', (select a.name from people.assignees(i.point_id) a where a.id = u.user_id))
                                                  order by u.made_at, u.id), '[]')
                           from incident_update u where u.incident_id = i.id))
      from incident i join point p on p.id = i.point_id join branch b on b.id = p.branch_id
     where i.id = wanted
  $$;
comment on function incident_shown(uuid) is 'An incident as JSON, as far as who asks may see it.';

create function public_report_shown(wanted uuid) returns json
  language sql stable set search_path = pg_catalog, public
  as $$
    select json_build_object('id', r.id, 'version', r.version, 'kind', r.kind, 'branch', b.code, 'point', p.code, 'about', r.about,
                             'text', r.words, 'received_at', utc_text(r.made_at), 'state', r.state, 'incident', r.incident_id,
                             'merged_into', r.merged_into_id, 'decided_at', utc_text(r.decided_at))
      from public_report r join branch b on b.id = r.branch_id left join point p on p.id = r.point_id
     where r.id = wanted
  $$;
comment on function public_report_shown(uuid) is 'A report of the public as JSON, as far as who asks may see it.';

grant select, insert, update (state, expected_end, assignee_id) on incident to branchlight_staff;
create policy staff_reads on incident for select to branchlight_staff using (may('triage', 'point', point_id));
create policy staff_makes on incident for insert to branchlight_staff
  with check (opened_by_id = actor() and may('triage', 'point', point_id));
create policy staff_changes on incident for update to branchlight_staff
  using (may('triage', 'point', point_id)) with check (may('triage', 'point', point_id));

grant select, insert on incident_update to branchlight_staff;
create policy staff_reads on incident_update for select to branchlight_staff using (may('triage', 'point', incident_point(incident_id)));
create policy staff_makes on incident_update for insert to branchlight_staff
  with check (user_id = actor() and status_report_id is null and may('triage', 'point', incident_point(incident_id)));

grant select, update (state, incident_id, merged_into_id, decided_by_id, decided_at) on public_report to branchlight_staff;
create policy staff_reads on public_report for select to branchlight_staff
  using (may('triage', case when point_id is null then 'branch' else 'point' end, coalesce(point_id, branch_id)));
create policy staff_decides on public_report for update to branchlight_staff
  using (may('triage', case when point_id is null then 'branch' else 'point' end, coalesce(point_id, branch_id)))
  with check (decided_by_id = actor() and may('triage', case when point_id is null then 'branch' else 'point' end, coalesce(point_id, branch_id)));

grant insert, update (cancelled_at) on planned_work to branchlight_staff;
create policy staff_makes on planned_work for insert to branchlight_staff with check (made_by_id = actor() and may('triage', 'point', point_id));
create policy staff_cancels on planned_work for update to branchlight_staff using (may('triage', 'point', point_id)) with check (may('triage', 'point', point_id));

grant execute on function people.report_take(text, text, integer, double precision), public_report_make(text, text, text, text),
  people.assignees(uuid), incident_shown(uuid), public_report_shown(uuid), incident_point(uuid), events_hit(uuid, timestamptz, timestamptz) to branchlight_staff;
grant execute on function public_reports_forget() to branchlight_jobs;

reset role;
set local role branchlight_publisher;

-- Members behind those of the rows' bodies, of the few rows that have any: text, as all bodies are.

create view published.point_notice with (security_barrier) as
  select n.id, ',"possible_problem_since":' || coalesce(to_json(public.utc_text(t.since))::text, 'null')
               || ',"planned_work":[' || coalesce(w.list, '') || ']' as members
    from (select q.point_id as id from public.point_problem q
          union
          select q.point_id from public.planned_work q where q.cancelled_at is null and q.ends_at > public.clock_now()) as n
    left join public.point_problem t on t.point_id = n.id
   cross join lateral (
           select string_agg(row_to_json((select shown from (
                    select public.utc_text(p.starts_at) as starts_at, public.utc_text(p.ends_at) as ends_at, p.reason) as shown))::text, ','
                    order by p.starts_at, p.id) as list
             from public.planned_work p
            where p.point_id = n.id and p.cancelled_at is null and p.ends_at > public.clock_now()) as w;
comment on view published.point_notice is
  'Points of which visitors report a problem, or on which work is planned: members of their bodies. What is over leaves it when the row is next read.';

create view published.branch_notice with (security_barrier) as
  select b.id, ',"closures":[' || string_agg(row_to_json((select shown from (
           select e.first_day, e.last_day, public.utc_text(e.first_day::timestamp at time zone b.time_zone) as starts_at,
                  public.utc_text((e.last_day + 1)::timestamp at time zone b.time_zone) as ends_at, e.reason) as shown))::text, ','
           order by e.first_day, e.id) || ']' as members
    from public.hours_exception e
    join public.schedule s on s.id = e.schedule_id
    join public.branch b on b.id = s.branch_id
   where e.periods = '{}' and e.stop_id is null and cardinality(e.weekdays) = 7
     and e.last_day >= (public.clock_now() at time zone b.time_zone)::date
   group by b.id;
comment on view published.branch_notice is 'Branches whose building is closed on days to come, whatever its rules say: members of their bodies.';

grant select on published.point_notice, published.branch_notice to branchlight_visitor, branchlight_staff, branchlight_jobs, branchlight_migrator, branchlight_owner;

reset role;
