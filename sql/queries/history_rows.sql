-- Audit entries as a page shows them, the newest first ($1 kind, $2 code of the branch that they, or its points, belong to,
-- $3 only below this number): number, when, who, kind, operation, of what (kind, code, name), fields, what undoing it would come to,
-- the country's time zone, why.
select e.number, extract(epoch from e.at)::bigint, u.name, e.kind, e.operation, e.scope_kind, s.code, s.name, e.fields::text,
       audit_undoable(e.entry),
       'Europe/Vilnius', e.reason
  from (select a.*, a as entry from audit_entry a) as e
  left join people.user u on u.id = e.user_id
  left join lateral scope_name(e.scope_kind, e.scope_id) as s on true
 where ($1::text is null or e.kind = $1)
   and ($2::text is null or (e.scope_kind, e.scope_id) in (
         select 'branch', b.id from branch b where b.code = $2
         union all select 'point', p.id from point p join branch b on b.id = p.branch_id where b.code = $2))
   and ($3::bigint is null or e.number < $3::bigint)
 order by e.number desc
 limit 51
