-- Who reported a fault sees on the page of the point how it goes with it. An enrolled phone does so too, which deals with no faults and
-- reads no incidents; it is told roles and notes, and nobody's name.

set local role branchlight_owner;

create function people.incident_reporters(wanted uuid) returns table (user_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    return query
    select i.opened_by_id from incident i where i.id = wanted and i.opened_by_id is not null
    union
    -- And who had said that it doesn't work, since it last did (reports are kept to the second).
    select r.user_id
      from incident i
      join status_report r on r.point_id = i.point_id and r.status in ('limited', 'out_of_order') and not r.demo and r.undoes_id is null
       and r.observed_at < coalesce(i.closed_at, clock_now()) and not exists (select from status_report u where u.undoes_id = r.id)
       and not exists (select from status_report w where w.point_id = i.point_id and w.status = 'working' and w.undoes_id is null
                          and w.observed_at > r.observed_at and w.observed_at < date_trunc('second', i.opened_at)
                          and not exists (select from status_report u where u.undoes_id = w.id))
     where i.id = wanted and r.user_id is not null;
  end
  $$;
comment on function people.incident_reporters(uuid) is 'Of staff, who opened an incident, and who had reported the fault.';

create or replace function people.incidents_thank() returns bigint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    fixed bigint;
  begin
    perform pg_advisory_xact_lock(20, 3);
    with over as (
      select i.id, i.part, b.name || ', ' || u.name as place, p.code as point, n.user_id as verifier
        from incident i
        join point p on p.id = i.point_id and not p.demo
        join branch b on b.id = p.branch_id
        join organization u on u.id = p.utility_id
        left join lateral (select w.user_id from incident_update w where w.incident_id = i.id and w.to_state = 'verified'
                            order by w.made_at desc, w.id desc limit 1) as n on true
       -- Ten minutes, for as long as the report that verified it can be undone.
       where i.state = 'verified' and i.closed_at between clock_now() - interval '2 days' and clock_now() - interval '10 minutes'
         and not exists (select from incident_thanks t where t.incident_id = i.id)
    ), noted as (
      insert into incident_thanks (incident_id) select o.id from over o returning 1
    ), sent as (
      select people.mail_put('fixed', r.user_id, null, null,
               jsonb_build_object('name', w.name, 'place', o.place, 'point', o.point,
                                  'part', jsonb_build_object('key', 'public_report.problem.' || o.part)), null, null) as put
        from over o
       cross join people.incident_reporters(o.id) r
        join people.user w on w.id = r.user_id
       where r.user_id is distinct from o.verifier
    )
    select count(*) filter (where s.put) into fixed from sent s;
    return fixed;
  end
  $$;

create function people.faults_shown(wanted uuid)
  returns table (id uuid, part text, state text, expected_end timestamptz, changed_at timestamptz, reported boolean, reached boolean,
                 from_state text, to_state text, note text, source_role text, made_at timestamptz, by_report boolean)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  #variable_conflict use_column
  begin
    return query
    select i.id, i.part, i.state, i.expected_end, i.changed_at,
           exists (select from people.incident_reporters(i.id) r where r.user_id = actor()), may('triage', 'point', wanted),
           n.from_state, n.to_state, n.note, n.source_role, n.made_at, n.status_report_id is not null
      from (select * from incident o
             where o.point_id = wanted and (o.closed_at is null or o.closed_at > clock_now() - interval '3 days')
             order by o.closed_at is not null, o.opened_at desc, o.id limit 5) as i
      left join lateral (select * from incident_update w where w.incident_id = i.id order by w.made_at desc, w.id desc limit 3) as n on true
     where may('status', 'point', wanted)
     order by i.closed_at is not null, i.opened_at desc, i.id, n.made_at desc, n.id desc;
  end
  $$;
comment on function people.faults_shown(uuid) is
  'Faults of a point that are dealt with, and those of the last three days that are over, for those who may report it: at most five, each with '
  'its last three updates (a row for each; one without where there is none); whether who asks reported it, and may open its page.';
grant execute on function people.faults_shown(uuid) to branchlight_staff;

-- What a phone without a connection was tapped of today is sent later. It must not overrule what somebody else has said of the day meanwhile,
-- or taken back: that leaves no row, only an entry of the audit.

create function day_said_since(wanted uuid, cause text, since timestamptz) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    return may('hours_today', 'branch', wanted) and exists (
      select from audit_entry a
       where a.kind = 'hours_exception' and a.at > since and a.fields ? 'cause'
         and a.credential_id is distinct from nullif(current_setting('branchlight.credential', true), '')::uuid
         and case when cause = 'no_adviser' then a.scope_kind = 'point' and a.scope_id in (select p.id from point p where p.branch_id = wanted)
                  else a.scope_kind = 'branch' and a.scope_id = wanted end);
  end
  $$;
comment on function day_said_since(uuid, text, timestamptz) is
  'Whether somebody has said something of today''s hours of a branch, or of its advisers, since then, or taken it back: elsewhere than with the '
  'transaction''s own session or phone.';
grant execute on function day_said_since(uuid, text, timestamptz) to branchlight_staff;

reset role;
