-- Since when a branch is public ($1 id), as JSON, and its version; and what visitors would miss: location, hours, point (also apart, with
-- commas).
select json_build_object('branch', b.code, 'published_at', utc_text(b.published_at), 'missing', m.list)::text, b.version, array_to_string(m.list, ',')
  from branch b
 cross join lateral (
         select array_remove(array[case when b.latitude is null then 'location' end,
           case when not exists (select from schedule s join hours_rule r on r.schedule_id = s.id where s.branch_id = b.id) then 'hours' end,
           case when not exists (select from point p where p.branch_id = b.id and p.lifecycle <> 'removed') then 'point' end], null) as list) as m
 where b.id = $1::uuid
