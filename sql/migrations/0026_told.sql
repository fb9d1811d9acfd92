-- SPDX-License-Identifier: Apache-2.0
--
-- Who was told: a fault that staff report is written to the utility's coordinators, once an outage, and the reporter sees that it
-- was; and coordinators remind those who can confirm a point, each at most once a day.

set local role branchlight_owner;

-- Faults.

alter table people.mail add column status_report_id uuid constraint mail_status_report_fk references status_report on delete set null;
comment on column people.mail.status_report_id is 'The fault that it tells of; null: none.';
create index mail_status_report_i on people.mail (status_report_id);

create table fault_notice (
  status_report_id uuid constraint fault_notice_pk primary key
    constraint fault_notice_status_report_fk references status_report on delete cascade,
  coordinators smallint not null constraint fault_notice_coordinators_range check (coordinators >= 0),
  made_at timestamptz not null default clock_now()
);
comment on table fault_notice is 'Reports of a fault that were written to the utility, or would have been if somebody were there. Nobody is named: how many, and when.';
comment on column fault_notice.status_report_id is 'The report.';
comment on column fault_notice.coordinators is 'To how many coordinators of the utility; 0: it has none but the reporter.';
comment on column fault_notice.made_at is 'When.';

-- Reminders.

create table point_reminder (
  point_id uuid not null constraint point_reminder_point_fk references point on delete cascade,
  user_id uuid not null constraint point_reminder_user_fk references people.user on delete cascade,
  day date not null,
  asked_by_id uuid constraint point_reminder_asked_by_fk references people.user on delete set null,
  made_at timestamptz not null default clock_now(),
  constraint point_reminder_pk primary key (point_id, user_id, day)
);
comment on table point_reminder is 'Who was reminded to confirm a point. Purpose: at most once a day. Purged after 7 days.';
comment on column point_reminder.point_id is 'The point.';
comment on column point_reminder.user_id is 'Who was reminded.';
comment on column point_reminder.day is 'On which day, by the clock of the branch.';
comment on column point_reminder.asked_by_id is 'Who asked for it.';
comment on column point_reminder.made_at is 'When.';
create index point_reminder_user_i on point_reminder (user_id);
create index point_reminder_asked_by_i on point_reminder (asked_by_id);

do $$
declare
  named regclass;
begin
  foreach named in array array['fault_notice', 'point_reminder']::regclass[] loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
end
$$;
-- That somebody was reminded is audited, by whom and of which point; who it was is personal. That a row was purged is no news.
create trigger point_reminder_audited after insert on point_reminder for each row execute function audit_note('user_id', 'asked_by_id');

-- Telling of a fault.

create function people.fault_begun(wanted uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    with counted as (
      select r.id, r.status, r.observed_at from status_report r
       where r.point_id = wanted and r.undoes_id is null and not exists (select from status_report u where u.undoes_id = r.id)
    )
    select c.id from counted c
     where c.status = 'out_of_order'
       and not exists (select from counted o where o.status <> 'out_of_order' and (o.observed_at, o.id) > (c.observed_at, c.id))
     order by c.observed_at, c.id limit 1
  $$;
comment on function people.fault_begun(uuid) is 'The first report of the outage in which a point is; null: it is in none.';

create function people.fault_tell() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    begun status_report;
    told bigint;
  begin
    if new.undoes_id is not null then
      -- What hasn't been sent is not to be; who has read it is told that it was a mistake.
      with unsent as (
        delete from people.mail m where m.status_report_id = new.undoes_id and m.template = 'fault' and m.sent_at is null
      )
      insert into people.mail (template, email, language, texts, user_id, status_report_id)
      select 'fault_undone', m.email, m.language, t.texts, m.user_id, new.id
        from people.mail m cross join people.fault_texts(new.point_id) as t (texts)
       where m.status_report_id = new.undoes_id and m.template = 'fault' and m.sent_at is not null;
      perform pg_notify('branchlight_mail', '');
      return null;
    end if;
    if new.status <> 'out_of_order' or new.user_id is null or new.demo then
      return null;
    end if;
    -- Two who report at once tell once. A point that fails by turns, or a phone in the wrong hands, would write at each turn.
    perform from point p where p.id = new.point_id for no key update;
    select r.* into begun from status_report r where r.id = people.fault_begun(new.point_id);
    if begun.id is null
       or (select count(*) from fault_notice n join status_report r on r.id = n.status_report_id
            where r.point_id = new.point_id and n.coordinators > 0 and n.made_at > clock_now() - interval '1 hour') >= 3
       or exists (
         select from fault_notice n join status_report r on r.id = n.status_report_id
          where r.point_id = new.point_id and n.coordinators > 0 and (r.observed_at, r.id) >= (begun.observed_at, begun.id)
            and not exists (select from status_report u where u.undoes_id = r.id)) then
      return null;
    end if;
    insert into people.mail (template, email, language, texts, user_id, status_report_id)
    select 'fault', c.email, c.language,
           t.texts || jsonb_build_object('note', coalesce(new.note, '–'), 'part', jsonb_build_object('key', coalesce(
             (select 'my_point.down.' || k.key from jsonb_each_text(new.components) k
               where k.value = 'down' and k.key in ('computer', 'network', 'website', 'printer') order by k.key limit 1), 'status.out_of_order'))),
           c.id, new.id
      from (select distinct u.id, u.email, u.language
              from point p
              join people.grant g on g.role = 'coordinator' and g.organization_id = p.utility_id
              join people.user u on u.id = g.user_id
             where p.id = new.point_id and u.email is not null and u.disabled_at is null and u.id <> new.user_id) as c
     cross join people.fault_texts(new.point_id) as t (texts);
    get diagnostics told = row_count;
    insert into fault_notice (status_report_id, coordinators) values (new.id, least(told, 32767));
    perform pg_notify('branchlight_mail', '');
    return null;
  end
  $$;
comment on function people.fault_tell() is
  'Trigger: writes to the coordinators of the utility that a point is out of order, once an outage, of a point that fails by turns three times an '
  'hour at most, and not to the reporter; takes it back where the report is undone.';

create function people.fault_texts(wanted uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select jsonb_build_object('branch', b.name, 'utility', u.name, 'point', p.code, 'phone', coalesce(b.phone, lo.phone, '–'))
      from point p
      join branch b on b.id = p.branch_id
      join library l on l.id = b.library_id
      join organization lo on lo.id = l.organization_id
      join organization u on u.id = p.utility_id
     where p.id = wanted
  $$;
comment on function people.fault_texts(uuid) is 'What messages about a point''s fault say of the place.';
create trigger status_report_tells after insert on status_report for each row execute function people.fault_tell();

create function people.fault_told(wanted uuid, out coordinators bigint, out failed bigint, out followers bigint, out made_at timestamptz, out own boolean)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select n.coordinators,
           (select count(*) from people.mail m where m.status_report_id = n.status_report_id and m.template = 'fault' and m.failed_at is not null),
           (select count(*) from people.follower_told t
             where t.point_id = b.point_id and t.status = 'out_of_order' and t.told_at >= b.recorded_at),
           n.made_at, r.source_role = 'coordinator'
      from status_report b
      join status_report r on r.point_id = b.point_id and ((r.observed_at, r.id) >= (b.observed_at, b.id) or r.recorded_at > clock_now() - interval '1 hour')
      join fault_notice n on n.status_report_id = r.id
     where b.id = people.fault_begun(wanted) and may('status', 'point', wanted)
       and not exists (select from status_report u where u.undoes_id = r.id)
     order by n.coordinators > 0 desc, n.made_at desc limit 1
  $$;
comment on function people.fault_told(uuid) is
  'Who was told of the outage in which a point is, or of one within the hour before it, for those who may report it: how many coordinators of the utility, to how many of them it '
  'couldn''t be delivered, how many followers, when, and whether the reporter is a coordinator. Nulls: nothing was to be told.';
grant execute on function people.fault_told(uuid) to branchlight_staff;

-- Reminding.

create function people.points_remind(wanted text[], out reminded bigint, out already bigint, out nobody bigint, out confirmed bigint, out people bigint)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    -- Two who press at once remind once.
    perform pg_advisory_xact_lock(20, 4);
    with asked as (
      select p.id, p.code, b.name || ', ' || u.name as place, b.id as branch_id, b.library_id,
             (clock_now() at time zone b.time_zone)::date as day, coalesce(t.valid_until > clock_now(), false) as holds
        from point p
        join branch b on b.id = p.branch_id
        join organization u on u.id = p.utility_id
        left join point_status t on t.point_id = p.id
       where p.code = any (wanted) and may('triage', 'point', p.id)
    ), holder as (
      select a.id, g.user_id, g.role
        from asked a
        join people.grant g on (g.role = 'librarian' and g.branch_id = a.branch_id) or (g.role = 'library_manager' and g.library_id = a.library_id)
        join people.user o on o.id = g.user_id and o.email is not null and o.disabled_at is null and o.id is distinct from actor()
       where not a.holds
    ), recipient as (
      select distinct h.id, h.user_id from holder h
       where h.role = 'librarian' or not exists (select from holder n where n.id = h.id and n.role = 'librarian')
    ), noted as (
      insert into point_reminder (point_id, user_id, day, asked_by_id)
      select r.id, r.user_id, a.day, actor() from recipient r join asked a on a.id = r.id
          on conflict on constraint point_reminder_pk do nothing
      returning point_id, user_id
    ), sent as (
      select people.mail_put('reminder', n.user_id, null, null,
               jsonb_build_object('points', string_agg(a.place, E'\n' order by a.place), 'inviter', (select u.name from people.user u where u.id = actor())),
               null, null) as put
        from noted n join asked a on a.id = n.point_id
       group by n.user_id
    )
    select count(*) filter (where n.new), count(*) filter (where not n.new and n.any and not a.holds),
           count(*) filter (where not n.any and not a.holds), count(*) filter (where a.holds), (select count(*) from sent s where s.put)
      into reminded, already, nobody, confirmed, people
      from asked a
     cross join lateral (
            select exists (select from noted m where m.point_id = a.id) as new, exists (select from recipient r where r.id = a.id) as any) as n;
  end
  $$;
comment on function people.points_remind(text[]) is
  'Reminds the librarians of points that aren''t confirmed, else the libraries'' managers, each once a day and in one message: how many points, '
  'how many had been reminded today, have nobody to remind, were confirmed meanwhile; how many people.';
grant execute on function people.points_remind(text[]) to branchlight_staff;

create function people.reminders_purge() returns bigint
  language sql security definer set search_path = pg_catalog, public
  as $$
    with gone as (delete from point_reminder r where r.made_at < clock_now() - interval '7 days' returning 1)
    select count(*) from gone
  $$;
comment on function people.reminders_purge() is 'Job: forgets who was reminded a week ago. How many.';
grant execute on function people.reminders_purge() to branchlight_jobs;

reset role;
