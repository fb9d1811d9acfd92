-- An incident for its page ($1 id): version, state, part, point's code, branch, library, utility, its phone, opened, expected end, assignee,
-- the place's time zone, branch's code.
select i.version, i.state, i.part, p.code, b.name, lo.name, u.name, u.phone, extract(epoch from i.opened_at)::bigint,
       extract(epoch from i.expected_end)::bigint, i.assignee_id, b.time_zone, b.code,
       (select a.name from people.assignees(p.id) a where a.id = i.opened_by_id)
  from incident i
  join point p on p.id = i.point_id
  join branch b on b.id = p.branch_id
  join library l on l.id = b.library_id
  join organization lo on lo.id = l.organization_id
  join organization u on u.id = p.utility_id
 where i.id = $1::uuid
