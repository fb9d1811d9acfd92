-- What was done about an incident ($1 id), the newest first: from, to, note, who, role, when, whether a status report did it.
select u.from_state, u.to_state, u.note, (select a.name from people.assignees(i.point_id) a where a.id = u.user_id), u.source_role,
       extract(epoch from u.made_at)::bigint, u.status_report_id is not null
  from incident_update u join incident i on i.id = u.incident_id
 where u.incident_id = $1::uuid
 order by u.made_at desc, u.id desc
