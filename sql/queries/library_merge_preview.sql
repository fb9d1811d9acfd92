-- What would go along if a library ($1 id) were merged into another: how many branches, points that aren't removed, agreements that
-- one is a party to, and whether the other ($2 id) has a central library of its own, so that there would be one only.
select (select count(*) from branch b where b.library_id = $1::uuid),
       (select count(*) from point p join branch b on b.id = p.branch_id where b.library_id = $1::uuid and p.lifecycle <> 'removed'),
       (select count(*) from agreement a where a.library_id = $1::uuid),
       exists (select from branch b where b.library_id = $1::uuid and b.kind = 'central')
         and exists (select from branch b where b.library_id = $2::uuid and b.kind = 'central' and b.active)
