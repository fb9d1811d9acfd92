-- A report of the public that who asks may see ($1 id): its id, what it is of (point or branch) and the code of that, kind, point id,
-- what about, branch id.
select r.id, case when p.id is null then 'branch' else 'point' end, coalesce(p.code, b.code), r.kind, r.point_id, r.about, r.branch_id
  from public_report r join branch b on b.id = r.branch_id left join point p on p.id = r.point_id
 where r.id::text = $1
