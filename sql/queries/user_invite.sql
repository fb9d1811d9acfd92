-- An invitation by the command line ($1 hash of the link's secret, $2 kind, $3 role, $4 code of the branch, library or
-- organization, $5 e-mail, $6 name, $7 language). No row: there is nothing of that code.
insert into people.invitation (token_hash, kind, role, branch_id, library_id, organization_id, email, name, language)
select $1::bytea, $2, $3, s.branch_id, s.library_id, s.organization_id, $5, $6, $7
  from (select b.id as branch_id, null::uuid as library_id, null::uuid as organization_id from branch b where $3 = 'librarian' and b.code = $4
        union all select null, l.id, null from library l where $3 = 'library_manager' and l.code = $4
        union all select null, null, o.id from organization o where $3 in ('coordinator', 'trainer', 'viewer') and o.code = $4 and o.kind = 'utility'
        union all select null, null, null where $3 = 'admin') as s
returning utc_text(expires_at)
