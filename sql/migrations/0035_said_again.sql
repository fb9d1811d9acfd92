-- What was said stays said: reviewers found ways in which one report, tap or edit undid another's.

set local role branchlight_owner;

-- A point that was seen to work at nine verifies no fault that was found at eleven, however late the report of it arrives.
create or replace function status_report_settles() returns trigger
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
    elsif new.status = 'working' and not new.demo
      and not exists (select from status_report l
                       where l.point_id = new.point_id and (l.observed_at, l.id) > (new.observed_at, new.id)
                         and l.status in ('limited', 'out_of_order') and l.undoes_id is null
                         and not exists (select from status_report w where w.undoes_id = l.id)) then
      with open as (
        select i.id, i.state from incident i
         where i.point_id = new.point_id and i.closed_at is null and date_trunc('second', i.opened_at) <= new.observed_at order by i.id for update
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
  'Trigger: who has looked at a point settles what visitors said of it; one who saw it work verifies the incidents that were open by then, and undoing that opens them again.';

-- Of two who report an outage the first is told of; if the first takes it back, the second's report stands, and so does the message.
create or replace function people.fault_tell() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    begun status_report;
    told bigint;
  begin
    if new.undoes_id is not null then
      select r.* into begun from status_report r where r.id = people.fault_begun(new.point_id);
      if begun.id is not null then
        update people.mail m set status_report_id = begun.id where m.status_report_id = new.undoes_id and m.template = 'fault';
        update fault_notice n set status_report_id = begun.id
         where n.status_report_id = new.undoes_id and not exists (select from fault_notice o where o.status_report_id = begun.id);
        return null;
      end if;
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
  'hour at most, and not to the reporter; takes it back where the report is undone and nobody else''s says the same.';

-- "Open until" keeps the day's own periods that begin before: the break at noon stays, and the night before doesn't make a morning.
create function hours_until(wanted uuid, day date, minute integer, until integer) returns integer[]
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    with period as (
      select d.opens, case when d.opens = max(d.opens) over () then hours_until.until else d.closes end as closes
        from hours_days(array[wanted], hours_until.day, hours_until.day + 1) as d where d.opens < hours_until.until
    )
    select coalesce((select array_agg(edge.minute order by p.opens, edge.minute)
                       from period p cross join lateral (values (p.opens), (p.closes)) as edge (minute)),
                    array[least(hours_until.minute, hours_until.until - 1), hours_until.until])
  $$;
comment on function hours_until(uuid, date, integer, integer) is
  'The periods of a schedule on a day that ends at a minute of its clock: those of its rules that begin before; where there are none, from a minute (now) on.';
grant execute on function hours_until(uuid, date, integer, integer) to branchlight_staff;
comment on function hours_first_minute(uuid, date) is 'For servers of the version before alone: what hours_until() is since.';

-- What one tap says of a day holds against what is planned for it, also where the plan of another day is changed later.
create or replace function hours_replace(wanted uuid, said jsonb) returns void
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    broken text;
  begin
    select case when w.code = 'hours_periods' then 'hours_periods_shape' when w.place like 'rules%' then 'hours_rule_shape' else 'hours_exception_shape' end
      into broken
      from hours_wrong(said) as w limit 1;
    if found then
      raise exception 'not hours' using errcode = 'check_violation', constraint = broken;
    end if;
    begin
      delete from hours_rule r
       where r.schedule_id = wanted and to_jsonb(r) - array['id', 'level'] not in (select to_jsonb(n) from hours_rules_said(wanted, said) as n);
      insert into hours_rule (schedule_id, kind, weekdays, periods, season_from, season_until, valid_from, valid_until, every_weeks,
                              month_nth, month_of, shortened, stop_id)
      select distinct n.* from hours_rules_said(wanted, said) as n
       where to_jsonb(n) not in (select to_jsonb(r) - array['id', 'level'] from hours_rule r where r.schedule_id = wanted);
      -- Of two exceptions as long the one made later holds: so all of them are made anew where one of them is another, and before
      -- what one tap has said.
      if exists (
        select from (select row_number() over (order by e.first_day, e.made_at, e.id) as place,
                            to_jsonb(e) - array['id', 'user_id', 'made_at', 'cause'] as row
                       from hours_exception e where e.schedule_id = wanted and e.cause is null) as o
          full join (select row_number() over (order by n.first_day, n.number) as place, to_jsonb(n) - 'number' as row
                       from hours_exceptions_said(wanted, said) with ordinality
                         as n (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, number)) as n on n.place = o.place
         where n.row is distinct from o.row)
      then
        delete from hours_exception e where e.schedule_id = wanted and e.cause is null;
        insert into hours_exception (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, user_id, made_at)
        select n.*, actor(), least(clock_now(), (select min(t.made_at) from hours_exception t where t.schedule_id = wanted) - interval '1 microsecond')
          from hours_exceptions_said(wanted, said) as n;
      end if;
      update schedule s set version = s.version + 1, demo = false where s.id = wanted;
    exception when data_exception then
      raise exception 'not hours' using errcode = 'check_violation', constraint = 'hours_rule_shape';
    end;
  end
  $$;

-- Of a draft nothing is told once it is public, also where it was changed in the very step that made it so.
alter policy publisher_reads on fact_change using (exists (
  select from branch b where b.id = branch_id and (b.published_at < at or b.published_at <= b.created_at)));
create or replace function fact_change_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    delete from fact_change c
     where c.point_id = new.id
       and not exists (select from branch b where b.id = c.branch_id and (b.published_at < c.at or b.published_at <= b.created_at));
    update fact_change c set branch_id = new.branch_id where c.point_id = new.id;
    perform fact_changes_trim(new.branch_id);
    return null;
  end
  $$;
-- When something was made public was noted in whole seconds so far: what was told by mistake goes.
delete from fact_change c using branch b
 where b.id = c.branch_id and b.published_at <> b.created_at and b.published_at = date_trunc('second', b.published_at)
   and c.at < b.published_at + interval '1 second';

reset role;
