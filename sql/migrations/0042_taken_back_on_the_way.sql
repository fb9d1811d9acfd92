-- A report of a fault that is taken back while the message of it is on its way.

set local role branchlight_owner;

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
      -- What nobody has tried to send is not to be. A message that was tried may be on its way, or have come, and nobody here knows
      -- yet: it isn't tried again, and whom it was for is told that it was a mistake. Locked first, so that what the sender has just
      -- noted is seen.
      perform from people.mail m where m.status_report_id = new.undoes_id and m.template = 'fault' order by m.id for update;
      with unsent as (
        delete from people.mail m where m.status_report_id = new.undoes_id and m.template = 'fault' and m.sent_at is null returning m.*
      ), reached as (
        select u.email, u.language, u.user_id from unsent u where u.tries > 0 and u.failed_at is null
        union all
        select m.email, m.language, m.user_id
          from people.mail m where m.status_report_id = new.undoes_id and m.template = 'fault' and m.sent_at is not null
      )
      insert into people.mail (template, email, language, texts, user_id, status_report_id)
      select 'fault_undone', r.email, r.language, t.texts, r.user_id, new.id
        from reached r cross join people.fault_texts(new.point_id) as t (texts);
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

reset role;
