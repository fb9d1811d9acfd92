-- What changed after $1, once per row, in the order of the last change of each; at most $2 rows of the change table.
-- A delete and a create of the same id can't happen: ids are never reused.
select c.kind, c.id, max(c.number) as number
  from (select r.kind, r.id, r.number
          from published.change r
         where r.number > $1::bigint
         order by r.number
         limit $2::bigint) as c
 group by c.kind, c.id
 order by max(c.number)
