-- Whether whoever saw the thing of an incident ($1 id) work has seen its point work: no other incident of it is open, and no fault was
-- reported since this one was fixed.
select not exists (select from incident o where o.point_id = i.point_id and o.closed_at is null and o.id <> i.id)
       and not exists (select from status_report r
                        where r.point_id = i.point_id and r.status in ('limited', 'out_of_order') and r.undoes_id is null
                          and not exists (select from status_report u where u.undoes_id = r.id)
                          and (r.observed_at > clock_now() or (r.id > f.id and r.observed_at >= date_trunc('second', f.made_at))))
       and p.lifecycle <> 'removed'
  from incident i
  join point p on p.id = i.point_id
  left join lateral (select u.id, u.made_at from incident_update u
                      where u.incident_id = i.id and u.to_state = 'fixed' and u.from_state <> 'fixed'
                      order by u.made_at desc, u.id desc limit 1) as f on true
 where i.id = $1::uuid
