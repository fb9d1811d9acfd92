-- What needs somebody of what is one's own ($1 sort: urgency, age or place; else urgency; $2 code of a library; $3 place of the last row of the
-- page before; $4 how many of each kind at most, null: all): kind (fault, possible, correction, unconfirmed,
-- agreement, unverified), what the row leads to (incident, point, report, agreement, branch, queue) and its id or code, the point's code,
-- branch, library, library's code, utility, what about, how many, since when, until when, the place's time zone, the branch's code,
-- urgency, the utility's code, its place in the order as a text whose bytes sort, and of visitors' reports how many tell of each thing (JSON, the
-- most frequent first; "several" is what they are about where that isn't one).
-- Unverified are branches in the verification queue (directory_rows.sql) that nobody has checked for a year: a row for each library,
-- or fifty never checked branches would hide what is broken; one branch alone is led to itself.
with mine as (
  select * from actor_grants() g where g.role in ('admin', 'coordinator', 'library_manager', 'librarian')
), own as (
  select p.*, b.published_at is null as draft, b.name as branch, b.code as branch_code, b.library_id, b.time_zone, lo.name as library, l.code as library_code, u.name as utility, u.code as utility_code
    from point p
    join branch b on b.id = p.branch_id
    join library l on l.id = b.library_id
    join organization lo on lo.id = l.organization_id
    join organization u on u.id = p.utility_id
   where p.lifecycle = 'active' and b.active
     and exists (select from mine g where g.role = 'admin' or g.organization_id = p.utility_id or g.library_id = b.library_id or g.branch_id = b.id)
), listed as (
  select 'fault' as kind, 1 as urgency, 'incident' as leads, i.id::text as target, o.code as point, o.branch, o.library, o.library_code, o.utility, o.utility_code,
         i.part || ' ' || i.state as about, 0::bigint as many, i.opened_at as since, i.expected_end as due, o.time_zone, o.branch_code, null as parts
    from incident i join own o on o.id = i.point_id where i.closed_at is null
  union all
  select 'fault', case t.status when 'out_of_order' then 1 else 2 end, 'point', o.code, o.code, o.branch, o.library, o.library_code, o.utility, o.utility_code,
         coalesce((select c.key from jsonb_each_text(t.components) c where c.value = 'down' and c.key <> 'adviser' order by c.key limit 1), '')
         || ' ' || t.status, 0, t.observed_at,
         (select r.expected_end from status_report r
           where r.point_id = o.id and r.observed_at = t.observed_at and r.status = t.status order by r.id desc limit 1), o.time_zone, o.branch_code, null
    from own o join point_status t on t.point_id = o.id
   where t.status in ('out_of_order', 'limited') and clock_now() < t.valid_until
     and not exists (select from incident i where i.point_id = o.id and i.closed_at is null)
  union all
  select 'possible', case when bool_or(q.point_id is not null) then 2 else 3 end, 'report', (array_agg(r.id order by r.made_at))[1]::text, o.code,
         o.branch, o.library, o.library_code, o.utility, o.utility_code,
         case count(distinct r.about) when 1 then min(r.about) else 'several' end
         || case when bool_or(q.point_id is not null) then ' possible' else ' single' end,
         count(*), max(r.made_at), null, o.time_zone, o.branch_code,
         (select string_agg(format('"%s":%s', a.about, a.many), ',' order by a.many desc, a.about)
            from (select u.about, count(*) as many from unnest(array_agg(r.about)) as u (about) group by u.about) as a)
    from public_report r join own o on o.id = r.point_id left join point_problem q on q.point_id = o.id
   where r.state = 'open'
   group by o.code, o.branch, o.library, o.library_code, o.utility, o.utility_code, o.time_zone, o.branch_code
  union all
  select 'correction', 5, 'report', (array_agg(r.id order by r.made_at))[1]::text, null, b.name, lo.name, l.code, null, null,
         case count(distinct r.about) when 1 then min(r.about) else 'several' end || case r.state when 'confirmed' then ' confirmed' else '' end,
         count(*), min(r.made_at), null, b.time_zone, b.code,
         (select string_agg(format('"%s":%s', a.about, a.many), ',' order by a.many desc, a.about)
            from (select u.about, count(*) as many from unnest(array_agg(r.about)) as u (about) group by u.about) as a)
    from public_report r
    join branch b on b.id = r.branch_id
    join library l on l.id = b.library_id
    join organization lo on lo.id = l.organization_id
   where r.state in ('open', 'confirmed') and r.kind = 'correction'
   group by b.name, lo.name, l.code, b.time_zone, b.code, r.state
  union all
  select 'unconfirmed', 4, 'point', o.code, o.code, o.branch, o.library, o.library_code, o.utility, o.utility_code, coalesce(t.status, ''), 0,
         t.observed_at, t.valid_until, o.time_zone, o.branch_code, null
    from own o left join point_status t on t.point_id = o.id
   where (t.valid_until is null or t.valid_until <= clock_now()) and not o.draft
  union all
  select 'agreement', 6, 'agreement', a.code, null, lo.name, lo.name, l.code, u.name, u.code, '', e.last - clock_now()::date, null,
         (e.last + 1)::timestamp at time zone 'Europe/Vilnius', 'Europe/Vilnius', null, null
    from agreement a
    join library l on l.id = a.library_id
    join organization lo on lo.id = l.organization_id
    join organization u on u.id = a.utility_id
   cross join lateral (select precise_last_day(a.ends_on, a.ends_precision) as last) as e
   where a.state = 'active' and e.last <= clock_now()::date + 60
     and exists (select from mine g where g.role = 'admin' or g.organization_id = a.utility_id or g.library_id = l.id)
  union all
  select 'unverified', 7, case count(*) when 1 then 'branch' else 'queue' end, case count(*) when 1 then min(b.code) else l.code end, null,
         case count(*) when 1 then min(b.name) else lo.name end, lo.name, l.code, null, null, '', count(*),
         case when bool_and(b.verified_at is not null) then min(b.verified_at) end, null, min(b.time_zone), case count(*) when 1 then min(b.code) end, null
    from branch b
    join library l on l.id = b.library_id
    join organization lo on lo.id = l.organization_id
   where b.active and b.published_at is not null and coalesce(b.verified_at, '-infinity') < clock_now() - interval '1 year'
     and exists (select from mine g
                  where g.role = 'admin' or (g.role = 'library_manager' and g.library_id = b.library_id)
                     or (g.role = 'coordinator'
                         and (exists (select from agreement a where a.library_id = b.library_id and a.state <> 'ended' and a.utility_id = g.organization_id)
                              or exists (select from point p where p.branch_id = b.id and p.utility_id = g.organization_id))))
   group by l.code, lo.name
), placed as (
  select t.*,
         concat_ws(chr(1), case when $1 = 'place' then t.branch end,
                   case when $1 = 'age' then coalesce(to_char(extract(epoch from t.since), 'FM000000000000'), '') end,
                   t.urgency, coalesce(to_char(extract(epoch from t.due), 'FM000000000000'), '~'),
                   coalesce(to_char(extract(epoch from t.since), 'FM000000000000'), ''), left(t.branch, 100), t.kind, t.target) collate "C" as place
    from listed t
   where $2::text is null or t.library_code = $2
), numbered as (
  select t.*, row_number() over (partition by t.kind order by t.place) as number from placed t where $3::text is null or t.place > $3
)
select t.kind, t.leads, t.target, t.point, t.branch, t.library, t.library_code, t.utility, t.about, t.many,
       extract(epoch from t.since)::bigint, extract(epoch from t.due)::bigint,
       t.time_zone, t.branch_code, t.urgency, t.utility_code, t.place, '{' || t.parts || '}'
  from numbered t
 where $4::integer is null or t.number <= $4
 order by t.place
