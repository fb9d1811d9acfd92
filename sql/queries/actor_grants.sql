-- What the one who is signed in may do where, the widest first.
select role, organization_id, library_id, branch_id from actor_grants()
