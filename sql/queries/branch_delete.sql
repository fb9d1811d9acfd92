-- Takes a branch away ($1 id): its code says from now on that it is gone.
delete from branch b where b.id = $1::uuid returning json_build_object('removed', b.code)
