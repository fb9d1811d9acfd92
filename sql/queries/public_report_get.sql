-- A report of the public as JSON ($1 id), and its version.
select public_report_shown(r.id), r.version from public_report r where r.id = $1::uuid
