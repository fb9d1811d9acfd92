-- Takes all demonstration data away: what is flagged, from the leaves to the roots. The feed of changes keeps that
-- the rows were there and went, as it must.

select set_config('branchlight.seeding', 'on', true);

delete from event_branch t where t.demo;
delete from event_utility t where t.demo;
delete from event t where t.demo;
delete from campaign_count t where t.demo;
delete from campaign t where t.demo;
delete from fact_change t where t.demo;
delete from status_report t where t.demo;
delete from point_month t where t.demo;
delete from point_month_made t where not exists (select from status_report r where r.point_id = t.point_id);
delete from schedule t where t.demo;
delete from point_language t where t.demo;
delete from point_service t where t.demo;
delete from point_equipment t where t.demo;
delete from accessibility t where t.demo;
delete from point t where t.demo;
delete from wish t where t.demo;
delete from agreement t where t.demo;
delete from name t where t.demo;
delete from branch t where t.demo;
delete from library t where t.demo;
update organization t set successor_id = null where t.demo and t.successor_id is not null;
-- A utility that people have agreed something with, or planned something of, stays: what they made isn't ours to take away.
delete from organization t
 where t.demo
   and not exists (select from agreement a where a.utility_id = t.id)
   and not exists (select from point p where p.utility_id = t.id)
   and not exists (select from library l where l.organization_id = t.id)
   and not exists (select from event_utility e where e.utility_id = t.id)
   and not exists (select from campaign c where c.organization_id = t.id)
   and not exists (select from wish w where t.id in (w.from_id, w.to_id))
   and not exists (select from organization o where o.successor_id = t.id);
delete from place t where t.demo;
delete from municipality t where t.demo;
delete from service t where t.demo;
delete from equipment t where t.demo;
