-- Takes a planned closure back ($1 id).
delete from hours_exception where id = $1::uuid
returning json_build_object('cancelled', id)
