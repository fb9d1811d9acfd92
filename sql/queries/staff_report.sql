-- A report of a visitor for its page ($1 id): version, state, kind, about, words, when, point's code, branch, library, utility, branch's
-- code, the place's time zone, incident.
select r.version, r.state, r.kind, r.about, r.words, extract(epoch from r.made_at)::bigint, p.code, b.name, lo.name, u.name, b.code,
       b.time_zone, r.incident_id, b.phone
  from public_report r
  join branch b on b.id = r.branch_id
  join library l on l.id = b.library_id
  join organization lo on lo.id = l.organization_id
  left join point p on p.id = r.point_id
  left join organization u on u.id = p.utility_id
 where r.id = $1::uuid
