-- Agreements of a library ($1 id), or one ($2 id): code, utility, library's code and name, state, first and last day as exactly as they
-- are said, days that are left (less than 0: it is over), whether it ends within 60 days, whether the library's say is needed to
-- open it again. Row level security shows those that one is a party to. At most 100.
select a.code, u.name, l.code, o.name, a.state, precise_text(a.starts_on, a.starts_precision), precise_text(a.ends_on, a.ends_precision),
       e.left, a.state = 'active' and e.left <= 60,
       a.state = 'ended' and not (may('directory', 'library', a.library_id) or library_free(a.library_id))
  from agreement a
  join organization u on u.id = a.utility_id
  join library l on l.id = a.library_id
  join organization o on o.id = l.organization_id
 cross join lateral (select precise_last_day(a.ends_on, a.ends_precision) - clock_now()::date as left) as e
 where a.library_id = $1::uuid or a.id = $2::uuid
 order by array_position(array['active', 'draft', 'ended'], a.state), a.ends_on desc nulls first, name_order(u.name), a.code
 limit 100
