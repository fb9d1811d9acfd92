-- One row where the embedded server has our database already.
select 1 from pg_catalog.pg_database d where d.datname = 'branchlight'
