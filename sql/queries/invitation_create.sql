-- An invitation by who is signed in ($1 hash of the link's secret, $2 kind, $3 role, $4 id of the branch, library or
-- organization, $5 e-mail, $6 name, $7 language). No row: there is one of that secret.
insert into people.invitation (token_hash, kind, role, branch_id, library_id, organization_id, email, name, language, invited_by_id)
values ($1::bytea, $2, $3, case when $3 = 'librarian' then $4::uuid end, case when $3 = 'library_manager' then $4::uuid end,
        case when $3 in ('coordinator', 'trainer', 'viewer') then $4::uuid end, $5, $6, $7, actor())
    on conflict do nothing
returning json_build_object('id', id, 'kind', kind, 'role', role, 'name', name, 'email', email, 'language', language,
                            'expires_at', utc_text(expires_at)), id
