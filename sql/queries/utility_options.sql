-- The utilities whose points one may add in a branch ($1 id): code and name.
select o.code, o.name from organization o where o.kind = 'utility' and o.active_until is null and may_point($1::uuid, o.id) order by name_order(o.name), o.code
