-- Takes all demonstration data away: what is flagged, from the leaves to the roots, and what people have tied to an invented utility,
-- library, branch or point: nothing real is left of an agreement with nobody. What they made otherwise stays. The feed of changes keeps
-- that the rows were there and went, as it must.

select set_config('branchlight.seeding', 'on', true);

-- Rows that go, and those that can't be without them.
create temporary table gone on commit drop as select o.id from organization o where o.demo;
insert into gone select l.id from library l where l.demo or l.organization_id in (select id from gone);
insert into gone select b.id from branch b where b.demo or b.library_id in (select id from gone);
insert into gone select p.id from point p where p.demo or p.branch_id in (select id from gone) or p.utility_id in (select id from gone);

delete from event_branch t where t.demo or t.branch_id in (select id from gone);
delete from event_utility t where t.demo or t.utility_id in (select id from gone);
delete from event t where t.demo;
delete from campaign_count t where t.demo;
delete from campaign t where t.demo or t.organization_id in (select id from gone);
delete from fact_change t where t.demo;
delete from status_report t where t.demo;
delete from point_month t where t.demo;
delete from point_month_made t where not exists (select from status_report r where r.point_id = t.point_id);
delete from schedule t where t.demo;
delete from point_language t where t.demo;
delete from point_service t where t.demo or t.service_id in (select s.id from service s where s.demo);
delete from point_equipment t where t.demo or t.equipment_id in (select e.id from equipment e where e.demo);
delete from accessibility t where t.demo;
delete from point t where t.id in (select id from gone);
delete from wish t where t.demo or t.from_id in (select id from gone) or t.to_id in (select id from gone);
delete from agreement t where t.demo or t.utility_id in (select id from gone) or t.library_id in (select id from gone);
delete from name t where t.demo;
delete from branch t where t.id in (select id from gone);
delete from library t where t.id in (select id from gone);
update organization t set successor_id = null where t.successor_id in (select id from gone) or (t.demo and t.successor_id is not null);
delete from organization t where t.demo;
update branch t set place_id = null where t.place_id in (select p.id from place p where p.demo);
update branch t set municipality_id = null where t.municipality_id in (select m.id from municipality m where m.demo);
update library t set municipality_id = null where t.municipality_id in (select m.id from municipality m where m.demo);
delete from place t where t.demo;
delete from municipality t where t.demo;
delete from service t where t.demo;
delete from equipment t where t.demo;
