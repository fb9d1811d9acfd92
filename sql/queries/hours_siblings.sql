-- The other branches of a branch's library ($1 id): code, name.
-- Names are in Lithuanian order (č after c, y beside i), as src/text/sort_key.c has it, whatever the database's collation.
select o.code, o.name from branch b join branch o on o.library_id = b.library_id and o.id <> b.id and o.active
 where b.id = $1::uuid order by o.kind <> 'central', replace(replace(replace(translate(lower(o.name), 'ąęėįyųū', 'aeeiiuu'), 'č', 'c~'), 'š', 's~'), 'ž', 'z~') collate "C", o.code limit 200
