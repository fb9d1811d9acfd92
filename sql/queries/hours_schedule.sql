-- Sees to it that there is a schedule ($1 building, access or adviser; $2 id of the branch, or point). One that can be removed begins with a
-- version of its own, so that who read the one before it can't replace this. A statement of its own: row level security looks it up.
insert into schedule (kind, branch_id, point_id, version)
values ($1, case when $1 = 'building' then $2::uuid end, case when $1 <> 'building' then $2::uuid end,
        case when $1 = 'building' then 1 else greatest(2, (extract(epoch from clock_now() - timestamptz '2026-01-01 00:00Z'))::bigint) end)
    on conflict do nothing
returning id
