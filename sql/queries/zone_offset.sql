-- How far a time zone ($1) is from UTC at a minute since 1970 ($2), in minutes east of it.
select utc_offset($1, $2::integer)
