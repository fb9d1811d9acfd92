-- What the directory's tables refuse, and what they do by themselves: codes, successors, verifying apart from editing
-- (invariant 3), seeds and edits.
begin;
select plan(42);

insert into organization (id, code, kind, name, name_language, country)
values ('00000000-0000-7000-8000-00000000000a', 'old-power', 'utility', 'Old Power', 'en', 'LT'),
       ('00000000-0000-7000-8000-00000000000b', 'new-power', 'utility', 'New Power', 'en', 'LT'),
       ('00000000-0000-7000-8000-00000000000c', 'town-library', 'library', 'Town Library', 'en', 'LT');
insert into library (id, code, organization_id) values ('00000000-0000-7000-8000-00000000000d', 'town-library', '00000000-0000-7000-8000-00000000000c');
insert into branch (id, code, library_id, kind, name, name_language, country, time_zone)
values ('00000000-0000-7000-8000-00000000000e', 'town-central', '00000000-0000-7000-8000-00000000000d', 'central', 'Central', 'en', 'LT', 'Europe/Vilnius');
insert into point (id, code, branch_id, utility_id, lifecycle)
values ('00000000-0000-7000-8000-00000000000f', 'town-power', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000a', 'active');

create function pg_temp.refused(statement text, wanted text) returns text language plpgsql as $$
  declare
    violated text;
  begin
    execute statement;
    return is('nothing', wanted, statement);
  exception when integrity_constraint_violation then
    get stacked diagnostics violated = constraint_name;
    return is(violated, wanted, wanted);
  end
$$;

-- Codes.
select pg_temp.refused($$update branch set code = 'Town' where code = 'town-central'$$, 'branch_code_shape');
select pg_temp.refused($$update branch set code = 'a-' where code = 'town-central'$$, 'branch_code_shape');
select pg_temp.refused($$insert into point (code, branch_id, utility_id, lifecycle)
  select 'town-power', branch_id, utility_id, 'active' from point where code = 'town-power'$$, 'point_code_unique');
update point set code = 'town-light' where code = 'town-power';
select results_eq($$select code, successor_code from retired_code where kind = 'point'$$, $$values ('town-power', 'town-light')$$,
  'a code that changes leads to the new one');
select pg_temp.refused($$insert into point (code, branch_id, utility_id, lifecycle)
  select 'town-power', branch_id, utility_id, 'active' from point where code = 'town-light'$$, 'point_code_never_reused');
update point set code = 'town-lamp' where code = 'town-light';
select results_eq($$select code, successor_code from retired_code where kind = 'point' order by code$$,
  $$values ('town-light', 'town-lamp'), ('town-power', 'town-lamp')$$, 'and so does the one before');
update point set code = 'town-power' where code = 'town-lamp';
select is((select string_agg(code, ' ' order by code) from retired_code where kind = 'point'), 'town-lamp town-light', 'its own old code a row may have again');
insert into point (code, branch_id, utility_id, lifecycle)
  select 'town-other', branch_id, utility_id, 'active' from point where code = 'town-power';
delete from point where code = 'town-other';
select is((select successor_code from retired_code where code = 'town-other'), null, 'a deleted row''s code leads nowhere');
select pg_temp.refused($$insert into point (code, branch_id, utility_id, lifecycle)
  select 'town-other', branch_id, utility_id, 'active' from point where code = 'town-power'$$, 'point_code_never_reused');
insert into point (code, branch_id, utility_id, lifecycle, demo)
  select 'demo-other', branch_id, utility_id, 'active', true from point where code = 'town-power';
delete from point where code = 'demo-other';
select is_empty($$select from retired_code where code = 'demo-other'$$, 'demonstration data leaves no trace');

-- Successors.
update organization set successor_id = '00000000-0000-7000-8000-00000000000b' where code = 'old-power';
select pg_temp.refused($$update organization set successor_id = id where code = 'new-power'$$, 'organization_successor_other');
select pg_temp.refused($$update organization set successor_id = '00000000-0000-7000-8000-00000000000a' where code = 'new-power'$$, 'organization_successor_ends');
select ok((select names @> array['Old Power', 'New Power'] from published.point where code = 'town-power'),
  'a point is found by the names of its utility and of the one that took over');
select pg_temp.refused($$delete from organization where code = 'new-power'$$, 'organization_successor_fk');

-- Places, addresses, zones, texts.
select pg_temp.refused($$update branch set latitude = 91, longitude = 24, location_precision = 'address'$$, 'branch_latitude_range');
select pg_temp.refused($$update branch set latitude = 55, longitude = 181, location_precision = 'address'$$, 'branch_longitude_range');
select pg_temp.refused($$update branch set latitude = 0, longitude = 0, location_precision = 'address'$$, 'branch_location_not_null_island');
select pg_temp.refused($$update branch set latitude = 55, location_precision = 'address'$$, 'branch_location_whole');
select pg_temp.refused($$update branch set locality = 'Town'$$, 'branch_address_has_certainty');
select pg_temp.refused($$update branch set time_zone = 'EET'$$, 'branch_time_zone_known');
select pg_temp.refused($$update branch set time_zone = 'Europe/Vilniusx5'$$, 'branch_time_zone_known');
select pg_temp.refused($$update branch set website = 'javascript:alert(1)'$$, 'branch_website_url');
select pg_temp.refused($$update branch set website = 'https://user:secret@town.example'$$, 'branch_website_url');
select pg_temp.refused($$update branch set phone = 'call us'$$, 'branch_phone_shape');
select pg_temp.refused($$update branch set name = E'two\nlines'$$, 'branch_name_line');
select pg_temp.refused($$update branch set notes = '{"english": "Hello"}'$$, 'branch_notes_texts');
select pg_temp.refused($$update branch set notes = '{"en": ""}'$$, 'branch_notes_texts');
select pg_temp.refused($$insert into campaign (code, kind, title, starts_on, starts_precision) values ('some-thing', 'campaign', '{"en": "X"}', '2014-09-05', 'month')$$, 'campaign_starts_precise');
select pg_temp.refused($$insert into branch (code, library_id, kind, name, name_language, country, time_zone)
  select 'town-second', library_id, 'central', 'Second', 'en', 'LT', 'Europe/Vilnius' from branch where code = 'town-central'$$, 'branch_central_unique');

-- Editing and verifying (invariant 3).
create temporary table kept as select * from branch where code = 'town-central';
update branch set verified_at = '2026-01-01 12:00Z' where code = 'town-central';
select results_eq(
  $$select to_jsonb(b) - array['verified_at', 'version'] from branch b where code = 'town-central'$$,
  $$select to_jsonb(k) - array['verified_at', 'version'] from kept k$$, 'verifying touches nothing else');
select pg_temp.refused($$update branch set verified_at = now(), name = 'Other' where code = 'town-central'$$, 'branch_verified_apart');
select pg_temp.refused($$insert into library (code, organization_id, verified_at) values ('some-library', '00000000-0000-7000-8000-00000000000a', now())$$, 'library_verified_apart');
update branch set name = 'Centre' where code = 'town-central';
select is((select verified_at from branch where code = 'town-central'), '2026-01-01 12:00Z', 'editing leaves verified_at');
select is((select version from branch where code = 'town-central'), 3::bigint, 'both count in the version');
update branch set name = 'Centre', version = 77, updated_at = '2000-01-01' where code = 'town-central';
select is((select (version, updated_at > '2020-01-01') from branch where code = 'town-central'), (3::bigint, true), 'saving what is there changes nothing');

-- Seeds leave alone what a person has edited; what belongs to a row counts.
set local branchlight.seeding = 'on';
update organization set name = 'Power' where code = 'new-power';
insert into organization (code, kind, name, name_language, country) values ('seeded-one', 'business', 'One', 'en', 'LT');
select is((select edited_at from organization where code = 'seeded-one'), null, 'a seed''s row isn''t edited');
set local branchlight.seeding = '';
insert into name (organization_id, kind, language, name) select id, 'alias', 'en', 'Uno' from organization where code = 'seeded-one';
select isnt((select edited_at from organization where code = 'seeded-one'), null, 'until a person gives it another name');
select is((select version from organization where code = 'seeded-one'), 2::bigint, 'which is a new version of it');

select is(precise_last_day('2028-01-01', 'year'), date '2028-12-31', 'until 2028 is until New Year''s Eve');
select is(precise_last_day('2028-02-01', 'month'), date '2028-02-29', 'until a month is until its last day, in leap years too');
select is(precise_last_day('2028-08-31', 'day'), date '2028-08-31', 'a day is itself');
select is(precise_last_day(null, null), null, 'open-ended has none');

select * from finish();
rollback;
