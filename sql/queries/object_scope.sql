-- To whom a row belongs ($1 kind, $2 code): its id, the utilities that have to do with it, its library, its branch.
select o.id, array_to_string(s.utilities, ','), s.library_id, s.branch_id
  from (select 'point' as kind, p.id, p.code from point p where $1 = 'point' and p.code = $2
        union all select 'branch', b.id, b.code from branch b where $1 = 'branch' and b.code = $2
        union all select 'library', l.id, l.code from library l where $1 = 'library' and l.code = $2
        union all select 'organization', g.id, g.code from organization g where $1 = 'organization' and g.code = $2
        union all select 'service', v.id, v.code from service v where $1 = 'service' and v.code = $2) as o
 cross join scope_of(o.kind, o.id) as s
