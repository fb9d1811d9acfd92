-- Two branches that were merged lost what visitors had reported of the one that went, and who followed it: those rows named the branch,
-- and went with it. Now they go along; so do the reports of a point that is moved to another branch. The old names of a library that was merged
-- found nothing any more, and the name of a draft became public with the branch that it was merged into.

set local role branchlight_owner;

create or replace function branch_merge(merged uuid, kept uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    old branch;
    target branch;
  begin
    if not (may('directory', 'branch', merged) and may('directory', 'branch', kept)) then
      raise exception 'not one''s own' using errcode = 'insufficient_privilege';
    end if;
    if merged = kept then
      raise exception 'a branch can''t be merged into itself' using errcode = 'check_violation',
        constraint = 'branch_merged_into_other', table = 'branch', column = 'code';
    end if;
    perform from branch b where b.id in (merged, kept) order by b.id for update;
    select * into old from branch b where b.id = merged;
    select * into target from branch b where b.id = kept;
    update point p set branch_id = kept where p.branch_id = merged;
    update public_report r set branch_id = kept where r.branch_id = merged;
    delete from event_branch x where x.branch_id = merged
       and exists (select from event_branch y where y.event_id = x.event_id and y.branch_id = kept);
    update event_branch x set branch_id = kept where x.branch_id = merged;
    -- Who followed both follows once; an address that was confirmed of one is confirmed.
    update people.follower f set confirmed_at = g.confirmed_at
      from people.follower g
     where f.branch_id = kept and g.branch_id = merged and g.email = f.email and f.confirmed_at is null and g.confirmed_at is not null;
    update people.follower_link l set follower_id = g.id from people.follower f join people.follower g on g.branch_id = kept and g.email = f.email
     where f.branch_id = merged and l.follower_id = f.id and l.kind = 'leave';
    update people.follower f set branch_id = kept where f.branch_id = merged
       and not exists (select from people.follower g where g.branch_id = kept and g.email = f.email);
    update people.grant g set branch_id = kept where g.branch_id = merged
       and not exists (select from people.grant h where h.user_id = g.user_id and h.role = g.role and h.branch_id = kept);
    update people.invitation i set branch_id = kept where i.branch_id = merged;
    -- Who looks for it by its old name finds it; but what a draft was to be called isn't told by a public branch.
    if old.published_at is not null or target.published_at is null then
      insert into name (branch_id, kind, language, name, source, demo)
        select kept, case n.kind when 'alias' then 'alias' else 'former' end, n.language, n.name, n.source, n.demo from name n where n.branch_id = merged
        union all
        select kept, 'former', old.name_language, old.name, null, old.demo where old.name <> target.name
        on conflict do nothing;
    end if;
    -- Hours and the way in are the building's: those of the kept branch hold, if it has any.
    update schedule s set branch_id = kept where s.branch_id = merged and not exists (select from schedule t where t.branch_id = kept);
    insert into accessibility (branch_id, step_free, notes, certainty, source, demo)
      select kept, a.step_free, a.notes, a.certainty, a.source, a.demo from accessibility a where a.branch_id = merged
        on conflict do nothing;
    perform people.followers_join(kept);
    delete from branch b where b.id = merged;
    update retired_code r set successor_code = target.code where r.kind = 'branch' and r.code = old.code and r.row_id = merged;
    return true;
  end
  $$;
comment on function branch_merge(uuid, uuid) is
  'Merges the first branch into the second: points, events, people, followers, visitors'' reports, other names and, where there are none, hours and the way in go there; its code leads there.';

create or replace function library_merge(merged uuid, kept uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    old library;
    target library;
    gone organization;
    stays organization;
  begin
    if not (may('directory', 'library', merged) and may('directory', 'library', kept)) then
      raise exception 'not one''s own' using errcode = 'insufficient_privilege';
    end if;
    if merged = kept then
      raise exception 'a library can''t be merged into itself' using errcode = 'check_violation',
        constraint = 'library_merged_into_other', table = 'library', column = 'code';
    end if;
    perform from library l where l.id in (merged, kept) order by l.id for update;
    select * into old from library l where l.id = merged;
    select * into target from library l where l.id = kept;
    select * into gone from organization o where o.id = old.organization_id;
    select * into stays from organization o where o.id = target.organization_id;
    -- One central library is enough.
    update branch b set library_id = kept, kind = case when b.kind = 'central' and exists (
        select from branch c where c.library_id = kept and c.kind = 'central' and c.active) then 'branch' else b.kind end
     where b.library_id = merged;
    update agreement a set library_id = kept where a.library_id = merged;
    update people.grant g set library_id = kept where g.library_id = merged
       and not exists (select from people.grant h where h.user_id = g.user_id and h.role = g.role and h.library_id = kept);
    update people.invitation i set library_id = kept where i.library_id = merged;
    -- Who looks for it by its old names finds it; but what a draft was to be called isn't told by a public library.
    if gone.published_at is not null or stays.published_at is null then
      insert into name (organization_id, kind, language, name, source, demo)
        select stays.id, case n.kind when 'alias' then 'alias' else 'former' end, n.language, n.name, n.source, n.demo from name n where n.organization_id = gone.id
        union all
        select stays.id, 'former', gone.name_language, gone.name, null, gone.demo where gone.name <> stays.name
        on conflict do nothing;
    end if;
    update organization o set successor_id = target.organization_id, active_until = coalesce(o.active_until, (clock_now() at time zone 'UTC')::date),
           active_until_precision = coalesce(o.active_until_precision, 'day')
     where o.id = old.organization_id;
    delete from library l where l.id = merged;
    update retired_code r set successor_code = target.code where r.kind = 'library' and r.code = old.code and r.row_id = merged;
    return true;
  end
  $$;

create function public_report_moved() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    update public_report r set branch_id = new.branch_id where r.point_id = new.id;
    return null;
  end
  $$;
comment on function public_report_moved() is 'Trigger: what visitors reported of a point moves with it.';
create trigger point_public_report_moved after update of branch_id on point for each row
  when (old.branch_id is distinct from new.branch_id) execute function public_report_moved();
-- Those of points that were moved before.
update public_report r set branch_id = p.branch_id from point p where p.id = r.point_id and p.branch_id <> r.branch_id;

reset role;
