-- Whether the database is ours, empty, or somebody else's; and what kind of server it is on.
-- Tables of extensions don't count as anybody's.
select to_regclass('public.migration') is not null as ours,
       exists (select from pg_catalog.pg_class c
                 join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'v', 'm', 'f')
                  and n.nspname !~ '^(pg_|information_schema$)'
                  and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')) as occupied,
       current_database() as name,
       current_setting('server_version_num')::integer as version,
       current_setting('server_encoding') as encoding
