-- What attacks and crowded clocks found: a point that was removed went on giving its utility a say in the branch, and a fault that was
-- opened and fixed within a second thanked nobody.

set local role branchlight_owner;

create or replace function scope_of(kind text, id uuid, out utilities uuid[], out library_id uuid, out branch_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    if kind = 'point' then
      select array[p.utility_id], b.library_id, b.id into utilities, library_id, branch_id
        from point p join branch b on b.id = p.branch_id where p.id = scope_of.id;
    elsif kind = 'branch' then
      select array(select p.utility_id from point p where p.branch_id = b.id and p.lifecycle <> 'removed'
                   union select a.utility_id from agreement a where a.library_id = b.library_id and a.state <> 'ended'),
             b.library_id, b.id into utilities, library_id, branch_id
        from branch b where b.id = scope_of.id;
    elsif kind = 'library' then
      select array(select p.utility_id from point p join branch b on b.id = p.branch_id
                    where b.library_id = l.id and p.lifecycle <> 'removed'
                   union select a.utility_id from agreement a where a.library_id = l.id and a.state <> 'ended'),
             l.id into utilities, library_id
        from library l where l.id = scope_of.id;
    elsif kind = 'organization' then
      utilities := array[scope_of.id];
    end if;
  end
  $$;
comment on function scope_of(text, uuid) is
  'To whom a thing belongs: the utilities that have a point (not a removed one) or an agreement there, its library, its branch. Kinds: '
  'point, branch, library, organization.';

create or replace function people.incidents_thank() returns bigint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    fixed bigint;
  begin
    perform pg_advisory_xact_lock(20, 3);
    with over as (
      select i.id, i.point_id, i.part, i.opened_by_id, i.opened_at, i.closed_at, b.name || ', ' || u.name as place, p.code as point, n.user_id as verifier
        from incident i
        join point p on p.id = i.point_id and not p.demo
        join branch b on b.id = p.branch_id
        join organization u on u.id = p.utility_id
        left join lateral (select w.user_id from incident_update w where w.incident_id = i.id and w.to_state = 'verified'
                            order by w.made_at desc, w.id desc limit 1) as n on true
       -- Ten minutes, for as long as the report that verified it can be undone.
       where i.state = 'verified' and i.closed_at between clock_now() - interval '2 days' and clock_now() - interval '10 minutes'
         and not exists (select from incident_thanks t where t.incident_id = i.id)
    ), reporter as (
      select o.id, o.opened_by_id as user_id from over o
      union
      -- And who had said that it doesn't work, since it last did (reports are kept to the second).
      select o.id, r.user_id
        from over o
        join status_report r on r.point_id = o.point_id and r.status in ('limited', 'out_of_order') and not r.demo and r.undoes_id is null
         and r.observed_at < o.closed_at and not exists (select from status_report u where u.undoes_id = r.id)
         and not exists (select from status_report w where w.point_id = o.point_id and w.status = 'working' and w.undoes_id is null
                            and w.observed_at > r.observed_at and w.observed_at < date_trunc('second', o.opened_at)
                            and not exists (select from status_report u where u.undoes_id = w.id))
    ), noted as (
      insert into incident_thanks (incident_id) select o.id from over o returning 1
    ), sent as (
      select people.mail_put('fixed', r.user_id, null, null,
               jsonb_build_object('name', w.name, 'place', o.place, 'point', o.point,
                                  'part', jsonb_build_object('key', 'public_report.problem.' || o.part)), null, null) as put
        from reporter r
        join over o on o.id = r.id
        join people.user w on w.id = r.user_id
       where r.user_id is distinct from o.verifier
    )
    select count(*) filter (where s.put) into fixed from sent s;
    return fixed;
  end
  $$;
comment on function people.incidents_thank() is
  'Job: tells staff who reported a fault that somebody saw it fixed, unless they saw it themselves. How many messages.';
