-- A function in SQL that can't become part of the query around it is planned anew in each query, and a statement that is put together is
-- planned each time: of the 5 ms that a status report cost the database, 2 went to plans. PL/pgSQL keeps them for as long as a connection lives.

set local role branchlight_owner;

create or replace function may(action text, kind text, id uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    return exists (
      select from people.grant g
       cross join scope_of(may.kind, may.id) as s
       where g.user_id = actor()
         and (nullif(current_setting('branchlight.actions', true), '') is null
              or may.action = any (string_to_array(current_setting('branchlight.actions', true), ',')))
         and case may.action
               when 'read' then true
               when 'status' then g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
               when 'hours_today' then g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
               when 'triage' then g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
               when 'directory' then g.role in ('admin', 'coordinator', 'library_manager')
               when 'people' then g.role in ('admin', 'coordinator', 'library_manager')
               when 'audit' then g.role in ('admin', 'coordinator', 'library_manager')
               else g.role = 'admin' end
         and (g.role = 'admin' or g.organization_id = any (s.utilities) or g.library_id = s.library_id or g.branch_id = s.branch_id));
  end
  $$;

create or replace function role_on(kind text, id uuid) returns text
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    return (
      select g.role
        from people.grant g
       cross join scope_of(role_on.kind, role_on.id) as s
       where g.user_id = actor()
         and (g.role = 'admin' or g.organization_id = any (s.utilities) or g.library_id = s.library_id or g.branch_id = s.branch_id)
       order by array_position(array['librarian', 'library_manager', 'coordinator', 'trainer', 'admin', 'viewer'], g.role)
       limit 1);
  end
  $$;

create or replace function actor_grants() returns table (role text, organization_id uuid, library_id uuid, branch_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    return query
    select g.role, g.organization_id, g.library_id, g.branch_id from people.grant g where g.user_id = actor()
     order by array_position(array['admin', 'coordinator', 'library_manager', 'librarian', 'trainer', 'viewer'], g.role), g.id;
  end
  $$;

create or replace function point_status_made(wanted uuid[]) returns setof point_status
  language plpgsql stable set search_path = pg_catalog, public
  as $$
  begin
    return query
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
     group by p.id;
  end
  $$;

create function change_note_reported() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into change_pending
    select distinct pg_current_xact_id(), 'point', p.id, p.code, true
      from new_rows a
      join point p on p.id = a.point_id
      join branch b on b.id = p.branch_id
     where p.lifecycle <> 'removed' and b.published_at is not null
        on conflict do nothing;
    return null;
  end
  $$;
comment on function change_note_reported() is 'What change_note_shown does, for the change that happens most.';

drop trigger status_report_change_note_0_inserted on status_report;
create trigger status_report_change_note_0_inserted after insert on status_report
  referencing new table as new_rows for each statement execute function change_note_reported();

reset role;
