-- Reports of the public about what is one's own, the newest first ($1 state, null: open; $2 kind; $3 how many; $4 id of the last one of
-- the page before): each as JSON, and its id.
select public_report_shown(r.id), r.id
  from public_report r
 where r.state = coalesce($1, 'open') and ($2::text is null or r.kind = $2) and ($4::text is null or r.id::text < $4)
 order by r.id desc
 limit $3::integer
