-- Sees to it that there is a schedule for what a button says ($1 branch id, $2 cause): one without rules tells nothing,
-- so the hours of other days stay unknown. A statement of its own: row level security looks the schedule up.
insert into schedule (kind, branch_id, point_id)
select o.kind, o.branch_id, o.point_id
  from (select 'building' as kind, b.id as branch_id, null::uuid as point_id from branch b where b.id = $1::uuid and $2 <> 'no_adviser'
        union all
        select 'adviser', null, p.id from point p where p.branch_id = $1::uuid and p.lifecycle = 'active' and $2 = 'no_adviser'
           and may('hours_today', 'point', p.id)) as o
 where not exists (select from schedule s where s.kind = o.kind and coalesce(s.branch_id, s.point_id) = coalesce(o.branch_id, o.point_id))
