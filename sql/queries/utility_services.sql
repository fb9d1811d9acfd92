-- What can be done at a utility's points ($1 its id, $2 language): code, title, whether it can still be, whether it is the utility's own,
-- whether who is signed in may change it, and how many of the utility's points have it. Its own first, retired ones last.
select s.code, coalesce(s.title ->> $2, s.title ->> 'lt', s.title ->> 'en'), s.active, s.utility_id is not null, may('directory', 'service', s.id),
       (select count(*) from point_service x join point p on p.id = x.point_id
         where x.service_id = s.id and p.utility_id = $1::uuid and p.lifecycle <> 'removed')
  from service s
 where s.utility_id is null or s.utility_id = $1::uuid
 order by not s.active, s.utility_id is null, s.ordinal, s.code
 limit 200
