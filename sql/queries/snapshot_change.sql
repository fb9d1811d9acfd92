-- What changed after $1, once per row, in the order of the last change of each: kind, id, number of that change, code
-- and operation; at most $2 rows of the change table.
-- A delete and a create of the same id can't happen: ids are never reused.
select c.kind, c.id, max(c.number) as number, (array_agg(c.code order by c.number desc))[1] as code,
       (array_agg(c.operation order by c.number desc))[1] as operation
  from (select r.kind, r.id, r.number, r.code, r.operation
          from published.change r
         where r.number > $1::bigint
         order by r.number
         limit $2::bigint) as c
 group by c.kind, c.id
 order by max(c.number)
