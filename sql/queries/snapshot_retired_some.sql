-- The codes that changed rows (of any kind) have given up: all there are.
select r.id, r.kind, r.code, r.successor_code
  from published.retired_code r
 where r.id = any ($1::uuid[])
