-- What would change if a library ($1 id) were merged into another ($2 id), in the order in which it is told: key of a sentence, and how
-- many; null where the sentence has no number.
select l.key, l.many
  from (values
    ('branches', (select count(*) from branch b where b.library_id = $1::uuid)),
    ('points', (select count(*) from point p join branch b on b.id = p.branch_id where b.library_id = $1::uuid and p.lifecycle <> 'removed')),
    ('agreements', (select count(*) from agreement a where a.library_id = $1::uuid)),
    ('one_central', case when exists (select from branch b where b.library_id = $1::uuid and b.kind = 'central')
                          and exists (select from branch b where b.library_id = $2::uuid and b.kind = 'central' and b.active)
                         then null::bigint else 0 end),
    ('people', null),
    ('contacts', null)) as l (key, many)
 where l.many is distinct from 0
