-- The points that who is signed in has to do with, worst first: code, branch, library, what visitors see, since when, until when,
-- the place's time zone, what visitors see in its stead (key of the catalogue; null: the status), whether one may report on it, code of the
-- branch where it is public. At most 200.
select p.code, b.name, lo.name, u.name, case when clock_now() < t.valid_until then t.status end,
       extract(epoch from t.observed_at)::bigint, extract(epoch from t.valid_until)::bigint,
       b.time_zone,
       case when b.published_at is null then 'my_point.draft' when not b.active then 'lifecycle.branch_closed'
            when p.lifecycle <> 'active' then 'lifecycle.' || p.lifecycle end,
       may('status', 'point', p.id), case when b.published_at is not null then b.code end
  from point p
  join branch b on b.id = p.branch_id
  join library l on l.id = b.library_id
  join organization lo on lo.id = l.organization_id
  join organization u on u.id = p.utility_id
  left join point_status t on t.point_id = p.id
 where p.lifecycle <> 'removed'
   and exists (select from actor_grants() g
                where g.role = 'admin' or g.organization_id = p.utility_id or g.library_id = b.library_id or g.branch_id = b.id)
 order by case when clock_now() < t.valid_until then array_position(array['out_of_order', 'limited', 'unknown', 'working'], t.status) else 3 end,
          t.observed_at nulls first, p.code
 limit 200
