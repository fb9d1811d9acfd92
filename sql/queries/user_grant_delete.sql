-- Takes a role away from somebody ($1 user id, $2 id of the grant); not from oneself.
delete from people.grant g
 where g.user_id::text = $1 and g.id::text = $2 and g.user_id <> actor()
returning json_build_object('id', g.id, 'role', g.role)
