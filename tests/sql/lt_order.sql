-- The fixture that the sorting keys of src/text/sort_key.c are tested with is in the order of ICU's Lithuanian; so are names by name_order().
begin;
select plan(3);

\set lines `cat tests/fixtures/text/lt-order.txt`

create temporary table line on commit drop as
select text, ordinal from string_to_table(:'lines', E'\n') with ordinality as line (text, ordinal);

select cmp_ok((select count(*) from line), '>', 150::bigint, 'the fixture is there');
select results_eq(
    'select text from line order by ordinal',
    'select text from line order by text collate "lt-x-icu"',
    'the fixture is in the order of lt-x-icu');

create temporary table town (name text) on commit drop;
insert into town values ('Šakiai'), ('Skuodas'), ('Zarasai'), ('Žagarė'), ('Cukrinė'), ('Čekiškė'), ('Ignalina'), ('Ylakiai'), ('Įlankai'), ('Jonava'),
  ('Ukmergė'), ('Ūdrija'), ('Utena'), ('Vilnius'), ('ŠIRVINTOS'), ('Širviai'), ('Ėriškiai'), ('Elektrėnai'), ('Ąžuolai'), ('Azija'), ('Dusetos');
select results_eq(
    'select name from town order by name_order(name)',
    'select name from town order by name collate "lt-x-icu"',
    'name_order() is the order of lt-x-icu');

select * from finish();
rollback;
