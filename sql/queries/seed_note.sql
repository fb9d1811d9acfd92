-- Notes that a file of facts has been taken. $1 its path, $2 the SHA-256 of its bytes.
insert into public.seed_file (name, sha256) values ($1::text, $2::text)
    on conflict (name) do update set sha256 = excluded.sha256, taken_at = now()
