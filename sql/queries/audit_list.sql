-- Audit entries, the newest first ($1 kind, $2 code of the branch that they, or its points, belong to, $3 user, $4 from,
-- $5 until, $6 only below this number, $7 how many), and the number to go on below where there may be more.
with picked as (
  select e.number, e.at, e.user_id, e.request, e.reason, e.kind, e.scope_kind, e.scope_id, e.operation, e.fields
    from audit_entry e
   where ($1::text is null or e.kind = $1)
     and ($2::text is null or (e.scope_kind, e.scope_id) in (
           select 'branch', b.id from branch b where b.code = $2
           union all select 'point', p.id from point p join branch b on b.id = p.branch_id where b.code = $2))
     and ($3::text is null or e.user_id::text = $3)
     and ($4::timestamptz is null or e.at >= $4::timestamptz)
     and ($5::timestamptz is null or e.at < $5::timestamptz)
     and ($6::bigint is null or e.number < $6::bigint)
   order by e.number desc
   limit $7::integer
)
select json_build_object(
         'items', coalesce(json_agg(json_build_object(
           'number', k.number, 'at', utc_text(k.at), 'user', k.user_id, 'name', u.name, 'request_id', k.request, 'reason', k.reason,
           'kind', k.kind, 'operation', k.operation, 'of', case when s.code is not null then json_build_object('kind', k.scope_kind, 'code', s.code, 'name', s.name) end,
           'fields', k.fields) order by k.number desc), '[]'),
         'next', case when count(*) = $7::integer then min(k.number) end)
  from picked k
  left join people.user u on u.id = k.user_id
  left join lateral scope_name(k.scope_kind, k.scope_id) as s on true
