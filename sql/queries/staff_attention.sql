-- What needs somebody of what is one's own ($1 sort: urgency, age or place; else urgency): kind (fault, possible, correction, unconfirmed,
-- agreement), what the row leads to (incident, point, report, agreement) and its id or code, the point's code, branch, library, library's
-- code, utility, what about, how many, since when, until when, offset of the place's clock, the branch's code. At most 1000.
with mine as (
  select * from actor_grants() g where g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
), own as (
  select p.*, b.published_at is null as draft, b.name as branch, b.code as branch_code, b.library_id, b.time_zone, lo.name as library, l.code as library_code, u.name as utility
    from point p
    join branch b on b.id = p.branch_id
    join library l on l.id = b.library_id
    join organization lo on lo.id = l.organization_id
    join organization u on u.id = p.utility_id
   where p.lifecycle = 'active'
     and exists (select from mine g where g.role = 'admin' or g.organization_id = p.utility_id or g.library_id = b.library_id or g.branch_id = b.id)
), listed as (
  select 'fault' as kind, 1 as urgency, 'incident' as leads, i.id::text as target, o.code as point, o.branch, o.library, o.library_code, o.utility,
         i.part || ' ' || i.state as about, 0::bigint as many, i.opened_at as since, i.expected_end as due, o.time_zone, o.branch_code
    from incident i join own o on o.id = i.point_id where i.closed_at is null
  union all
  select 'fault', case t.status when 'out_of_order' then 1 else 2 end, 'point', o.code, o.code, o.branch, o.library, o.library_code, o.utility,
         coalesce((select c.key from jsonb_each_text(t.components) c where c.value = 'down' and c.key <> 'adviser' order by c.key limit 1), '')
         || ' ' || t.status, 0, t.observed_at,
         (select r.expected_end from status_report r
           where r.point_id = o.id and r.observed_at = t.observed_at and r.status = t.status order by r.id desc limit 1), o.time_zone, o.branch_code
    from own o join point_status t on t.point_id = o.id
   where t.status in ('out_of_order', 'limited') and clock_now() < t.valid_until
     and not exists (select from incident i where i.point_id = o.id and i.closed_at is null)
  union all
  select 'possible', case when bool_or(q.point_id is not null) then 2 else 3 end, 'report', (array_agg(r.id order by r.made_at))[1]::text, o.code,
         o.branch, o.library, o.library_code, o.utility,
         mode() within group (order by r.about) || case when bool_or(q.point_id is not null) then ' possible' else ' single' end,
         count(*), max(r.made_at), null, o.time_zone, o.branch_code
    from public_report r join own o on o.id = r.point_id left join point_problem q on q.point_id = o.id
   where r.state = 'open'
   group by o.code, o.branch, o.library, o.library_code, o.utility, o.time_zone, o.branch_code
  union all
  select 'correction', 5, 'report', (array_agg(r.id order by r.made_at))[1]::text, null, b.name, lo.name, l.code, null,
         mode() within group (order by r.about), count(*), min(r.made_at), null, b.time_zone, b.code
    from public_report r
    join branch b on b.id = r.branch_id
    join library l on l.id = b.library_id
    join organization lo on lo.id = l.organization_id
   where r.state = 'open' and r.kind = 'correction'
   group by b.name, lo.name, l.code, b.time_zone, b.code
  union all
  select 'unconfirmed', 4, 'point', o.code, o.code, o.branch, o.library, o.library_code, o.utility, coalesce(t.status, ''), 0,
         t.observed_at, t.valid_until, o.time_zone, o.branch_code
    from own o left join point_status t on t.point_id = o.id
   where (t.valid_until is null or t.valid_until <= clock_now()) and not o.draft
  union all
  select 'agreement', 6, 'agreement', a.code, null, lo.name, lo.name, l.code, u.name, '', e.last - clock_now()::date, null,
         (e.last + 1)::timestamp at time zone 'Europe/Vilnius', 'Europe/Vilnius', null
    from agreement a
    join library l on l.id = a.library_id
    join organization lo on lo.id = l.organization_id
    join organization u on u.id = a.utility_id
   cross join lateral (select precise_last_day(a.ends_on, a.ends_precision) as last) as e
   where a.state = 'active' and e.last <= clock_now()::date + 60
     and exists (select from mine g where g.role = 'admin' or g.organization_id = a.utility_id or g.library_id = l.id)
)
select t.kind, t.leads, t.target, t.point, t.branch, t.library, t.library_code, t.utility, t.about, t.many,
       extract(epoch from t.since)::bigint, extract(epoch from t.due)::bigint,
       utc_offset(t.time_zone, (extract(epoch from clock_now()) / 60)::integer), t.branch_code, t.urgency
  from listed t
 order by case when $1 = 'place' then t.branch end, case when $1 = 'age' then t.since end nulls first,
          t.urgency, t.due nulls last, t.since nulls first, t.branch, t.target
 limit 1000
