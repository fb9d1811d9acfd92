-- The hours of a branch ($1 id) as who edits them reads them, and their version.
select h.body::text, (h.body ->> 'version')::bigint from (select stored_hours($1::uuid) as body) as h where h.body is not null
