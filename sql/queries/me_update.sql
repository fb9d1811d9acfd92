-- Changes who is signed in ($1 name, $2 language; null: as it was).
update people.user u set name = coalesce($1, u.name), language = coalesce($2, u.language), version = u.version + 1 where u.id = actor()
