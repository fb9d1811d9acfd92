-- A point as those who look after it see it ($1 point id): codes and names, the utility's telephone, what visitors see
-- (null where no report holds), what holds of what was said of today, what visitors see
-- in its stead (key of the catalogue; null: the status), and until when today is open, where that was said.
select p.code, b.code, b.name, lo.name, u.name, u.phone,
       case when clock_now() < t.valid_until then t.status end, extract(epoch from t.observed_at)::bigint,
       extract(epoch from t.valid_until)::bigint, t.components::text,
       b.time_zone,
       (select string_agg(distinct e.cause, ',')
          from hours_exception e
          join schedule s on s.id = e.schedule_id
         where (s.branch_id = b.id or s.point_id in (select q.id from point q where q.branch_id = b.id))
           and e.first_day = (clock_now() at time zone b.time_zone)::date and e.cause is not null
           and not exists (select from hours_exception l where l.schedule_id = e.schedule_id and l.first_day = e.first_day and l.cause is not null
                              and (l.made_at, l.id) > (e.made_at, e.id))),
       case when p.lifecycle = 'removed' then 'my_point.removed' when b.published_at is null then 'my_point.draft'
            when not b.active then 'lifecycle.branch_closed' when p.lifecycle <> 'active' then 'lifecycle.' || p.lifecycle end,
       (select extract(epoch from (e.first_day + make_interval(mins => e.periods[array_upper(e.periods, 1)])) at time zone b.time_zone)::bigint
          from hours_exception e
          join schedule s on s.id = e.schedule_id
         where s.branch_id = b.id and e.cause = 'open_until'
           and e.first_day = (clock_now() at time zone b.time_zone)::date
         limit 1)
  from point p
  join branch b on b.id = p.branch_id
  join library l on l.id = b.library_id
  join organization lo on lo.id = l.organization_id
  join organization u on u.id = p.utility_id
  left join point_status t on t.point_id = p.id
 where p.id = $1::uuid
