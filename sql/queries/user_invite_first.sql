-- An invitation for the first coordinator ($1 hash of the link's secret, $2 language): of the utility that has most points,
-- or for an administrator where there is no utility. The one that was printed before is void. No row: somebody is here.
with void as (
  update people.invitation i set revoked_at = clock_now()
   where i.invited_by_id is null and i.email is null and i.kind = 'person' and i.accepted_at is null and i.revoked_at is null
), chosen as (
  select o.id from organization o
   where o.kind = 'utility' and o.active_until is null
   order by (select count(*) from point p where p.utility_id = o.id) desc, o.code limit 1
)
insert into people.invitation (token_hash, kind, role, organization_id, name, language)
select $1::bytea, 'person', case when c.id is null then 'admin' else 'coordinator' end, c.id, 'Coordinator', $2
  from (select 1) as one left join chosen c on true
 where not exists (select from people.user)
returning role
