-- Takes a library away ($1 id), with its institution: its code says from now on that it is gone.
select json_build_object('removed', library_remove($1::uuid))
