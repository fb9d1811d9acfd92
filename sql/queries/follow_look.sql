-- What a follower's link is about ($1 hash of its secret, $2 follow or leave): place, branch, e-mail, whether it is confirmed.
-- Nulls: it is no good.
select place, branch, email, confirmed from people.follow_look($1::bytea, $2)
