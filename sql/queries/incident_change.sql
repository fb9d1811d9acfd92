-- Changes an incident ($1 id, $2 state, $3 expected end, $4 assignee's id, or "none"; null: stays).
update incident
   set state = coalesce($2, state), expected_end = coalesce($3::timestamptz, expected_end),
       assignee_id = case $4 when 'none' then null else coalesce($4::uuid, assignee_id) end
 where id = $1::uuid
