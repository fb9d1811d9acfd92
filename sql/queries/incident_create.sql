-- An incident of a point by who is signed in ($1 point id, $2 part, $3 expected end). Its id.
insert into incident (point_id, part, expected_end, opened_by_id)
values ($1::uuid, $2, $3::timestamptz, actor())
returning id
