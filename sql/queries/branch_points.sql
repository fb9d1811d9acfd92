-- The points of a branch ($1 id), those that are in use first: code, utility, lifecycle.
select p.code, u.name, p.lifecycle
  from point p join organization u on u.id = p.utility_id
 where p.branch_id = $1::uuid
 order by array_position(array['active', 'planned', 'suspended', 'removed'], p.lifecycle), name_order(u.name), p.code
