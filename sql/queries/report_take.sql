-- Counts a public report ($1 of what, $2 address or null, $3 how many at once, $4 seconds until one is forgotten): seconds to
-- wait, and how many more there is room for.
select t.wait, t.remaining from people.report_take($1, $2, $3::integer, $4::double precision) as t
