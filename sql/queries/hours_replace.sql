-- Makes a schedule's rules and exceptions what is said ($1 schedule id, $2 {rules, exceptions}).
select hours_replace($1::uuid, $2::jsonb)
