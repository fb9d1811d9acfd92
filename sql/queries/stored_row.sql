-- A row as who edits it reads it ($1 kind: branch, point, library or agreement; $2 id), and its version.
select r.body::text, (r.body ->> 'version')::bigint from (select stored_row($1, $2::uuid) as body) as r where r.body is not null
