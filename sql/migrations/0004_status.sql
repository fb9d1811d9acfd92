-- Status reports: what somebody saw of a point, when, and until when that may be believed. Append-only: a
-- mistake is put right by a further report. What the status *is* follows from the clock, and for the public
-- the snapshot computes it; point_status_at() is the same rule in SQL for staff and tests.

set local role branchlight_owner;

create function is_components(value jsonb) returns boolean
  language sql immutable parallel safe
  return jsonb_typeof(value) = 'object'
     and not jsonb_path_exists(value, '$.* ? (!(@ == "up" || @ == "down"))')
     and value - array['computer', 'network', 'website', 'printer', 'adviser'] = '{}';
comment on function is_components(jsonb) is
  'True for an object of component (computer, network, website, printer, adviser) to up or down.';

create function status_of_components(value jsonb) returns text
  language sql immutable parallel safe
  return case when 'down' in (value ->> 'computer', value ->> 'network', value ->> 'website') then 'out_of_order'
              when value ->> 'printer' = 'down' then 'limited' end;
comment on function status_of_components(jsonb) is
  'The best status that parts allow: without computer, network or website nothing works, without printer some does; '
  'null where nothing stands against "working" (an adviser who is away makes no machine worse).';
grant execute on function is_components(jsonb), status_of_components(jsonb) to public;

create table status_report (
  id uuid constraint status_report_pk primary key default uuid_v7(),
  point_id uuid not null constraint status_report_point_fk references point on delete cascade,
  status text not null constraint status_report_status_known check (status in ('working', 'limited', 'out_of_order', 'unknown')),
  components jsonb not null default '{}' constraint status_report_components_known check (is_components(components)),
  observed_at timestamptz not null,
  valid_until timestamptz,
  source_role text not null constraint status_report_source_role_known
    check (source_role in ('librarian', 'library_manager', 'coordinator', 'trainer', 'admin', 'system')),
  demo boolean not null default false,
  recorded_at timestamptz not null default now(),
  constraint status_report_expires check ((valid_until is null) = (status = 'unknown')),
  constraint status_report_valid_after check (valid_until > observed_at),
  constraint status_report_valid_not_for_long check (valid_until <= observed_at + interval '90 days'),
  constraint status_report_valid_until_minute check (extract(epoch from valid_until)::bigint % 60 = 0
                                                     and extract(epoch from valid_until) % 1 = 0),
  constraint status_report_status_of_components check (
    case status_of_components(components) when 'out_of_order' then status = 'out_of_order'
                                          when 'limited' then status in ('limited', 'out_of_order')
                                          else true end)
);
comment on table status_report is 'What was reported of a point. Rows are never changed.';
comment on column status_report.id is 'Identifier inside.';
comment on column status_report.point_id is 'The point.';
comment on column status_report.status is 'working, limited, out_of_order, or unknown (takes back what was said before).';
comment on column status_report.components is 'Which parts were seen up or down; what nobody looked at is absent.';
comment on column status_report.observed_at is 'When it was seen.';
comment on column status_report.valid_until is 'Until when it may be believed, a whole minute; null for unknown only.';
comment on column status_report.source_role is 'In which role the reporter spoke.';
comment on column status_report.demo is 'True for demonstration data.';
comment on column status_report.recorded_at is 'When it reached us.';
create index status_report_point_i on status_report (point_id, observed_at desc, id desc);

create function status_report_plausible() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if new.observed_at > now() + interval '5 minutes' and not new.demo then
      raise exception 'nobody has seen the future' using errcode = 'check_violation',
        constraint = 'status_report_observed', table = 'status_report', column = 'observed_at';
    end if;
    return new;
  end
  $$;
comment on function status_report_plausible() is 'Trigger: refuses an observation from the future (five minutes are forgiven to clocks).';
create trigger status_report_plausible before insert on status_report for each row execute function status_report_plausible();

create function rows_stay() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if tg_op = 'DELETE' then
      -- Demonstration data may go, and so may history together with the point that it is of (ON DELETE CASCADE).
      if coalesce((to_jsonb(old) ->> 'demo')::boolean, false) or pg_trigger_depth() > 1 then
        return old;
      end if;
    end if;
    raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation',
      constraint = tg_table_name || '_append_only', table = tg_table_name;
  end
  $$;
comment on function rows_stay() is 'Trigger: the table is append-only.';
create trigger status_report_append_only before update or delete on status_report for each row execute function rows_stay();
create trigger status_report_not_truncated before truncate on status_report for each statement execute function rows_stay();

create table point_status (
  point_id uuid constraint point_status_pk primary key constraint point_status_point_fk references point on delete cascade,
  status text not null,
  components jsonb not null,
  observed_at timestamptz not null,
  valid_until timestamptz,
  source_role text not null,
  demo boolean not null,
  reports text not null
);
comment on table point_status is
  'The newest report of each point and the list of its last 20, made from status_report by trigger: a reader of 20,000 points needs no 400,000 reports.';
comment on column point_status.point_id is 'The point.';
comment on column point_status.status is 'As in the newest report.';
comment on column point_status.components is 'As in the newest report.';
comment on column point_status.observed_at is 'As in the newest report.';
comment on column point_status.valid_until is 'As in the newest report.';
comment on column point_status.source_role is 'As in the newest report.';
comment on column point_status.demo is 'True where the newest report is demonstration data.';
comment on column point_status.reports is 'JSON array of the last 20 reports, newest first, as published.';

create function point_status_made(wanted uuid[]) returns setof point_status
  language sql stable set search_path = pg_catalog, public
  as $$
    select p.id, (array_agg(r.status order by r.place))[1], (array_agg(r.components order by r.place))[1],
           (array_agg(r.observed_at order by r.place))[1], (array_agg(r.valid_until order by r.place))[1],
           (array_agg(r.source_role order by r.place))[1], (array_agg(r.demo order by r.place))[1],
           '[' || string_agg(r.body, ',' order by r.place) || ']'
      from unnest(wanted) as p (id)
     cross join lateral (
             select s.status, s.components, s.observed_at, s.valid_until, s.source_role, s.demo,
                    row_number() over (order by s.observed_at desc, s.id desc) as place,
                    row_to_json((select shown from (
                      select s.status, utc_text(s.observed_at) as observed_at, utc_text(s.valid_until) as valid_until,
                             s.source_role as source, s.components, s.demo) as shown))::text as body
               from status_report s
              where s.point_id = p.id
              order by s.observed_at desc, s.id desc
              limit 20) as r
     group by p.id
  $$;
comment on function point_status_made(uuid[]) is 'The rows that point_status should have for these points.';

create function point_status_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    touched uuid[];
  begin
    -- In a fixed order, so that two writers of the same points wait for, and never on, each other.
    touched := array(select distinct point_id from altered order by 1);
    perform from point p where p.id = any (touched) order by p.id for no key update;
    delete from point_status s where s.point_id = any (touched)
       and not exists (select from status_report r where r.point_id = s.point_id);
    insert into point_status select * from point_status_made(touched)
      on conflict (point_id) do update
      set status = excluded.status, components = excluded.components, observed_at = excluded.observed_at,
          valid_until = excluded.valid_until, source_role = excluded.source_role, demo = excluded.demo,
          reports = excluded.reports;
    return null;
  end
  $$;
comment on function point_status_follow() is 'Trigger: keeps point_status beside status_report.';
create trigger status_report_inserted_follow after insert on status_report referencing new table as altered
  for each statement execute function point_status_follow();
create trigger status_report_deleted_follow after delete on status_report referencing old table as altered
  for each statement execute function point_status_follow();

create function point_status_at(point uuid, moment timestamptz) returns text
  language sql stable set search_path = pg_catalog, public
  as $$
    -- Invariant 1: past valid_until nothing is known.
    select coalesce((select case when moment < r.valid_until then r.status else 'unknown' end
                       from status_report r
                      where r.point_id = point_status_at.point and r.observed_at <= moment
                      order by r.observed_at desc, r.id desc
                      limit 1), 'unknown')
  $$;
comment on function point_status_at(uuid, timestamptz) is
  'The status of a point at an instant: that of the newest report until then while it is valid, else unknown.';

create function point_usable_at(point uuid, moment timestamptz) returns boolean
  language sql stable set search_path = pg_catalog, public
  as $$
    -- Invariant 2. A lobby has hours of its own; without, the building's hold.
    select coalesce((select p.lifecycle = 'active' and b.active
                            and point_status_at(p.id, moment) in ('working', 'limited')
                            and coalesce(nullif(hours_state_at(a.id, moment), 'unknown'), hours_state_at(s.id, moment)) = 'open'
                       from point p
                       join branch b on b.id = p.branch_id
                       left join schedule a on a.point_id = p.id and a.kind = 'access'
                       left join schedule s on s.branch_id = b.id
                      where p.id = point_usable_at.point), false)
  $$;
comment on function point_usable_at(uuid, timestamptz) is
  'Whether one can use a point at an instant: it works, or does in part, is open, and is active; unknown hours are not open.';
grant execute on function point_status_at(uuid, timestamptz), point_usable_at(uuid, timestamptz) to branchlight_staff, branchlight_jobs;

reset role;
