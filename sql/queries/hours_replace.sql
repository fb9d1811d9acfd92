-- Replaces a schedule's rules and exceptions ($1 schedule id, $2 {rules, exceptions}).
select hours_replace($1::uuid, hours_checked($2::jsonb))
