-- The loader's first read: every event.
select e.id, e.code, e.kind, e.lifecycle, e.campaign_code, e.branch_codes, e.municipality_codes, e.utility_codes, e.audiences,
       e.languages, e.starts_at, e.ends_at, e.utc_offset, e.time_zone, e.demo, e.names, e.bodies
  from published.event e
