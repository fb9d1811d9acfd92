-- Takes a report of the public ($1 problem or correction, $2 code of the point or branch, $3 what about, $4 words). Null: no such code that is public.
select case when code_published(case $1 when 'problem' then 'point' else 'branch' end, $2) then public_report_make($1, $2, $3, $4) end
