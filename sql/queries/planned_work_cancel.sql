-- Calls planned work off ($1 id).
update planned_work set cancelled_at = clock_now() where id = $1::uuid and cancelled_at is null
returning json_build_object('cancelled', id)
