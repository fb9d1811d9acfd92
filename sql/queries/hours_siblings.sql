-- The other branches of a branch's library ($1 id): code, name.
select o.code, o.name from branch b join branch o on o.library_id = b.library_id and o.id <> b.id and o.active
 where b.id = $1::uuid order by o.kind <> 'central', name_order(o.name), o.code limit 200
