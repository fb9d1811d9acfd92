-- Names are API, and comments are the documentation: of every table, view, column and function; constraints have names
-- of ours, and foreign keys say what a deletion does and have an index to do it with.
begin;
select plan(7);

create temporary view ours as
select c.oid, c.relname, c.relkind
  from pg_class c
 where c.relnamespace in ('public'::regnamespace, 'people'::regnamespace, 'published'::regnamespace) and c.relkind in ('r', 'p', 'v', 'S')
   and pg_get_userbyid(c.relowner) in ('branchlight_owner', 'branchlight_publisher');

select cmp_ok((select count(*) from ours where relkind = 'r'), '>', 20::bigint, 'the tables are there');
select is_empty(
  $$select relname from ours where relkind <> 'S' and obj_description(oid, 'pg_class') is null$$,
  'every table and view has a comment');
select is_empty(
  $$select o.relname, a.attname from ours o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
     where o.relkind = 'r' and col_description(o.oid, a.attnum) is null$$,
  'every column of a table has a comment');
select is_empty(
  $$select p.oid::regprocedure from pg_proc p where pg_get_userbyid(p.proowner) = 'branchlight_owner'
     and obj_description(p.oid, 'pg_proc') is null$$,
  'every function has a comment');
-- A name of PostgreSQL's own making ends in _fkey, _pkey, _key, _check or a number.
select is_empty(
  $$select o.relname, c.conname from ours o join pg_constraint c on c.conrelid = o.oid
     where c.contype in ('f', 'p', 'u', 'c')
       and (c.conname !~ ('^' || o.relname || '_') or c.conname ~ '(_fkey|_pkey|_key|[0-9])$')$$,
  'every constraint has a name of ours that begins with its table');
select is_empty(
  $$select o.relname, c.conname from ours o join pg_constraint c on c.conrelid = o.oid and c.contype = 'f' where c.confdeltype = 'a'$$,
  'every foreign key says what a deletion does');
select is_empty(
  $$select o.relname, c.conname from ours o join pg_constraint c on c.conrelid = o.oid and c.contype = 'f'
     where not exists (select from pg_index i where i.indrelid = o.oid and (i.indkey::smallint[])[0] = any (c.conkey))$$,
  'every foreign key has an index that begins with a column of it');

select * from finish();
rollback;
