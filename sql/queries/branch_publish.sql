-- Makes a draft public ($1 id of the branch), and its library with it; what is public already stays so since then.
update branch b set published_at = date_trunc('second', clock_now()) where b.id = $1::uuid and b.published_at is null
