-- Audit entries as a page shows them, the newest first ($1 kind, $2 code of the branch that they, or its points, belong to,
-- $3 only below this number, $4 language): number, when, who, kind, operation, of what (kind, code, name), fields, what undoing it would come to,
-- the country's time zone, why.
select e.number, extract(epoch from e.at)::bigint, u.name, e.kind, e.operation, e.scope_kind, s.code, s.name, coalesce(n.fields, e.fields)::text,
       audit_undoable(e.entry),
       'Europe/Vilnius', e.reason
  from (select a.*, a as entry from audit_entry a) as e
  left join people.user u on u.id = e.user_id
  left join lateral scope_name(e.scope_kind, e.scope_id) as s on true
  -- What a row refers to is told by its name, where it is known to who asks.
  left join lateral (
         select jsonb_object_agg(case when w.value <> '{}' then left(f.key, -3) else f.key end, case when w.value <> '{}' then w.value else f.value end) as fields
           from jsonb_each(e.fields) as f
          cross join lateral (
                 select coalesce(jsonb_object_agg(side.key, to_jsonb(r.name)) filter (where r.name is not null), '{}') as value
                   from jsonb_each_text(case when f.key like '%\_id' then f.value else '{}' end) as side
                   left join lateral (
                          select o.name from library l join organization o on o.id = l.organization_id where f.key = 'library_id' and l.id = side.value::uuid
                          union all select b.name from branch b where f.key = 'branch_id' and b.id = side.value::uuid
                          union all select m.name from municipality m where f.key = 'municipality_id' and m.id = side.value::uuid
                          union all select coalesce(v.title ->> $4, v.title ->> 'lt') from service v where f.key = 'service_id' and v.id = side.value::uuid
                          union all select coalesce(q.title ->> $4, q.title ->> 'lt') from equipment q where f.key = 'equipment_id' and q.id = side.value::uuid
                        ) as r on true) as w) as n on true
 where ($1::text is null or e.kind = $1)
   and ($2::text is null or (e.scope_kind, e.scope_id) in (
         select 'branch', b.id from branch b where b.code = $2
         union all select 'point', p.id from point p join branch b on b.id = p.branch_id where b.code = $2))
   and ($3::bigint is null or e.number < $3::bigint)
 order by e.number desc
 limit 51
