-- A utility's coordinators keep its contacts: the telephone and the sites that stand beside each of its points.

set local role branchlight_owner;

create function stored_organization(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', o.code, 'kind', o.kind, 'name', o.name, 'name_language', o.name_language, 'name_certainty', o.name_certainty,
             'country', o.country, 'website', o.website, 'self_service', o.self_service, 'phone', o.phone,
             'contact_certainty', o.contact_certainty, 'demo', o.demo, 'version', o.version, 'created_at', utc_text(o.created_at),
             'updated_at', utc_text(o.updated_at), 'verified_at', utc_text(o.verified_at))
      from organization o
     where o.id = wanted and o.kind = 'utility'
  $$;
comment on function stored_organization(uuid) is 'A utility with its contacts, as who edits it reads it.';

create or replace function stored_row(kind text, wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select case kind when 'branch' then stored_branch(wanted) when 'point' then stored_point(wanted)
                     when 'library' then stored_library(wanted) when 'agreement' then stored_agreement(wanted)
                     when 'organization' then stored_organization(wanted) end
  $$;
comment on function stored_row(text, uuid) is 'A row as who edits it reads it. Kinds: branch, point, library, agreement, organization (a utility).';

create or replace function may_contacts(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select exists (select from library l where l.organization_id = wanted and may('directory', 'library', l.id))
        or (may('directory', 'organization', wanted) and exists (select from organization o where o.id = wanted and o.kind = 'utility'))
  $$;
comment on function may_contacts(uuid) is
  'Whether the transaction''s user may edit name and contacts of an institution: of a library that is one''s to edit, or of one''s utility.';

grant update (self_service) on organization to branchlight_staff;
grant execute on function stored_organization(uuid) to branchlight_staff;

reset role;
