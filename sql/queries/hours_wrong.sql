-- What of hours ($1, {rules, exceptions}) is not written as hours are: where, and the code of what is wrong.
select place, code from hours_wrong($1::jsonb)
