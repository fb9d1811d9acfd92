-- Which branches of a library ($1 id) are in use: the names of the first five, and how many more.
select string_agg(o.name, ', ' order by o.place) filter (where o.place <= 5), greatest(count(*) - 5, 0)
  from (select b.name, row_number() over (order by b.kind <> 'central', name_order(b.name), b.code) as place
          from branch b where b.library_id = $1::uuid and b.active) as o
having count(*) > 0
