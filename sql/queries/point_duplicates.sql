-- Points that a new one may be already ($1 its members as of a patch): those of its utility in its branch. Code, utility, branch, address,
-- nothing, whether it is the same, the row as JSON, and whether it is one's own to edit. At most 10.
select p.code, u.name, b.name, concat_ws(', ', b.street, b.locality), null::bigint, true,
       json_build_object('code', p.code, 'name', u.name, 'branch', b.code, 'lifecycle', p.lifecycle)::text,
       may('directory', 'point', p.id)
  from point p
  join organization u on u.id = p.utility_id
  join branch b on b.id = p.branch_id
 where u.code = $1::jsonb ->> 'utility' and b.code = $1::jsonb ->> 'branch' and p.lifecycle <> 'removed'
 order by p.code
 limit 10
