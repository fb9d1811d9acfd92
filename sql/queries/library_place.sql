-- Where a library's branches are ($1 library's id): latitude and longitude of one, the central one first.
select b.latitude, b.longitude from branch b where b.library_id = $1::uuid and b.latitude is not null
 order by b.kind <> 'central', b.code limit 1
