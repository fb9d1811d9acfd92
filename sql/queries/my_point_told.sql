-- Who was told of the outage in which a point is ($1 point id): how many coordinators of the utility (null: it is in none), to how many
-- of them it couldn't be delivered, how many followers, when, whether the reporter is a coordinator.
select coordinators, failed, followers, extract(epoch from made_at)::bigint, own from people.fault_told($1::uuid)
