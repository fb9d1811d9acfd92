-- Our roles and what is wrong with each: nobody who signs in may own tables or pass row level security.
select wanted.name,
       r.oid is null as missing,
       coalesce(r.rolsuper or r.rolbypassrls, false) as mighty,
       coalesce(wanted.login and not r.rolcanlogin, false) as shut_out,
       coalesce(wanted.login and exists (select from pg_catalog.pg_class c
                                          where c.relowner = r.oid and c.relkind in ('r', 'p')), false) as owns_tables
  from (values ('branchlight_jobs', true), ('branchlight_migrator', true), ('branchlight_owner', false),
               ('branchlight_publisher', false), ('branchlight_staff', true), ('branchlight_visitor', true))
       as wanted (name, login)
  left join pg_catalog.pg_roles r on r.rolname = wanted.name
 order by wanted.name
 limit 100
