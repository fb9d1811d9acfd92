-- What is wrong with a point ($1 id) by its last report, while that holds: its status and when it should be over (text, and Unix seconds), with
-- each part that is out of order; null where none is named.
select part.key, s.status, utc_text(r.expected_end), extract(epoch from r.expected_end)::bigint
  from point_status s
  left join lateral (select l.expected_end from status_report l
                      where l.point_id = s.point_id and l.observed_at = s.observed_at order by l.id desc limit 1) as r on true
  left join jsonb_each_text(s.components) as part on part.value = 'down'
 where s.point_id = $1::uuid and s.valid_until > clock_now() and (part.key is not null or s.status in ('limited', 'out_of_order'))
