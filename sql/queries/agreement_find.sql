-- An agreement by its code ($1): its id, its utility's code, its library's.
select a.id, u.code, l.code from agreement a join organization u on u.id = a.utility_id join library l on l.id = a.library_id where a.code = $1
