-- What of a form was really changed ($1 all its members as a patch, $2 the row as the form showed it): a patch of that alone, so
-- that what one editor left alone isn't taken for a change of what another made.
select coalesce(jsonb_object_agg(m.key, m.value), '{}')::text
  from (select p.key, case jsonb_typeof(p.value) when 'object' then
                 (select jsonb_object_agg(i.key, i.value) from jsonb_each(p.value) as i
                   where i.value is distinct from coalesce(b.base #> array[p.key, i.key], 'null'))
                 else p.value end as value
          from jsonb_each($1::jsonb) as p cross join (select json_read($2) as base) as b
         where jsonb_typeof(p.value) = 'object' or p.value is distinct from coalesce(b.base -> p.key, 'null')) as m
 where m.value is not null
