-- Invariant 7: what the public role can read is the published projection, and nothing else.
begin;
select plan(20);

-- Everything that is a relation and readable, wholly or in a column.
create temporary view readable as
select c.oid, (n.nspname || '.' || c.relname) collate "C" as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname not in ('pg_catalog', 'information_schema', 'tap') and n.nspname !~ '^pg_(toast|temp)'
   and c.relkind in ('r', 'p', 'v', 'm', 'f')
   and has_schema_privilege('branchlight_visitor', n.oid, 'usage')
   and (has_table_privilege('branchlight_visitor', c.oid, 'select')
        or has_any_column_privilege('branchlight_visitor', c.oid, 'select'));

select results_eq(
  'select name from readable order by name',
  $$select ('published.' || unnest(array['branch', 'branch_history', 'branch_notice', 'campaign', 'change', 'equipment', 'event', 'language', 'library', 'municipality',
                                       'organization', 'place', 'point', 'point_availability', 'point_notice', 'retired_code', 'service', 'time_zone'])) collate "C"$$,
  'the visitor reads the published views and no other relation');
select is_empty(
  $$select c.relname from pg_class c
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relnamespace in ('public'::regnamespace, 'published'::regnamespace)
       and (has_table_privilege('branchlight_visitor', c.oid, 'insert, update, delete, truncate, references, trigger')
            or has_any_column_privilege('branchlight_visitor', c.oid, 'insert, update, references')) and c.relkind <> 'S'$$,
  'the visitor writes nowhere');
select ok(not has_schema_privilege('branchlight_visitor', 'public', 'usage'), 'the visitor can''t name what is in public');
select is_empty(
  $$select nspname from pg_namespace where has_schema_privilege('branchlight_visitor', oid, 'create')$$,
  'the visitor can make nothing');
select ok(not has_database_privilege('branchlight_visitor', current_database(), 'create, temporary'), 'not even a temporary table');
select is_empty(
  $$select p.oid::regprocedure from pg_proc p
     where p.prosecdef and p.pronamespace in ('public'::regnamespace, 'published'::regnamespace)
       and has_function_privilege('branchlight_visitor', p.oid, 'execute')$$,
  'no function lends the visitor another''s rights');

-- The same by trying.
set local role branchlight_visitor;
select throws_ok('select * from public.branch', '42501', null, 'reading a table is refused');
select throws_ok('select public.point_status_at(null, now())', '42501', null, 'calling a function of the inside is refused');
select throws_ok('insert into published.language (code, ordinal) values (''de'', 9)', '42501', null, 'writing through a view is refused');
select lives_ok('select * from published.point', 'reading a view is not');
reset role;

-- What isn't published stays inside, whichever view one looks through.
insert into organization (id, code, kind, name, name_language, country, source)
values ('00000000-0000-7000-8000-000000000001', 'mark-org', 'utility', 'Seen', 'en', 'LT', 'Hidden'),
       ('00000000-0000-7000-8000-000000000002', 'mark-lib', 'library', 'Seen library', 'en', 'LT', 'Hidden');
insert into library (id, code, organization_id) values ('00000000-0000-7000-8000-000000000003', 'mark-lib', '00000000-0000-7000-8000-000000000002');
insert into branch (id, code, library_id, kind, name, name_language, country, time_zone, address_source, location_source)
values ('00000000-0000-7000-8000-000000000004', 'mark-branch', '00000000-0000-7000-8000-000000000003', 'central', 'Seen branch', 'en', 'LT', 'Europe/Vilnius', 'Hidden', 'Hidden');
insert into point (code, branch_id, utility_id, lifecycle, notes, source)
values ('mark-gone', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', 'removed', '{"en": "Hidden"}', 'Hidden'),
       ('mark-here', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', 'active', '{"en": "Seen"}', 'Hidden');
insert into event (code, kind, lifecycle, title, starts_at, ends_at, time_zone)
values ('mark-draft', 'quiz', 'draft', '{"en": "Hidden"}', now(), now() + interval '1 hour', 'Europe/Vilnius');
insert into agreement (code, utility_id, library_id, state, obligations, summary, source)
values ('mark-one', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003', 'active', '{"en": "Hidden"}', '{"en": "Seen summary"}', 'Hidden'),
       ('mark-two', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003', 'draft', '{"en": "Hidden"}', '{"en": "Hidden"}', 'Hidden');
update branch set name = 'Seen again', address_source = 'Hidden still' where code = 'mark-branch';
update point set website = 'https://example.org/Hidden' where code = 'mark-gone';

-- A draft in all that it touches: a library that is one, with its branch, points, names, notices; and what its code was.
insert into organization (id, code, kind, name, name_language, country, published_at)
values ('00000000-0000-7000-8000-0000000000d1', 'hidden-lib', 'library', 'Hidden library', 'en', 'LT', null);
insert into library (id, code, organization_id) values ('00000000-0000-7000-8000-0000000000d2', 'hidden-lib', '00000000-0000-7000-8000-0000000000d1');
insert into branch (id, code, library_id, kind, name, name_language, country, time_zone, published_at)
select d.id::uuid, d.code, d.library::uuid, 'branch', 'Hidden branch', 'en', 'LT', 'Europe/Vilnius', null
  from (values ('00000000-0000-7000-8000-0000000000d3', 'hidden-one', '00000000-0000-7000-8000-0000000000d2'),
               ('00000000-0000-7000-8000-0000000000d4', 'hidden-two', '00000000-0000-7000-8000-000000000003'),
               ('00000000-0000-7000-8000-0000000000d5', 'hidden-gone', '00000000-0000-7000-8000-000000000003')) as d (id, code, library);
insert into point (id, code, branch_id, utility_id, lifecycle, notes)
values ('00000000-0000-7000-8000-0000000000d6', 'hidden-point', '00000000-0000-7000-8000-0000000000d3', '00000000-0000-7000-8000-000000000001', 'active', '{"en": "Hidden"}'),
       ('00000000-0000-7000-8000-0000000000d7', 'hidden-removed', '00000000-0000-7000-8000-0000000000d3', '00000000-0000-7000-8000-000000000001', 'removed', '{"en": "Hidden"}');
insert into name (branch_id, kind, language, name) values ('00000000-0000-7000-8000-0000000000d3', 'former', 'en', 'Hidden name');
insert into planned_work (point_id, starts_at, ends_at, reason)
values ('00000000-0000-7000-8000-0000000000d6', clock_now() + interval '1 day', clock_now() + interval '2 days', '{"en": "Hidden"}');
insert into schedule (id, kind, branch_id) values ('00000000-0000-7000-8000-0000000000d8', 'building', '00000000-0000-7000-8000-0000000000d3');
insert into hours_exception (schedule_id, first_day, last_day, periods, reason)
values ('00000000-0000-7000-8000-0000000000d8', clock_now()::date + 1, clock_now()::date + 2, '{}', '{"en": "Hidden"}');
insert into event (id, code, kind, lifecycle, title, starts_at, ends_at, time_zone)
values ('00000000-0000-7000-8000-0000000000d9', 'mark-event', 'quiz', 'announced', '{"en": "Seen event"}', now(), now() + interval '1 hour', 'Europe/Vilnius');
insert into event_branch (event_id, branch_id) values ('00000000-0000-7000-8000-0000000000d9', '00000000-0000-7000-8000-0000000000d3'),
                                                      ('00000000-0000-7000-8000-0000000000d9', '00000000-0000-7000-8000-000000000004');
update branch set code = 'hidden-renamed' where code = 'hidden-two';
delete from branch where code = 'hidden-gone';

create function pg_temp.shown_with(mark text) returns setof text language plpgsql as $$
  declare
    named text;
    found boolean;
  begin
    for named in select viewname from pg_views where schemaname = 'published' loop
      execute format('select exists (select from published.%I v where v::text ilike %L)', named, '%' || mark || '%') into found;
      if found then
        return next named;
      end if;
    end loop;
  end
$$;
select is_empty($$select pg_temp.shown_with('Hidden')$$, 'sources, drafts with all that is theirs, obligations and removed points are in no view');
select is((select count(*) from pg_temp.shown_with('Seen')), 6::bigint, 'while what is public is (organization, library, branch and its history, point, event)');
select is_empty($$select id from published.point_notice where id::text like '%0000d6'$$, 'work that is planned on a draft is told nobody');
select is_empty($$select from change_pending where code like 'hidden%'$$, 'and no change of a draft is noted');
set constraints all immediate;
set constraints all deferred;
update branch set published_at = clock_now() where code = 'hidden-one';
select set_eq($$select kind, code, existed from change_pending where code like 'hidden%' or code = 'mark-event'$$,
              $$values ('branch', 'hidden-one', false), ('point', 'hidden-point', false), ('library', 'hidden-lib', false),
                       ('organization', 'hidden-lib', false), ('event', 'mark-event', true)$$,
              'published, it comes new with its points, library and institution, and events tell of it');

-- Behind the views.
select is_empty(
  $$select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and pg_get_userbyid(c.relowner) = 'branchlight_owner' and not (c.relrowsecurity and c.relforcerowsecurity)$$,
  'row level security is on, and forced, for every table');
select is_empty(
  $$select p.polname, r.name from pg_policy p cross join lateral (select pg_get_userbyid(o) as name from unnest(p.polroles) as o) as r
     where r.name not in ('branchlight_owner', 'branchlight_publisher', 'branchlight_staff', 'branchlight_jobs') or r.name is null$$,
  'no policy is for the visitor or for everybody');
select is_empty(
  $$select rolname from pg_roles where rolname in ('branchlight_migrator', 'branchlight_visitor', 'branchlight_staff', 'branchlight_jobs')
     and (rolsuper or rolbypassrls or not rolcanlogin)$$,
  'the roles that log in are none that rules pass by');
select is_empty(
  $$select c.relname from pg_class c join pg_roles r on r.oid = c.relowner
     where r.rolname like 'branchlight_%' and r.rolcanlogin$$,
  'and own nothing');
select is_empty(
  $$select viewname from pg_views where schemaname = 'published' and viewowner <> 'branchlight_publisher'$$,
  'the views are the publisher''s');

select * from finish();
rollback;
