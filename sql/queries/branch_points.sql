-- The points of a branch ($1 id), those that are in use first: code, utility, lifecycle, whether one may edit it
-- (another utility's is read only).
select p.code, u.name, p.lifecycle, may('directory', 'point', p.id)
  from point p join organization u on u.id = p.utility_id
 where p.branch_id = $1::uuid
 order by array_position(array['active', 'planned', 'suspended', 'removed'], p.lifecycle), name_order(u.name), p.code
