-- What staff say of the day: status reports with their reporter, undone by a further report, and exceptions to
-- today's hours that are one tap. And replies that are kept so that a request sent twice is done once.

set local role branchlight_owner;

-- Which role a person speaks in: the widest that covers the thing.
create function role_on(kind text, id uuid) returns text
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select g.role
      from people.grant g
     cross join scope_of(role_on.kind, role_on.id) as s
     where g.user_id = actor()
       and (g.role = 'admin' or g.organization_id = any (s.utilities) or g.library_id = s.library_id or g.branch_id = s.branch_id)
     order by array_position(array['librarian', 'library_manager', 'coordinator', 'trainer', 'admin', 'viewer'], g.role)
     limit 1
  $$;
comment on function role_on(text, uuid) is 'In which role the transaction''s user speaks of a thing: the nearest to it; null: in none.';
grant execute on function role_on(text, uuid) to branchlight_staff;

alter table point add column valid_days smallint not null default 7 constraint point_valid_days_range check (valid_days between 1 and 90);
comment on column point.valid_days is 'For how many days a report of it may be believed, unless the report says otherwise.';

alter table status_report
  add column user_id uuid constraint status_report_user_fk references people.user on delete restrict,
  add column note text constraint status_report_note_length check (length(note) between 1 and 500 and note !~ '[\x01-\x08\x0b-\x1f\x7f]'),
  add column expected_end timestamptz constraint status_report_expected_end_of_fault
    check (expected_end is null or (status in ('limited', 'out_of_order') and expected_end > observed_at)),
  add column undoes_id uuid constraint status_report_undoes_once unique
    constraint status_report_undoes_fk references status_report on delete restrict;
comment on column status_report.user_id is 'Who reported; null for seeds. Not published.';
comment on column status_report.note is 'For colleagues and the utility; not published.';
comment on column status_report.expected_end is 'When the reporter expects the fault to be over.';
comment on column status_report.undoes_id is 'The report that this one takes back: neither of the two counts any more.';
create index status_report_user_i on status_report (user_id);

create function status_report_undoable() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if not exists (select from status_report r where r.id = new.undoes_id and r.point_id = new.point_id and r.undoes_id is null
                      and r.user_id = new.user_id and r.recorded_at > now() - interval '10 minutes') then
      raise exception 'too late to undo, or somebody else''s' using errcode = 'check_violation',
        constraint = 'status_report_undoable', table = 'status_report', column = 'undoes_id';
    end if;
    return new;
  end
  $$;
comment on function status_report_undoable() is 'Trigger: only one''s own report of the same point can be undone, within 10 minutes.';
create trigger status_report_undoable before insert on status_report for each row when (new.undoes_id is not null)
  execute function status_report_undoable();

create or replace function status_report_plausible() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if new.observed_at > clock_now() + interval '5 minutes' and not new.demo then
      raise exception 'nobody has seen the future' using errcode = 'check_violation',
        constraint = 'status_report_observed', table = 'status_report', column = 'observed_at';
    end if;
    return new;
  end
  $$;

create or replace function point_status_made(wanted uuid[]) returns setof point_status
  language sql stable set search_path = pg_catalog, public
  as $$
    select p.id, (array_agg(r.status order by r.place))[1], (array_agg(r.components order by r.place))[1],
           (array_agg(r.observed_at order by r.place))[1], (array_agg(r.valid_until order by r.place))[1],
           (array_agg(r.source_role order by r.place))[1], (array_agg(r.demo order by r.place))[1],
           '[' || string_agg(r.body, ',' order by r.place) || ']'
      from unnest(wanted) as p (id)
     cross join lateral (
             select s.status, s.components, s.observed_at, s.valid_until, s.source_role, s.demo,
                    row_number() over (order by s.observed_at desc, s.id desc) as place,
                    row_to_json((select shown from (
                      select s.status, utc_text(s.observed_at) as observed_at, utc_text(s.valid_until) as valid_until,
                             s.source_role as source, s.components, s.demo) as shown))::text as body
               from status_report s
              where s.point_id = p.id and s.undoes_id is null
                and not exists (select from status_report u where u.undoes_id = s.id)
              order by s.observed_at desc, s.id desc
              limit 20) as r
     group by p.id
  $$;

-- A point whose only report was undone has none.
create or replace function point_status_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    touched uuid[];
  begin
    -- In a fixed order, so that two writers of the same points wait for, and never on, each other.
    touched := array(select distinct point_id from altered order by 1);
    perform from point p where p.id = any (touched) order by p.id for no key update;
    insert into point_status select * from point_status_made(touched)
      on conflict (point_id) do update
      set status = excluded.status, components = excluded.components, observed_at = excluded.observed_at,
          valid_until = excluded.valid_until, source_role = excluded.source_role, demo = excluded.demo,
          reports = excluded.reports;
    delete from point_status s where s.point_id = any (touched)
       and not exists (select from point_status_made(array[s.point_id]));
    return null;
  end
  $$;

create or replace function point_status_at(point uuid, moment timestamptz) returns text
  language sql stable set search_path = pg_catalog, public
  as $$
    -- Invariant 1: past valid_until nothing is known.
    select coalesce((select case when moment < r.valid_until then r.status else 'unknown' end
                       from status_report r
                      where r.point_id = point_status_at.point and r.observed_at <= moment and r.undoes_id is null
                        and not exists (select from status_report u where u.undoes_id = r.id)
                      order by r.observed_at desc, r.id desc
                      limit 1), 'unknown')
  $$;

-- Exceptions that staff make for today.
alter table hours_exception
  add column user_id uuid constraint hours_exception_user_fk references people.user on delete restrict,
  add column cause text constraint hours_exception_cause_known check (cause in ('closed_today', 'open_until', 'no_adviser'));
comment on column hours_exception.user_id is 'Who made it; null for seeds. Not published.';
comment on column hours_exception.cause is 'The button that made it, where one did: a further tap takes it back.';
create index hours_exception_user_i on hours_exception (user_id);
-- One of each a day: two taps are one exception.
create unique index hours_exception_cause_unique on hours_exception (schedule_id, cause, first_day) where cause is not null;

create function schedule_scope(wanted uuid, out kind text, out id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select case when s.branch_id is not null then 'branch' else 'point' end, coalesce(s.branch_id, s.point_id)
          from schedule s where s.id = wanted $$;
comment on function schedule_scope(uuid) is 'The branch or point that a schedule is of, as may() takes it.';

create function may_schedule(action text, wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select may(may_schedule.action, s.kind, s.id) from schedule_scope(wanted) as s $$;
comment on function may_schedule(text, uuid) is 'may() of the branch or point that a schedule is of.';

create function hours_first_minute(wanted uuid, day date) returns integer
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select (extract(epoch from (min(r.opens_at) at time zone b.time_zone)::time) / 60)::integer
      from schedule s
      left join point p on p.id = s.point_id
      join branch b on b.id = coalesce(s.branch_id, p.branch_id)
     cross join hours_ranges(s.id, day, day + 1) as r
     where s.id = wanted
     group by b.time_zone
  $$;
comment on function hours_first_minute(uuid, date) is 'When a schedule opens first on a day, minutes of the branch''s clock; null where it doesn''t, or nobody knows.';
grant execute on function hours_first_minute(uuid, date) to branchlight_staff;

-- Replies to creates, by Idempotency-Key.
create table idempotent_reply (
  user_id uuid not null constraint idempotent_reply_user_fk references people.user on delete cascade,
  operation text not null,
  key text not null constraint idempotent_reply_key_length check (length(key) between 1 and 100),
  request_hash bytea not null,
  status smallint not null,
  location text,
  body text,
  made_at timestamptz not null default clock_now(),
  constraint idempotent_reply_pk primary key (user_id, operation, key)
);
comment on table idempotent_reply is 'What was answered to a create with an Idempotency-Key, for a day: who repeats it gets the same again.';
comment on column idempotent_reply.user_id is 'Whose request.';
comment on column idempotent_reply.operation is 'The operation, and the path''s codes.';
comment on column idempotent_reply.key is 'The header''s value.';
comment on column idempotent_reply.request_hash is 'SHA-256 of the request''s body: another body under the same key is a mistake.';
comment on column idempotent_reply.status is 'Status of the reply.';
comment on column idempotent_reply.location is 'Where what was made is.';
comment on column idempotent_reply.body is 'Body of the reply; null where it held a secret.';
comment on column idempotent_reply.made_at is 'When.';

do $$
declare
  named regclass;
begin
  foreach named in array array['idempotent_reply']::regclass[] loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
end
$$;
grant select, insert, update on idempotent_reply to branchlight_staff;
create policy staff_own on idempotent_reply to branchlight_staff using (user_id = actor()) with check (user_id = actor());

-- Notes are for colleagues and the utility.
grant select, insert on status_report to branchlight_staff;
create policy staff_reads on status_report for select to branchlight_staff using (may('read', 'point', point_id));
create policy staff_reports on status_report for insert to branchlight_staff
  with check (user_id = actor() and not demo and may('status', 'point', point_id) and source_role = role_on('point', point_id));

grant insert, delete on hours_exception to branchlight_staff;
create policy staff_makes on hours_exception for insert to branchlight_staff
  with check (user_id = actor() and (may_schedule('directory', schedule_id)
              or (cause is not null and first_day = last_day and may_schedule('hours_today', schedule_id))));
create policy staff_takes_back on hours_exception for delete to branchlight_staff
  using (may_schedule('directory', schedule_id) or (cause is not null and may_schedule('hours_today', schedule_id)));
grant insert on schedule to branchlight_staff;
create policy staff_makes on schedule for insert to branchlight_staff
  with check (not demo and may('hours_today', case when branch_id is not null then 'branch' else 'point' end, coalesce(branch_id, point_id)));
grant execute on function utc_offset(text, integer), may_schedule(text, uuid), schedule_scope(uuid) to branchlight_staff;

reset role;
