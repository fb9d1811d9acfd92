-- Makes a draft public ($1 id of the branch), and its library with it; what is public already stays so since then. What was changed in the
-- same step, or before, isn't told: so the instant is exact.
update branch b set published_at = clock_now() where b.id = $1::uuid and b.published_at is null
