-- Makes the transaction speak for whom the secret with this hash belongs to ($1 hash, $2 request id).
-- No row: nobody's, ended, or taken back.
select user_id, credential_id, kind, name, email, language, array_to_string(actions, ','), version
  from actor_begin($1::bytea, $2)
