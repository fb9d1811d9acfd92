-- Other open reports about the same place ($1 id), those about the same thing first, then the newest: id, about, words, when.
select t.id, t.about, t.words, extract(epoch from t.made_at)::bigint
  from public_report r join public_report t on t.kind = r.kind and t.branch_id = r.branch_id and t.point_id is not distinct from r.point_id
 where r.id = $1::uuid and t.id <> r.id and t.state = 'open'
 order by t.about <> r.about, t.made_at desc, t.id limit 20
