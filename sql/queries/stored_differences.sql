-- Which members of a patch are others in the row now ($1 kind, $2 id, $3 patch): the member, what it is, and what was sent.
select array_to_string(f.path, '.'), coalesce(r.body #> f.path, 'null')::text, f.member::text
  from stored_row($1, $2::uuid) as r (body)
 cross join flat_members($3::jsonb) as f
 where coalesce(r.body #> f.path, 'null') is distinct from f.member
 order by f.path
