-- Branches that who is signed in may edit ($1 what is looked for, or null; $2 worst first: true for the verification queue; $3 code of
-- the only library, or null): code,
-- name, library's code and name, locality, whether open at all, how many points, when verified last, when its data last changed,
-- version, the place's time zone, what can be said against its data, whether it is a draft, whether its library is closed. At most 200. Of a
-- library without branches one row without a branch: else nobody would find it again.
select b.code, b.name, l.code, lo.name, b.locality, b.active,
       (select count(*) from point p where p.branch_id = b.id and p.lifecycle <> 'removed'),
       extract(epoch from b.verified_at)::bigint, extract(epoch from b.updated_at)::bigint, b.version,
       b.time_zone,
       concat_ws(',', case when b.street is null and b.kind <> 'mobile' then 'no_street' end,
                 case when b.location_precision is null or b.location_precision in ('locality', 'municipality') then 'no_location' end,
                 case when coalesce(b.phone, lo.phone) is null then 'no_phone' end,
                 case when not exists (select from schedule s join hours_rule r on r.schedule_id = s.id where s.branch_id = b.id) then 'no_hours' end),
       b.published_at is null, not l.active
  from library l
  join organization lo on lo.id = l.organization_id
  left join branch b on b.library_id = l.id
 where exists (select from actor_grants() g
                where g.role = 'admin' or (g.role = 'library_manager' and g.library_id = l.id)
                   or (g.role = 'coordinator'
                       and (exists (select from agreement a where a.library_id = l.id and a.state <> 'ended' and a.utility_id = g.organization_id)
                            or exists (select from point p where p.branch_id = b.id and p.utility_id = g.organization_id))))
   and ($1::text is null or folded_name(concat_ws(' ', b.name, lo.name, b.locality, b.street, b.code)) like '%' || folded_name($1) || '%')
   and (not $2::boolean or (b.active and b.published_at is not null))
   and ($3::text is null or l.code = $3)
 order by case when $2::boolean then coalesce(b.verified_at, '-infinity') end, case when $2::boolean then b.updated_at end,
          name_order(lo.name), lo.name, b.kind <> 'central',
          name_order(b.name), b.name, b.code
 limit 200
