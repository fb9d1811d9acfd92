-- A library can be closed for good, as a branch can: its address stays and says so. Its branches are closed before it, each by itself, because
-- each has points, hours and people who come to its door; a closed library has no branch in use. One that was entered by mistake, and has nothing
-- yet, is taken away.

set local role branchlight_owner;

alter table library add column active boolean not null default true;
comment on column library.active is 'False for a library that was closed for good; then none of its branches is in use.';

create function library_closes_last() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if exists (select from branch b where b.library_id = new.id and b.active) then
      raise exception 'a library with branches in use isn''t closed' using errcode = 'check_violation',
        constraint = 'library_closes_last', table = 'library', column = 'active';
    end if;
    return new;
  end
  $$;
comment on function library_closes_last() is 'Trigger: a library is closed after its branches.';
create trigger library_closes_last before update of active on library
  for each row when (old.active and not new.active) execute function library_closes_last();

create function branch_library_open() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    -- Held until the end: who closes the library at this moment waits, and finds the branch.
    perform from library l where l.id = new.library_id and l.active for share;
    if not found then
      raise exception 'no branch in use in a closed library' using errcode = 'check_violation',
        constraint = 'branch_library_open', table = 'branch', column = 'library_id';
    end if;
    return new;
  end
  $$;
comment on function branch_library_open() is 'Trigger, for what people do: a branch in use is one of a library that isn''t closed.';
create trigger branch_library_open before insert or update of library_id, active on branch
  for each row when (new.active and actor() is not null) execute function branch_library_open();

create or replace function stored_library(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', l.code, 'name', o.name, 'name_language', o.name_language, 'name_certainty', o.name_certainty,
             'municipality', m.code, 'country', o.country, 'website', o.website, 'phone', o.phone,
             'contact_certainty', o.contact_certainty, 'active', l.active, 'demo', l.demo or o.demo, 'version', l.version + o.version - 1,
             'created_at', utc_text(l.created_at), 'updated_at', utc_text(greatest(l.updated_at, o.updated_at)),
             'verified_at', utc_text(l.verified_at), 'published_at', utc_text(o.published_at))
      from library l
      join organization o on o.id = l.organization_id
      left join municipality m on m.id = l.municipality_id
     where l.id = wanted
  $$;

grant update (active) on library to branchlight_staff;

create function library_remove(wanted uuid) returns text
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    gone library;
  begin
    if not may('directory', 'library', wanted) then
      raise exception 'not one''s own' using errcode = 'insufficient_privilege';
    end if;
    delete from agreement a where a.library_id = wanted and a.state = 'draft' and may('directory', 'organization', a.utility_id);
    delete from library l where l.id = wanted returning * into gone;
    delete from organization o where o.id = gone.organization_id;
    return gone.code;
  end
  $$;
comment on function library_remove(uuid) is
  'Takes away a library that has no branches, with drafts of one''s own agreements and its institution; its code. Whatever else hangs on it forbids that.';
grant execute on function library_remove(uuid) to branchlight_staff;

reset role;
set local role branchlight_publisher;

create or replace view published.library as
  select l.id, l.code, o.code as organization_code, m.code as municipality_code, o.name, l.demo or o.demo as demo,
         array[o.name] || array(select n.name from public.name n where n.organization_id = o.id order by n.name) as names,
         public.json_bodies(
           (select row_to_json(shown) from (
              select l.code, l.active, o.name_certainty, o.website, o.phone,
                     array(select r from (
                       select u.code as utility, public.precise_text(a.starts_on, a.starts_precision) as starts_on,
                              public.precise_text(a.ends_on, a.ends_precision) as ends_on, a.summary, a.demo
                         from public.agreement a join public.organization u on u.id = a.utility_id
                        where a.library_id = l.id and a.state = 'active' order by u.code, a.code) as r) as agreements,
                     array(select r from (
                       select k.kind, k.language, k.name
                         from (select 0 as place, 'own' as kind, o.name_language as language, o.name
                               union all
                               select 1, n.kind, n.language, n.name from public.name n where n.organization_id = o.id) as k
                        order by k.place, k.kind, k.language, k.name) as r) as names,
                     public.utc_text(l.verified_at) as verified_at, l.demo or o.demo as demo) as shown),
           jsonb_build_object('name', public.names_in(o.name_language, o.name,
             (select jsonb_object_agg(n.language, n.name order by n.name desc)
                from public.name n where n.organization_id = o.id and n.kind = 'translation'))),
           (select array_agg(g.code order by g.ordinal) from public.language g), o.name_language) as bodies
    from public.library l
    join public.organization o on o.id = l.organization_id
    left join public.municipality m on m.id = l.municipality_id;

reset role;
