-- Asks for news ($1 point or branch, $2 its code, $3 e-mail, $4 language, $5 whether a message may be sent). Null: no such code that
-- is public.
select case when code_published($1, $2) then people.follow_ask($1, $2, $3, $4, $5::boolean) end
