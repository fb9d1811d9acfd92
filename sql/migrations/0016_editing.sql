-- Editing the directory: what coordinators, and library managers in their own library, may change (the second lock, by
-- may('directory', …)), stored rows as those who edit them read them, and what is plausible.

set local role branchlight_owner;

-- --- what there is to edit -------------------------------------------------------------------------------------

create function flat_members(value jsonb) returns table (path text[], member jsonb)
  language sql immutable parallel safe
  as $$
    select case when inner_.key is null then array[outer_.key] else array[outer_.key, inner_.key] end,
           case when inner_.key is null then outer_.value else inner_.value end
      from jsonb_each(value) as outer_
      left join lateral jsonb_each(case jsonb_typeof(outer_.value) when 'object' then outer_.value else '{}' end) as inner_ on true
     where jsonb_typeof(outer_.value) <> 'object' or inner_.key is not null
  $$;
comment on function flat_members(jsonb) is 'The members of an object, and of the objects in it, each with its path.';

create function texts_patched(texts jsonb, patch jsonb) returns jsonb
  language sql immutable parallel safe
  return nullif(jsonb_strip_nulls(coalesce(texts, '{}') || coalesce(nullif(patch, 'null'), '{}')), '{}');
comment on function texts_patched(jsonb, jsonb) is 'A text per language after a merge patch of it; null where none is left.';

create function precise_first_day(value text) returns date
  language sql immutable parallel safe
  return (value || case length(value) when 4 then '-01-01' when 7 then '-01' else '' end)::date;
comment on function precise_first_day(text) is 'The first day of "2014", "2013-09" or "2013-09-05".';

create function precision_of(value text) returns text
  language sql immutable parallel safe
  return case length(value) when 4 then 'year' when 7 then 'month' when 10 then 'day' end;
comment on function precision_of(text) is 'year, month or day: how exactly "2014", "2013-09" or "2013-09-05" is said.';

create function folded_name(name text) returns text
  language sql immutable parallel safe
  return btrim(regexp_replace(translate(regexp_replace(normalize(lower(name), nfd), '[\u0300-\u036f]', '', 'g'), 'łøđß', 'lods'),
                              '[^[:alnum:]]+', ' ', 'g'));
comment on function folded_name(text) is 'A name in lower case without diacritics and punctuation: what two names are compared by before a row is made.';

create function free_code(kind text, wanted text) returns text
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select tried.code
      from (select case when length(base.code) < 3 then 'x-' || base.code else base.code end as code
              from (select btrim(left(regexp_replace(folded_name(wanted), '[^a-z0-9]+', '-', 'g'), 36), '-') as code) as base) as plain
     cross join generate_series(1, 999) as n
     cross join lateral (select case n when 1 then plain.code else plain.code || '-' || n end as code) as tried
     where not exists (select from retired_code r where r.kind = free_code.kind and r.code = tried.code)
       and not exists (select from branch t where free_code.kind = 'branch' and t.code = tried.code)
       and not exists (select from point t where free_code.kind = 'point' and t.code = tried.code)
       and not exists (select from library t where free_code.kind = 'library' and t.code = tried.code)
       and not exists (select from organization t where free_code.kind = 'organization' and t.code = tried.code)
       and not exists (select from agreement t where free_code.kind = 'agreement' and t.code = tried.code)
     order by n
     limit 1
  $$;
comment on function free_code(text, text) is 'A code made of a name, that no row of the kind has or ever had: "lt-pasvalys", "lt-pasvalys-2" ….';

create function distance_km(latitude_a double precision, longitude_a double precision, latitude_b double precision,
                            longitude_b double precision) returns double precision
  language sql immutable strict parallel safe
  return 2 * 6371.0088 * asin(least(1, sqrt(sind((latitude_b - latitude_a) / 2) ^ 2
                                            + cosd(latitude_a) * cosd(latitude_b) * sind((longitude_b - longitude_a) / 2) ^ 2)));
comment on function distance_km(double precision, double precision, double precision, double precision) is
  'Kilometres between two places (haversine, mean radius of the earth).';

create function stored_branch(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', b.code, 'library', l.code, 'kind', b.kind, 'name', b.name, 'name_language', b.name_language,
             'name_certainty', b.name_certainty, 'municipality', m.code, 'place', p.code, 'street', b.street, 'postcode', b.postcode,
             'locality', b.locality, 'country', b.country, 'address_certainty', b.address_certainty,
             'location', case when b.latitude is not null then
               jsonb_build_object('latitude', b.latitude, 'longitude', b.longitude, 'precision', b.location_precision) end,
             'area', b.area, 'phone', b.phone, 'website', b.website, 'time_zone', b.time_zone, 'active', b.active, 'notes', b.notes,
             'step_free', a.step_free, 'demo', b.demo, 'version', b.version, 'created_at', utc_text(b.created_at),
             'updated_at', utc_text(b.updated_at), 'verified_at', utc_text(b.verified_at))
      from branch b
      join library l on l.id = b.library_id
      left join municipality m on m.id = b.municipality_id
      left join place p on p.id = b.place_id
      left join accessibility a on a.branch_id = b.id
     where b.id = wanted
  $$;
comment on function stored_branch(uuid) is 'A branch as who edits it reads it.';

create function stored_point(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', p.code, 'branch', b.code, 'utility', u.code, 'agreement', a.code, 'lifecycle', p.lifecycle, 'website', p.website,
             'notes', p.notes, 'valid_days', p.valid_days, 'certainty', p.certainty,
             'services', coalesce((select jsonb_agg(s.code order by s.ordinal, s.code) from point_service x join service s on s.id = x.service_id
                                    where x.point_id = p.id), '[]'),
             'equipment', coalesce((select jsonb_agg(e.code order by e.ordinal, e.code) from point_equipment x join equipment e on e.id = x.equipment_id
                                     where x.point_id = p.id), '[]'),
             'languages', coalesce((select jsonb_agg(x.language order by x.language) from point_language x where x.point_id = p.id), '[]'),
             'demo', p.demo, 'version', p.version, 'created_at', utc_text(p.created_at), 'updated_at', utc_text(p.updated_at),
             'verified_at', utc_text(p.verified_at))
      from point p
      join branch b on b.id = p.branch_id
      join organization u on u.id = p.utility_id
      left join agreement a on a.id = p.agreement_id
     where p.id = wanted
  $$;
comment on function stored_point(uuid) is 'A point as who edits it reads it.';

create function stored_library(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', l.code, 'name', o.name, 'name_language', o.name_language, 'name_certainty', o.name_certainty,
             'municipality', m.code, 'country', o.country, 'website', o.website, 'phone', o.phone,
             'contact_certainty', o.contact_certainty, 'demo', l.demo or o.demo, 'version', l.version + o.version - 1,
             'created_at', utc_text(l.created_at), 'updated_at', utc_text(greatest(l.updated_at, o.updated_at)),
             'verified_at', utc_text(l.verified_at))
      from library l
      join organization o on o.id = l.organization_id
      left join municipality m on m.id = l.municipality_id
     where l.id = wanted
  $$;
comment on function stored_library(uuid) is
  'A library with its institution''s name and contacts, as who edits it reads it. Its version counts the changes of both rows.';

create function stored_agreement(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'code', a.code, 'utility', u.code, 'library', l.code, 'state', a.state,
             'starts_on', precise_text(a.starts_on, a.starts_precision), 'ends_on', precise_text(a.ends_on, a.ends_precision),
             'obligations', a.obligations, 'summary', a.summary, 'demo', a.demo, 'version', a.version,
             'created_at', utc_text(a.created_at), 'updated_at', utc_text(a.updated_at))
      from agreement a
      join organization u on u.id = a.utility_id
      join library l on l.id = a.library_id
     where a.id = wanted
  $$;
comment on function stored_agreement(uuid) is 'An agreement as who edits it reads it.';

create function stored_row(kind text, wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select case kind when 'branch' then stored_branch(wanted) when 'point' then stored_point(wanted)
                     when 'library' then stored_library(wanted) when 'agreement' then stored_agreement(wanted) end
  $$;
comment on function stored_row(text, uuid) is 'A row as who edits it reads it. Kinds: branch, point, library, agreement.';

-- --- what is plausible -----------------------------------------------------------------------------------------

create function branch_location_plausible() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    centre record;
  begin
    if new.latitude = 0 and new.longitude = 0 then
      return new; -- that has a constraint of its own
    end if;
    -- Latitude copied into longitude. Nobody's library is just there.
    if new.latitude = new.longitude then
      raise exception 'latitude and longitude are the same number' using errcode = 'check_violation',
        constraint = 'branch_location_not_twice', table = 'branch', column = 'longitude';
    end if;
    select m.latitude, m.longitude into centre from municipality m where m.id = new.municipality_id;
    if distance_km(new.latitude, new.longitude, centre.latitude, centre.longitude) > 60 then
      if distance_km(new.longitude, new.latitude, centre.latitude, centre.longitude) <= 60 then
        raise exception 'latitude and longitude are swapped' using errcode = 'check_violation',
          constraint = 'branch_location_not_swapped', table = 'branch', column = 'latitude';
      end if;
      raise exception 'more than 60 km from the middle of its municipality' using errcode = 'check_violation',
        constraint = 'branch_location_near', table = 'branch', column = 'latitude';
    end if;
    return new;
  end
  $$;
comment on function branch_location_plausible() is
  'Trigger, for what people enter: a branch lies near its municipality, and its latitude isn''t its longitude.';
create trigger branch_location_plausible before insert or update of latitude, longitude, municipality_id on branch
  for each row when (new.latitude is not null and actor() is not null) execute function branch_location_plausible();

create function point_lifecycle_goes_on() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if not (old.lifecycle = 'planned' and new.lifecycle in ('active', 'removed')
            or old.lifecycle = 'active' and new.lifecycle in ('suspended', 'removed')
            or old.lifecycle = 'suspended' and new.lifecycle in ('active', 'removed')) then
      raise exception 'no way from % to %', old.lifecycle, new.lifecycle using errcode = 'check_violation',
        constraint = 'point_lifecycle_goes_on', table = 'point', column = 'lifecycle';
    end if;
    return new;
  end
  $$;
comment on function point_lifecycle_goes_on() is
  'Trigger, for what people do: planned → active or removed; active → suspended or removed; suspended → active or removed.';
create trigger point_lifecycle_goes_on before update of lifecycle on point
  for each row when (new.lifecycle <> old.lifecycle and actor() is not null) execute function point_lifecycle_goes_on();

-- --- who may ---------------------------------------------------------------------------------------------------

create function may_make(role_wanted text) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select exists (select from people.grant g where g.user_id = actor() and g.role in ('admin', role_wanted))
       and (nullif(current_setting('branchlight.actions', true), '') is null
            or 'directory' = any (string_to_array(current_setting('branchlight.actions', true), ',')))
  $$;
comment on function may_make(text) is 'Whether the transaction''s user may make what has no scope yet: administrators, and this role.';

create function may_contacts(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select exists (select from library l where l.organization_id = wanted and may('directory', 'library', l.id)) $$;
comment on function may_contacts(uuid) is 'Whether the transaction''s user may edit an institution: name and contacts of a library that is one''s to edit.';

create function library_free(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select not exists (select from agreement a where a.library_id = wanted)
       and not exists (select from people.grant g where g.library_id = wanted)
       and not exists (select from branch b left join people.grant g on g.branch_id = b.id left join point p on p.branch_id = b.id
                        where b.library_id = wanted and (g.id is not null or p.id is not null))
  $$;
comment on function library_free(uuid) is 'True for a library that nobody has to do with yet: a coordinator''s agreement may take it in.';

create function may_branches_of(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select may('directory', 'library', wanted)
       and exists (select from people.grant g
                    where g.user_id = actor()
                      and (g.role = 'admin' or g.library_id = wanted
                           or g.role = 'coordinator' and exists (select from agreement a where a.library_id = wanted and a.state <> 'ended'
                                                                     and a.utility_id = g.organization_id)))
  $$;
comment on function may_branches_of(uuid) is
  'Whether the transaction''s user may add branches to a library: its own people, and the coordinators of utilities that have an agreement with it.';

create function may_point(wanted_branch uuid, wanted_utility uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select may('directory', 'branch', wanted_branch)
       and (may('directory', 'organization', wanted_utility)
            or exists (select from agreement a join branch b on b.library_id = a.library_id
                        where b.id = wanted_branch and a.utility_id = wanted_utility and a.state <> 'ended'))
  $$;
comment on function may_point(uuid, uuid) is
  'Whether the transaction''s user may set up a point of a utility in a branch: its coordinator, or the library that has an agreement with it.';

grant insert, delete on branch to branchlight_staff;
grant update (code, library_id, municipality_id, place_id, kind, name, name_language, name_certainty, street, postcode, locality, country,
              address_certainty, address_source, latitude, longitude, location_precision, location_source, area, phone, website,
              time_zone, active, notes, verified_at) on branch to branchlight_staff;
create policy staff_makes on branch for insert to branchlight_staff with check (not demo and may_branches_of(library_id));
create policy staff_edits on branch for update to branchlight_staff
  using (may('directory', 'branch', id)) with check (may('directory', 'library', library_id));
create policy staff_removes on branch for delete to branchlight_staff using (may('directory', 'branch', id));

grant insert, update, delete on accessibility to branchlight_staff;
create policy staff_edits on accessibility to branchlight_staff
  using (may('directory', 'branch', branch_id)) with check (may('directory', 'branch', branch_id));

grant insert on point to branchlight_staff;
grant update (code, branch_id, agreement_id, lifecycle, website, notes, valid_days, certainty, verified_at) on point to branchlight_staff;
create policy staff_makes on point for insert to branchlight_staff with check (not demo and may_point(branch_id, utility_id));
create policy staff_edits on point for update to branchlight_staff
  using (may('directory', 'point', id)) with check (may('directory', 'branch', branch_id));

grant insert, update, delete on point_service, point_equipment, point_language to branchlight_staff;
create policy staff_edits on point_service to branchlight_staff
  using (may('directory', 'point', point_id)) with check (may('directory', 'point', point_id));
create policy staff_edits on point_equipment to branchlight_staff
  using (may('directory', 'point', point_id)) with check (may('directory', 'point', point_id));
create policy staff_edits on point_language to branchlight_staff
  using (may('directory', 'point', point_id)) with check (may('directory', 'point', point_id));

grant insert on organization, library to branchlight_staff;
grant update (name, name_language, name_certainty, website, phone, contact_certainty) on organization to branchlight_staff;
grant update (code, municipality_id, verified_at) on library to branchlight_staff;
create policy staff_makes on organization for insert to branchlight_staff with check (not demo and kind = 'library' and may_make('coordinator'));
create policy staff_edits on organization for update to branchlight_staff using (may_contacts(id)) with check (may_contacts(id));
create policy staff_makes on library for insert to branchlight_staff with check (not demo and may_make('coordinator'));
create policy staff_edits on library for update to branchlight_staff
  using (may('directory', 'library', id)) with check (may('directory', 'library', id));

grant select, insert on agreement to branchlight_staff;
grant update (code, state, starts_on, starts_precision, ends_on, ends_precision, obligations, summary) on agreement to branchlight_staff;
create policy staff_reads on agreement for select to branchlight_staff
  using (may('read', 'organization', utility_id) or may('read', 'library', library_id));
-- An agreement opens a library to its utility's coordinators, so it can't be made over the library's head.
create policy staff_makes on agreement for insert to branchlight_staff
  with check (not demo and may('directory', 'organization', utility_id)
              and (may('directory', 'library', library_id) or library_free(library_id)));
create policy staff_edits on agreement for update to branchlight_staff
  using (may('directory', 'organization', utility_id)) with check (may('directory', 'organization', utility_id));

-- --- merging ---------------------------------------------------------------------------------------------------

create function branch_merge(merged uuid, kept uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    old branch;
    target branch;
  begin
    if not (may('directory', 'branch', merged) and may('directory', 'branch', kept)) then
      raise exception 'not one''s own' using errcode = 'insufficient_privilege';
    end if;
    if merged = kept then
      raise exception 'a branch can''t be merged into itself' using errcode = 'check_violation',
        constraint = 'branch_merged_into_other', table = 'branch', column = 'code';
    end if;
    perform from branch b where b.id in (merged, kept) order by b.id for update;
    select * into old from branch b where b.id = merged;
    select * into target from branch b where b.id = kept;
    update point p set branch_id = kept where p.branch_id = merged;
    delete from event_branch x where x.branch_id = merged
       and exists (select from event_branch y where y.event_id = x.event_id and y.branch_id = kept);
    update event_branch x set branch_id = kept where x.branch_id = merged;
    update people.grant g set branch_id = kept where g.branch_id = merged
       and not exists (select from people.grant h where h.user_id = g.user_id and h.role = g.role and h.branch_id = kept);
    update people.invitation i set branch_id = kept where i.branch_id = merged;
    update name n set branch_id = kept where n.branch_id = merged
       and not exists (select from name o where o.branch_id = kept and (o.kind, o.language, o.name) = (n.kind, n.language, n.name));
    -- Who looks for it by its old name finds it.
    if old.name <> target.name then
      insert into name (branch_id, kind, language, name, demo) values (kept, 'former', old.name_language, old.name, old.demo)
        on conflict do nothing;
    end if;
    -- Hours are the building's: those of the kept branch hold, if it has any.
    update schedule s set branch_id = kept where s.branch_id = merged and not exists (select from schedule t where t.branch_id = kept);
    delete from branch b where b.id = merged;
    update retired_code r set successor_code = target.code where r.kind = 'branch' and r.code = old.code and r.row_id = merged;
    return true;
  end
  $$;
comment on function branch_merge(uuid, uuid) is
  'Merges the first branch into the second: points, events, people, other names and, where there are none, hours go there; its code leads there.';

create function library_merge(merged uuid, kept uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    old library;
    target library;
  begin
    if not (may('directory', 'library', merged) and may('directory', 'library', kept)) then
      raise exception 'not one''s own' using errcode = 'insufficient_privilege';
    end if;
    if merged = kept then
      raise exception 'a library can''t be merged into itself' using errcode = 'check_violation',
        constraint = 'library_merged_into_other', table = 'library', column = 'code';
    end if;
    perform from library l where l.id in (merged, kept) order by l.id for update;
    select * into old from library l where l.id = merged;
    select * into target from library l where l.id = kept;
    -- One central library is enough.
    update branch b set library_id = kept, kind = case when b.kind = 'central' and exists (
        select from branch c where c.library_id = kept and c.kind = 'central' and c.active) then 'branch' else b.kind end
     where b.library_id = merged;
    update agreement a set library_id = kept where a.library_id = merged;
    update people.grant g set library_id = kept where g.library_id = merged
       and not exists (select from people.grant h where h.user_id = g.user_id and h.role = g.role and h.library_id = kept);
    update people.invitation i set library_id = kept where i.library_id = merged;
    update organization o set successor_id = target.organization_id, active_until = coalesce(o.active_until, (clock_now() at time zone 'UTC')::date),
           active_until_precision = coalesce(o.active_until_precision, 'day')
     where o.id = old.organization_id;
    delete from library l where l.id = merged;
    update retired_code r set successor_code = target.code where r.kind = 'library' and r.code = old.code and r.row_id = merged;
    return true;
  end
  $$;
comment on function library_merge(uuid, uuid) is
  'Merges the first library into the second: branches, agreements and people go there; its institution gets the other for a successor, its code leads there.';

-- --- hours -----------------------------------------------------------------------------------------------------

alter table schedule add column version bigint not null default 1;
comment on column schedule.version is 'Counts the times that its rules and exceptions were replaced; the ETag of hours for who edits them.';

create function periods_read(said text) returns integer[]
  language plpgsql immutable parallel safe set search_path = pg_catalog, public
  as $$
  declare
    periods integer[] := '{}';
    part text;
    found text[];
    opens integer;
    closes integer;
  begin
    foreach part in array regexp_split_to_array(said, '[,;]') loop
      if btrim(part) = '' then
        continue;
      end if;
      found := regexp_match(part, '^\s*(\d{1,2})(?:[:.](\d{2}))?\s*[-–—−]\s*(\d{1,2})(?:[:.](\d{2}))?\s*$');
      if found is null or coalesce(found[2], '0')::integer > 59 or coalesce(found[4], '0')::integer > 59 then
        raise exception 'not periods' using errcode = 'check_violation', constraint = 'hours_periods_shape';
      end if;
      opens := found[1]::integer * 60 + coalesce(found[2], '0')::integer;
      closes := found[3]::integer * 60 + coalesce(found[4], '0')::integer;
      periods := periods || opens || case when closes <= opens then closes + 1440 else closes end;
    end loop;
    if not is_periods(periods) then
      raise exception 'not periods' using errcode = 'check_violation', constraint = 'hours_periods_shape';
    end if;
    return periods;
  end
  $$;
comment on function periods_read(text) is
  'Periods of a day as people write them: "10:00–13:00, 13:30–18:00", "10-18", "22-2" (to the next day); nothing is closed.';

create function periods_good(said text) returns boolean
  language plpgsql immutable parallel safe set search_path = pg_catalog, public
  as $$
  begin
    return periods_read(said) is not null;
  exception when check_violation then
    return false;
  end
  $$;
comment on function periods_good(text) is 'Whether periods_read() can read it: a form tells of each of its fields.';

create function periods_texts(periods integer[]) returns text[]
  language sql immutable parallel safe
  return case when periods is not null then
    array(select format('%s:%s–%s:%s', lpad((periods[i] / 60)::text, 2, '0'), lpad((periods[i] % 60)::text, 2, '0'),
                        lpad((periods[i + 1] / 60)::text, 2, '0'), lpad((periods[i + 1] % 60)::text, 2, '0'))
            from generate_series(1, cardinality(periods), 2) as i) end;
comment on function periods_texts(integer[]) is 'Each period of a day as "10:00–13:00"; past midnight the hours go on counting: "22:00–26:00".';

create function season_text(day smallint) returns text
  language sql immutable parallel safe
  return lpad((day / 100)::text, 2, '0') || '-' || lpad((day % 100)::text, 2, '0');
comment on function season_text(smallint) is 'A day of any year as "06-01".';

create function season_read(said text) returns smallint
  language sql immutable parallel safe
  return (left(said, 2) || right(said, 2))::smallint;
comment on function season_read(text) is 'month × 100 + day of "06-01".';

create function stored_hours(wanted uuid) returns jsonb
  language sql stable set search_path = pg_catalog, public
  as $$
    select jsonb_build_object(
             'version', coalesce(s.version, 1),
             'rules', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                 'kind', r.kind, 'weekdays', to_jsonb(r.weekdays), 'season_from', season_text(r.season_from),
                 'season_until', season_text(r.season_until), 'valid_from', r.valid_from, 'valid_until', r.valid_until,
                 'every_weeks', nullif(r.every_weeks, 1), 'month_nth', r.month_nth, 'month_of', r.month_of, 'shortened', r.shortened,
                 'stop', t.name)) || jsonb_build_object('periods', to_jsonb(periods_texts(r.periods)))
                 order by r.level desc, r.season_from, r.weekdays, r.periods, r.id)
               from hours_rule r left join stop t on t.id = r.stop_id where r.schedule_id = s.id), '[]'),
             'exceptions', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                 'first_day', e.first_day, 'last_day', e.last_day, 'weekdays', nullif(to_jsonb(e.weekdays), '[1, 2, 3, 4, 5, 6, 7]'),
                 'reason', e.reason, 'stop', t.name)) || jsonb_build_object('periods', to_jsonb(periods_texts(e.periods)))
                 order by e.first_day, e.made_at, e.id)
               from hours_exception e left join stop t on t.id = e.stop_id where e.schedule_id = s.id and e.cause is null), '[]'))
      from branch b
      left join schedule s on s.branch_id = b.id
     where b.id = wanted
  $$;
comment on function stored_hours(uuid) is
  'The hours of a branch as who edits them reads them: rules and dated exceptions, but for what one tap says of today.';

create function hours_replace(wanted uuid, said jsonb) returns void
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    item jsonb;
  begin
    for item in select value from jsonb_array_elements(said -> 'rules') loop
      if (item - array['kind', 'weekdays', 'periods', 'season_from', 'season_until', 'valid_from', 'valid_until', 'every_weeks', 'month_nth',
                       'month_of', 'shortened', 'stop']) <> '{}'
         or coalesce(item ->> 'season_from', '01-01') !~ '^\d\d-\d\d$' or coalesce(item ->> 'season_until', '01-01') !~ '^\d\d-\d\d$'
         or coalesce(jsonb_typeof(item -> 'periods'), 'null') not in ('array', 'null') or item ->> 'kind' is null then
        raise exception 'not a rule' using errcode = 'check_violation', constraint = 'hours_rule_shape';
      end if;
    end loop;
    for item in select value from jsonb_array_elements(said -> 'exceptions') loop
      if (item - array['first_day', 'last_day', 'weekdays', 'periods', 'reason', 'stop']) <> '{}'
         or jsonb_typeof(item -> 'periods') is distinct from 'array' or item ->> 'first_day' is null then
        raise exception 'not an exception' using errcode = 'check_violation', constraint = 'hours_exception_shape';
      end if;
    end loop;
    begin
      delete from hours_rule r where r.schedule_id = wanted;
      insert into hours_rule (schedule_id, kind, weekdays, periods, season_from, season_until, valid_from, valid_until, every_weeks,
                              month_nth, month_of, shortened, stop_id)
      select wanted, i ->> 'kind',
             coalesce((select array_agg(distinct d::smallint order by d::smallint) from jsonb_array_elements_text(i -> 'weekdays') as d), '{1,2,3,4,5,6,7}'),
             case when jsonb_typeof(i -> 'periods') = 'array' then
               periods_read(coalesce((select string_agg(p, ',' order by place) from jsonb_array_elements_text(i -> 'periods') with ordinality as x (p, place)), '')) end,
             season_read(i ->> 'season_from'), season_read(i ->> 'season_until'), (i ->> 'valid_from')::date, (i ->> 'valid_until')::date,
             coalesce((i ->> 'every_weeks')::smallint, 1), (i ->> 'month_nth')::smallint, i ->> 'month_of', (i ->> 'shortened')::integer,
             case when i ->> 'stop' is not null then coalesce((select t.id from stop t where t.schedule_id = wanted and t.name = i ->> 'stop'), uuid_of('stop', 'none')) end
        from jsonb_array_elements(said -> 'rules') as i;
      delete from hours_exception e where e.schedule_id = wanted and e.cause is null;
      insert into hours_exception (schedule_id, first_day, last_day, weekdays, periods, reason, stop_id, user_id)
      select wanted, (i ->> 'first_day')::date, coalesce(i ->> 'last_day', i ->> 'first_day')::date,
             coalesce((select array_agg(distinct d::smallint order by d::smallint) from jsonb_array_elements_text(i -> 'weekdays') as d), '{1,2,3,4,5,6,7}'),
             periods_read(coalesce((select string_agg(p, ',' order by place) from jsonb_array_elements_text(i -> 'periods') with ordinality as x (p, place)), '')),
             nullif(i -> 'reason', 'null'),
             case when i ->> 'stop' is not null then coalesce((select t.id from stop t where t.schedule_id = wanted and t.name = i ->> 'stop'), uuid_of('stop', 'none')) end,
             actor()
        from jsonb_array_elements(said -> 'exceptions') as i;
      update schedule s set version = s.version + 1 where s.id = wanted;
    exception when data_exception then
      raise exception 'not hours' using errcode = 'check_violation', constraint = 'hours_rule_shape';
    end;
  end
  $$;
comment on function hours_replace(uuid, jsonb) is
  'Replaces the rules and exceptions of a schedule by what stored_hours() would give of it; what one tap says of today stays.';

create function hours_preview(wanted uuid, wall timestamp) returns table (state text, day text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select hours_state_at(s.id, wall at time zone b.time_zone),
           (select string_agg(to_char(r.opens_at at time zone b.time_zone, 'HH24:MI') || '–' ||
                              case when (r.closes_at at time zone b.time_zone)::time = '00:00' then '24:00'
                                   else to_char(r.closes_at at time zone b.time_zone, 'HH24:MI') end, ', ' order by r.opens_at)
              from hours_ranges(s.id, wall::date, wall::date + 1) as r)
      from branch b left join schedule s on s.branch_id = b.id
     where b.id = wanted
  $$;
comment on function hours_preview(uuid, timestamp) is
  'Whether a branch is open at a time of its clock, from the rules themselves: open, closed or unknown, and when it is open on that day.';

grant insert, delete on hours_rule to branchlight_staff;
grant update (version) on schedule to branchlight_staff;
create policy staff_makes on hours_rule for insert to branchlight_staff with check (may_schedule('directory', schedule_id));
create policy staff_removes on hours_rule for delete to branchlight_staff using (may_schedule('directory', schedule_id));
create policy staff_edits on schedule for update to branchlight_staff
  using (may_schedule('directory', id)) with check (may_schedule('directory', id));
grant execute on function periods_read(text), periods_good(text), periods_texts(integer[]), season_text(smallint), season_read(text) to public;
grant execute on function stored_hours(uuid), hours_replace(uuid, jsonb), hours_preview(uuid, timestamp) to branchlight_staff;

grant execute on function flat_members(jsonb), texts_patched(jsonb, jsonb), precise_first_day(text), precision_of(text), folded_name(text),
  distance_km(double precision, double precision, double precision, double precision) to public;
grant execute on function stored_branch(uuid), stored_point(uuid), stored_library(uuid), stored_agreement(uuid), stored_row(text, uuid),
  free_code(text, text), may_make(text), may_contacts(uuid), library_free(uuid), may_branches_of(uuid), may_point(uuid, uuid), branch_merge(uuid, uuid), library_merge(uuid, uuid) to branchlight_staff;

reset role;
