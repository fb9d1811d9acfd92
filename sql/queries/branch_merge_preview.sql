-- What would change if a branch ($1 id) were merged into another ($2 id), in the order in which it is told: key of a sentence, and how
-- many; null where the sentence has no number.
select l.key, l.many
  from (values
    ('points', (select count(*) from point p where p.branch_id = $1::uuid and p.lifecycle <> 'removed')),
    ('events', (select count(*) from event_branch e join event v on v.id = e.event_id where e.branch_id = $1::uuid and v.ends_at > clock_now())),
    ('reports', (select count(*) from public_report r where r.branch_id = $1::uuid and r.state = 'open')),
    ('hours', case when branch_has_hours($1::uuid) and not branch_has_hours($2::uuid) then null::bigint else 0 end),
    ('hours_end', case when branch_has_hours($1::uuid) and branch_has_hours($2::uuid) then null::bigint else 0 end),
    ('people', null),
    ('contacts', null)) as l (key, many)
 where l.many is distinct from 0
