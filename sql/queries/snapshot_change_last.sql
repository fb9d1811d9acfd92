-- The number of the last change that this transaction's snapshot contains.
select coalesce(max(c.number), 0) as number
  from published.change c
