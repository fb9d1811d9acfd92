-- The job that forgets what public reports needn't keep.
select public_reports_forget()
