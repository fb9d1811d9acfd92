-- The utilities that who is signed in coordinates: code and name.
select o.code, o.name from organization o where o.kind = 'utility' and o.active_until is null and may('directory', 'organization', o.id) order by name_order(o.name), o.code
