-- Codes that were given up: which of them are published, and that every change of them reaches the readers of changes.
begin;
select plan(12);

insert into organization (id, code, kind, name, name_language, country)
values ('00000000-0000-7000-8000-00000000000a', 'old-power', 'utility', 'Old Power', 'en', 'LT'),
       ('00000000-0000-7000-8000-00000000000c', 'town-library', 'library', 'Town Library', 'en', 'LT');
insert into library (id, code, organization_id) values ('00000000-0000-7000-8000-00000000000d', 'town-library', '00000000-0000-7000-8000-00000000000c');
insert into branch (id, code, library_id, kind, name, name_language, country, time_zone)
values ('00000000-0000-7000-8000-00000000000e', 'town-one', '00000000-0000-7000-8000-00000000000d', 'branch', 'One', 'en', 'LT', 'Europe/Vilnius'),
       ('00000000-0000-7000-8000-00000000000f', 'town-two', '00000000-0000-7000-8000-00000000000d', 'branch', 'Two', 'en', 'LT', 'Europe/Vilnius');
insert into point (id, code, branch_id, utility_id, lifecycle)
values ('00000000-0000-7000-8000-000000000010', 'town-power', '00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-00000000000a', 'active');
insert into event (id, code, kind, lifecycle, title, starts_at, ends_at, time_zone)
values ('00000000-0000-7000-8000-000000000011', 'town-draft', 'quiz', 'draft', '{"en": "Draft"}', now(), now() + interval '1 hour', 'Europe/Vilnius'),
       ('00000000-0000-7000-8000-000000000012', 'town-quiz', 'quiz', 'announced', '{"en": "Quiz"}', now(), now() + interval '1 hour', 'Europe/Vilnius');

create function pg_temp.changes(statement text) returns setof text language plpgsql as $$
  declare
    last bigint;
  begin
    set constraints all immediate; -- what a commit does
    select coalesce(max(c.number), 0) into last from change c;
    set constraints all deferred;
    execute statement;
    set constraints all immediate;
    return query select c.operation || ' ' || c.kind || ' ' || c.code from change c where c.number > last order by c.number;
  end
$$;
create function pg_temp.published() returns text language sql as
  $$select string_agg(r.kind || ' ' || r.code || coalesce(' → ' || r.successor_code, ''), ', ' order by r.kind, r.code) from published.retired_code r$$;

select results_eq($$select pg_temp.changes('update branch set code = ''town-first'' where code = ''town-one''') $$,
  $$values ('update branch town-first'), ('update point town-power')$$, 'a new code is a change of the row, and of what shows it');
select is(pg_temp.published(), 'branch town-one → town-first', 'the old one leads to it');

select results_eq($$select pg_temp.changes('update point set lifecycle = ''removed'' where code = ''town-power''') $$,
  $$values ('update branch town-first'), ('delete point town-power')$$, 'a removed point is gone, and its branch''s history tells it');
select is(pg_temp.published(), 'branch town-one → town-first, point town-power', 'its code leads nowhere');
delete from point where code = 'town-power';
select is(pg_temp.published(), 'branch town-one → town-first, point town-power', 'nor does it when the row is deleted');

select results_eq($$select pg_temp.changes('delete from branch where code = ''town-first''') $$,
  $$values ('delete branch town-first')$$, 'a deletion is one change, under the last code');
select is(pg_temp.published(), 'branch town-first, branch town-one → town-first, point town-power', 'all its codes lead nowhere in the end');
select results_eq($$select pg_temp.changes('update retired_code set successor_code = ''town-two'' where kind = ''branch'' and code = ''town-first''') $$,
  $$values ('delete branch town-first')$$, 'a merger told of later is a change');
select throws_ok($$update retired_code set successor_code = code where code = 'town-first'$$, '23514', null, 'nothing leads to itself');

select is_empty($$select pg_temp.changes('delete from event where code = ''town-draft''')$$, 'a draft goes unnoticed');
select results_eq($$select pg_temp.changes('delete from event where code = ''town-quiz''') $$,
  $$values ('delete event town-quiz')$$, 'an event that was published does not');
select is(pg_temp.published(), 'branch town-first → town-two, branch town-one → town-first, event town-quiz, point town-power', 'and of the two its code alone is published');

select * from finish();
rollback;
