-- Whether a library ($1 id) can be taken away: it has no branch, and no agreement but drafts of one's own.
select not exists (select from branch b where b.library_id = $1::uuid)
       and not exists (select from agreement a where a.library_id = $1::uuid and (a.state <> 'draft' or not may('directory', 'organization', a.utility_id)))
