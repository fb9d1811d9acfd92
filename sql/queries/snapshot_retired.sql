-- The loader's first read: all codes that were given up.
select r.id, r.kind, r.code, r.successor_code
  from published.retired_code r
