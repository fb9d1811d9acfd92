-- Confirmed corrections of visitors that wait to be made in a branch ($1 id; $2 what about, null: anything), the oldest first: id, version, what about, words, when, the
-- place's time zone.
select r.id, r.version, r.about, r.words, extract(epoch from r.made_at)::bigint, b.time_zone
  from public_report r join branch b on b.id = r.branch_id
 where b.id = $1::uuid and ($2::text is null or r.about = $2) and r.kind = 'correction' and r.state = 'confirmed'
 order by r.made_at, r.id
 limit 20
