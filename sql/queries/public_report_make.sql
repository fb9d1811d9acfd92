-- Takes a report of the public ($1 problem or correction, $2 code of the point or branch, $3 what about, $4 words). Null: no such code.
select public_report_make($1, $2, $3, $4)
