-- Open incidents of the point of a report ($1 id): id, part, state, when.
select i.id, i.part, i.state, extract(epoch from i.opened_at)::bigint
  from public_report r join incident i on i.point_id = r.point_id and i.closed_at is null
 where r.id = $1::uuid order by i.opened_at
