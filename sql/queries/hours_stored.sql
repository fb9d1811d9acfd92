-- Hours as who edits them reads them ($1 building, access or adviser; $2 id of the branch, or point), and their version; of a point, whether
-- they are its own.
select (stored_schedule(s.id) || case when $1 <> 'building' then jsonb_build_object('own', s.id is not null) else '{}' end)::text,
       (stored_schedule(s.id) ->> 'version')::bigint, s.id is not null
  from (select schedule_of($1, $2::uuid) as id) as s
