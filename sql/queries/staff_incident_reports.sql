-- Reports of visitors that belong to an incident ($1 id), the newest first: what about, words, when.
select r.about, r.words, extract(epoch from r.made_at)::bigint from public_report r where r.incident_id = $1::uuid order by r.made_at desc limit 20
