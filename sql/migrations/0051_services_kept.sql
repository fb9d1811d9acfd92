-- Services that people keep: a utility's own by its coordinators, those that all utilities share by administrators. One that isn't
-- offered any more is retired: no point shows it or can take it up, but it stays, with what it was called, and can be taken up again.

set local role branchlight_owner;

alter table service
  add column utility_id uuid constraint service_utility_fk references organization on delete restrict,
  add column active boolean not null default true;
comment on column service.utility_id is 'Whose it is: its points alone can offer it, its coordinators keep it; null: all utilities'', kept by administrators.';
comment on column service.active is 'False for what can''t be done any more: no point shows it, and none can take it up.';
create index service_utility_i on service (utility_id);

-- --- what points offer -----------------------------------------------------------------------------------------

create or replace function point_offer_made(wanted uuid[]) returns setof point_offer
  language sql stable set search_path = pg_catalog, public
  as $$
    select p.id,
           array(select v.code from point_service x join service v on v.id = x.service_id
                  where x.point_id = p.id and v.active order by v.ordinal, v.code),
           array(select v.code from point_equipment x join equipment v on v.id = x.equipment_id where x.point_id = p.id order by v.ordinal, v.code),
           array(select x.language from point_language x where x.point_id = p.id order by x.language),
           exists (select from point_service x where x.point_id = p.id and x.demo)
             or exists (select from point_equipment x where x.point_id = p.id and x.demo)
             or exists (select from point_language x where x.point_id = p.id and x.demo)
      from point p
     where p.id = any (wanted)
  $$;

create function point_service_offered() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if not exists (select from service s join point p on p.id = new.point_id
                    where s.id = new.service_id and s.active and coalesce(s.utility_id, p.utility_id) = p.utility_id) then
      raise exception 'no service that this point can take up' using errcode = 'check_violation',
        constraint = 'point_service_offered', table = 'point_service', column = 'service_id';
    end if;
    return null;
  end
  $$;
comment on function point_service_offered() is
  'Trigger, for what people add: a point takes up services in use, of its utility or of all. What it has already stays.';
create trigger point_service_offered after insert on point_service
  for each row when (actor() is not null) execute function point_service_offered();

-- A point shows whether a service is active, and a service whose it is.
drop trigger service_change_note_3_updated on service;
create trigger service_change_note_3_updated after update on service referencing old table as old_rows new table as new_rows
  for each statement execute function change_note_shown('point', 'id, code, ordinal, active',
  'select p.id, p.code from point p join point_service s on s.point_id = p.id join altered a on a.id = s.service_id
    where p.lifecycle <> ''removed''');
call change_noted('organization', $$change_note_shown('service', 'id, code',
  'select s.id, s.code from service s join altered a on a.id = s.utility_id')$$);

-- --- as editors read them --------------------------------------------------------------------------------------

create function stored_service(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', s.code, 'utility', u.code, 'title', s.title, 'description', s.description, 'bring', s.bring, 'active', s.active,
             'demo', s.demo, 'version', s.version, 'created_at', utc_text(s.created_at), 'updated_at', utc_text(s.updated_at))
      from service s
      left join organization u on u.id = s.utility_id
     where s.id = wanted
  $$;
comment on function stored_service(uuid) is 'A service as who edits it reads it.';

create or replace function stored_row(kind text, wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select case kind when 'branch' then stored_branch(wanted) when 'point' then stored_point(wanted)
                     when 'library' then stored_library(wanted) when 'agreement' then stored_agreement(wanted)
                     when 'organization' then stored_organization(wanted) when 'service' then stored_service(wanted) end
  $$;
comment on function stored_row(text, uuid) is
  'A row as who edits it reads it. Kinds: branch, point, library, agreement, organization (a utility), service.';

create or replace function free_code(kind text, wanted text) returns text
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  declare
    said constant text := regexp_replace(folded_name(wanted), '[^a-z0-9]+', '-', 'g');
    word constant text := btrim(case when length(said) > 36 then regexp_replace(left(said, 37), '^(.{3,36})-.*$', '\1') else said end, '-');
    plain constant text := left(case when word = '' then free_code.kind when length(word) < 3 then 'x-' || word else word end, 36);
    tried text := plain;
  begin
    for n in 2 .. 1000 loop
      if not exists (
           select from retired_code r where r.kind = free_code.kind and r.code = tried
           union all select from branch t where free_code.kind = 'branch' and t.code = tried
           union all select from point t where free_code.kind = 'point' and t.code = tried
           union all select from library t where free_code.kind = 'library' and t.code = tried
           union all select from organization t where free_code.kind = 'organization' and t.code = tried
           union all select from agreement t where free_code.kind = 'agreement' and t.code = tried
           union all select from service t where free_code.kind = 'service' and t.code = tried) then
        return tried;
      end if;
      tried := plain || '-' || n;
    end loop;
    return null;
  end
  $$;

-- --- who may ---------------------------------------------------------------------------------------------------

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
    elsif kind = 'service' then
      utilities := array(select s.utility_id from service s where s.id = scope_of.id and s.utility_id is not null);
    end if;
  end
  $$;
comment on function scope_of(text, uuid) is
  'To whom a thing belongs: the utilities that have a point (not a removed one) or an agreement there, its library, its branch. Kinds: '
  'point, branch, library, organization, service.';

grant insert on service to branchlight_staff;
grant update (code, title, description, bring, active) on service to branchlight_staff;
-- Of no utility: administrators alone may.
create policy staff_makes on service for insert to branchlight_staff with check (not demo and may('directory', 'organization', utility_id));
create policy staff_edits on service for update to branchlight_staff
  using (may('directory', 'service', id)) with check (may('directory', 'organization', utility_id));
grant execute on function stored_service(uuid) to branchlight_staff;

-- --- whose matter it is ----------------------------------------------------------------------------------------

create or replace function audit_scope(kind text, entry jsonb, out scope_kind text, out scope_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    if kind in ('branch', 'point', 'library', 'organization', 'service', 'user') then
      scope_kind := kind;
      scope_id := (entry ->> 'id')::uuid;
    elsif entry ->> 'schedule_id' is not null then
      select s.kind, s.id into scope_kind, scope_id from schedule_scope((entry ->> 'schedule_id')::uuid) as s;
      scope_kind := coalesce(scope_kind, 'installation'); -- it goes with its schedule, and that with its branch
    else
      -- The nearest thing that the row belongs to.
      select n.name, (entry ->> (n.name || '_id'))::uuid into scope_kind, scope_id
        from unnest(array['point', 'branch', 'library', 'organization', 'utility', 'user']) with ordinality as n (name, place)
       where entry ->> (n.name || '_id') is not null
       order by n.place limit 1;
      scope_kind := case scope_kind when 'utility' then 'organization' else coalesce(scope_kind, 'installation') end;
    end if;
  end
  $$;
comment on column audit_entry.scope_kind is 'Whose matter it is: branch, point, library, organization, service, user, or installation.';

create or replace function scope_name(kind text, id uuid, out code text, out name text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select p.code, b.name from point p join branch b on b.id = p.branch_id where scope_name.kind = 'point' and p.id = scope_name.id
    union all select b.code, b.name from branch b where scope_name.kind = 'branch' and b.id = scope_name.id
    union all select l.code, o.name from library l join organization o on o.id = l.organization_id where scope_name.kind = 'library' and l.id = scope_name.id
    union all select o.code, o.name from organization o where scope_name.kind = 'organization' and o.id = scope_name.id
    union all select s.code, coalesce(s.title ->> 'lt', s.title ->> 'en') from service s where scope_name.kind = 'service' and s.id = scope_name.id
  $$;
comment on function scope_name(text, uuid) is
  'Code and name of a branch, point, library, organization or service; of a point the name of its branch.';

reset role;
set local role branchlight_publisher;

create or replace view published.service as
  select s.id, s.code, s.ordinal, s.demo,
         array(select t.value from jsonb_each_text(s.title) as t order by t.key) as names,
         public.json_bodies((select row_to_json(shown) from (
                               select s.code, (select u.code from public.organization u where u.id = s.utility_id) as utility, s.active, s.demo) as shown),
           jsonb_build_object('title', s.title, 'description', s.description, 'bring', s.bring),
           (select array_agg(l.code order by l.ordinal) from public.language l)) as bodies
    from public.service s;
comment on view published.service is 'What one can do at points.';

reset role;
