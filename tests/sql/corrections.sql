-- What visitors want corrected: decided once, but that a confirmed correction is done or dismissed later.
begin;
select plan(7);

insert into organization (id, code, kind, name, name_language, country)
values ('00000000-0000-7000-8000-00000000000a', 'some-power', 'utility', 'Some Power', 'en', 'LT'),
       ('00000000-0000-7000-8000-00000000000c', 'town-library', 'library', 'Town Library', 'en', 'LT');
insert into library (id, code, organization_id) values ('00000000-0000-7000-8000-00000000000d', 'town-library', '00000000-0000-7000-8000-00000000000c');
insert into branch (id, code, library_id, kind, name, name_language, country, time_zone)
values ('00000000-0000-7000-8000-00000000000e', 'town-central', '00000000-0000-7000-8000-00000000000d', 'central', 'Central', 'en', 'LT', 'Europe/Vilnius');
insert into point (id, code, branch_id, utility_id, lifecycle)
values ('00000000-0000-7000-8000-00000000000f', 'town-power', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000a', 'active');
insert into public_report (id, kind, branch_id, point_id, about)
values ('00000000-0000-7000-8000-000000000021', 'correction', '00000000-0000-7000-8000-00000000000e', null, 'phone'),
       ('00000000-0000-7000-8000-000000000022', 'problem', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000f', 'printer');

create function pg_temp.decide(report text, wanted text) returns text language plpgsql as $$
  declare
    violated text;
  begin
    update public_report set state = wanted, decided_at = now() where id = ('00000000-0000-7000-8000-0000000000' || report)::uuid;
    return 'decided';
  exception when integrity_constraint_violation then
    get stacked diagnostics violated = constraint_name;
    return violated;
  end
$$;

select is(pg_temp.decide('21', 'confirmed'), 'decided');
select is(pg_temp.decide('21', 'merged'), 'public_report_decided_once', 'what is confirmed isn''t merged');
select is(pg_temp.decide('21', 'done'), 'decided', 'a confirmed correction is made later');
select is(pg_temp.decide('21', 'dismissed'), 'public_report_decided_once', 'then it stays');
select is((select version from public_report where id = '00000000-0000-7000-8000-000000000021'), 3::bigint, 'each has a version');
select is(pg_temp.decide('22', 'done'), 'public_report_done_of_correction', 'a problem is no correction');
select is(pg_temp.decide('22', 'confirmed') || ' ' || pg_temp.decide('22', 'dismissed'), 'decided public_report_decided_once');

select * from finish();
rollback;
