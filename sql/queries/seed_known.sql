-- Whether a file of facts was taken as it is now. $1 its path, $2 the SHA-256 of its bytes.
select exists (select from public.seed_file f where f.name = $1::text and f.sha256 = $2::text) as known
