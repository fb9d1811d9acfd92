-- The directory: who takes part, where, with what, since when, and how sure each fact is.
--
-- Vocabularies are text with a CHECK of the column's own, not enum types (a value of an enum can't be taken
-- away, nor added and used in one transaction) and not domains (a violated domain names neither table nor
-- column, and here the constraint's name is API).
--
-- Certainty, wherever a fact has one:
--   confirmed    somebody of the library or the utility said so here
--   own_site     the institution's own site says so
--   corroborated two third parties say the same
--   third_party  one third party says so
--   reported     told in the article that the registry began with (about 2014)
--   dated        was true once, may not be now
--   inferred     follows from other facts
--   unverified   taken from somewhere, nobody has looked
-- Names of people in the sources are not stored.

set local role branchlight_owner;

create function is_certainty(value text) returns boolean
  language sql immutable parallel safe
  return value in ('confirmed', 'own_site', 'corroborated', 'third_party', 'reported', 'dated', 'inferred', 'unverified');
comment on function is_certainty(text) is 'True for a word that says how sure a fact is; the list stands at the head of the migration.';
grant execute on function is_certainty(text) to public;

create table language (
  code text constraint language_pk primary key
    constraint language_code_shape check (is_language(code)),
  ordinal integer not null constraint language_ordinal_unique unique
    constraint language_ordinal_not_negative check (ordinal >= 0)
);
comment on table language is 'Languages of the interface, in the order in which they stand in for each other.';
comment on column language.code is 'ISO 639-1 code.';
comment on column language.ordinal is '0 is the first language.';
insert into language (code, ordinal) values ('lt', 0), ('en', 1);

create table time_zone (
  name text constraint time_zone_pk primary key
);
comment on table time_zone is 'Time zones in use. pg_timezone_names reads a directory tree each time; this remembers what it said.';
comment on column time_zone.name is 'IANA name, such as Europe/Vilnius.';

create function time_zone_known() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if not exists (select from time_zone z where z.name = new.time_zone) then
      if not exists (select from pg_timezone_names z
                      where z.name = new.time_zone and (z.name like '%/%' or z.name = 'UTC')
                        and z.name !~ '^(posix|right)/') then
        raise exception 'no such time zone' using errcode = 'check_violation',
          constraint = tg_table_name || '_time_zone_known', table = tg_table_name, column = 'time_zone';
      end if;
      insert into time_zone (name) values (new.time_zone) on conflict do nothing;
    end if;
    return new;
  end
  $$;
comment on function time_zone_known() is 'Trigger: refuses a time zone that isn''t an IANA name (abbreviations change meaning, offsets know no summer).';

create table municipality (
  id uuid constraint municipality_pk primary key default uuid_v7(),
  code text not null constraint municipality_code_unique unique
    constraint municipality_code_shape check (code ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'),
  register_code text constraint municipality_register_code_shape check (is_line(register_code, 20)),
  country text not null constraint municipality_country_shape check (country ~ '^[A-Z]{2}$'),
  kind text not null constraint municipality_kind_known check (kind in ('city', 'district', 'municipality')),
  name text not null constraint municipality_name_line check (is_line(name, 200)),
  name_language text not null constraint municipality_name_language_shape check (is_language(name_language)),
  nuts3 text constraint municipality_nuts3_shape check (nuts3 ~ '^[A-Z]{2}[A-Z0-9]{3}$'),
  latitude double precision constraint municipality_latitude_range check (latitude between -90 and 90),
  longitude double precision constraint municipality_longitude_range check (longitude between -180 and 180),
  source text constraint municipality_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint municipality_register_code_unique unique (country, register_code),
  constraint municipality_location_whole check ((latitude is null) = (longitude is null)),
  constraint municipality_location_not_null_island check (not (latitude = 0 and longitude = 0)),
  constraint municipality_code_of_country check (left(code, 2) = country)
);
comment on table municipality is 'Municipalities, by ISO 3166-2.';
comment on column municipality.id is 'Identifier inside.';
comment on column municipality.code is 'ISO 3166-2 code, such as LT-34.';
comment on column municipality.register_code is 'Code of the national register (Lithuania: savivaldybės kodas), such as 67.';
comment on column municipality.country is 'ISO 3166-1 alpha-2.';
comment on column municipality.kind is 'city, district, or municipality where it is neither.';
comment on column municipality.name is 'Official name in full.';
comment on column municipality.name_language is 'Language of the name.';
comment on column municipality.nuts3 is 'NUTS 3 region.';
comment on column municipality.latitude is 'Of a point inside, degrees; for centring a map, not the seat.';
comment on column municipality.longitude is 'Of a point inside, degrees.';
comment on column municipality.source is 'Where the facts are from.';

create table place (
  id uuid constraint place_pk primary key default uuid_v7(),
  code text not null constraint place_code_unique unique constraint place_code_shape check (is_code(code)),
  municipality_id uuid constraint place_municipality_fk references municipality on delete restrict,
  name text not null constraint place_name_line check (is_line(name, 200)),
  name_language text not null constraint place_name_language_shape check (is_language(name_language)),
  latitude double precision not null constraint place_latitude_range check (latitude between -90 and 90),
  longitude double precision not null constraint place_longitude_range check (longitude between -180 and 180),
  population integer constraint place_population_positive check (population > 0),
  geonames_id bigint constraint place_geonames_id_unique unique,
  source text constraint place_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint place_location_not_null_island check (not (latitude = 0 and longitude = 0))
);
comment on table place is 'Settlements: what a person types to say where.';
comment on column place.id is 'Identifier inside.';
comment on column place.code is 'Code.';
comment on column place.municipality_id is 'The municipality that it lies in.';
comment on column place.name is 'Name.';
comment on column place.name_language is 'Language of the name.';
comment on column place.latitude is 'Of the settlement''s centre, degrees.';
comment on column place.longitude is 'Of the settlement''s centre, degrees.';
comment on column place.population is 'Inhabitants, roughly.';
comment on column place.geonames_id is 'Identifier at GeoNames.';
comment on column place.source is 'Where the facts are from.';
create index place_municipality_i on place (municipality_id);

create table organization (
  id uuid constraint organization_pk primary key default uuid_v7(),
  code text not null constraint organization_code_unique unique constraint organization_code_shape check (is_code(code)),
  kind text not null constraint organization_kind_known
    check (kind in ('utility', 'library', 'national_library', 'municipality', 'business', 'association')),
  name text not null constraint organization_name_line check (is_line(name, 200)),
  name_language text not null constraint organization_name_language_shape check (is_language(name_language)),
  name_certainty text not null default 'unverified' constraint organization_name_certainty_known check (is_certainty(name_certainty)),
  country text not null constraint organization_country_shape check (country ~ '^[A-Z]{2}$'),
  website text constraint organization_website_url check (is_url(website)),
  self_service text constraint organization_self_service_url check (is_url(self_service)),
  phone text constraint organization_phone_shape check (is_phone(phone)),
  contact_certainty text constraint organization_contact_certainty_known check (is_certainty(contact_certainty)),
  active_until date,
  active_until_precision text constraint organization_active_until_precision_known check (active_until_precision in ('year', 'month', 'day')),
  successor_id uuid constraint organization_successor_fk references organization on delete restrict,
  source text constraint organization_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  verified_at timestamptz,
  constraint organization_active_until_precise check (is_precise(active_until, active_until_precision)),
  constraint organization_successor_other check (successor_id <> id)
);
comment on table organization is 'Utilities, library institutions, national libraries, municipalities, businesses, associations.';
comment on column organization.id is 'Identifier inside.';
comment on column organization.code is 'Code.';
comment on column organization.kind is 'utility, library, national_library, municipality, business or association.';
comment on column organization.name is 'Proper name, as it calls itself.';
comment on column organization.name_language is 'Language of the name.';
comment on column organization.name_certainty is 'How sure the name is.';
comment on column organization.country is 'ISO 3166-1 alpha-2.';
comment on column organization.website is 'Its site.';
comment on column organization.self_service is 'Its self-service site.';
comment on column organization.phone is 'Its customers'' telephone.';
comment on column organization.contact_certainty is 'How sure site and telephone are.';
comment on column organization.active_until is 'When it ceased to be; null while it is.';
comment on column organization.active_until_precision is 'year, month or day: how exactly that is known.';
comment on column organization.successor_id is 'The organization that took over.';
comment on column organization.source is 'Where the facts are from.';
comment on column organization.verified_at is 'When a person last confirmed the row; apart from updated_at, by trigger.';
create index organization_successor_i on organization (successor_id);

create function organization_successor_ends() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if exists (with recursive chain (id) as (
                 select new.successor_id
                 union select o.successor_id from chain join organization o using (id) where o.successor_id is not null)
               select from chain where chain.id = new.id) then
      raise exception 'an organization can''t succeed itself' using errcode = 'check_violation',
        constraint = 'organization_successor_ends', table = 'organization', column = 'successor_id';
    end if;
    return null;
  end
  $$;
comment on function organization_successor_ends() is 'Trigger: a chain of successors has an end.';
create constraint trigger organization_successor_ends after insert or update of successor_id on organization
  for each row when (new.successor_id is not null) execute function organization_successor_ends();

create table library (
  id uuid constraint library_pk primary key default uuid_v7(),
  code text not null constraint library_code_unique unique constraint library_code_shape check (is_code(code)),
  organization_id uuid not null constraint library_organization_unique unique
    constraint library_organization_fk references organization on delete restrict,
  municipality_id uuid constraint library_municipality_fk references municipality on delete restrict,
  source text constraint library_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  verified_at timestamptz
);
comment on table library is 'A library institution. Its name, site and telephone stand once, in its organization; here is what only a library has.';
comment on column library.id is 'Identifier inside.';
comment on column library.code is 'Code.';
comment on column library.organization_id is 'The institution.';
comment on column library.municipality_id is 'The municipality that it serves; null where it is none''s.';
comment on column library.source is 'Where the facts are from.';
comment on column library.verified_at is 'When a person last confirmed the row.';
create index library_municipality_i on library (municipality_id);

create table branch (
  id uuid constraint branch_pk primary key default uuid_v7(),
  code text not null constraint branch_code_unique unique constraint branch_code_shape check (is_code(code)),
  library_id uuid not null constraint branch_library_fk references library on delete restrict,
  municipality_id uuid constraint branch_municipality_fk references municipality on delete restrict,
  place_id uuid constraint branch_place_fk references place on delete restrict,
  kind text not null constraint branch_kind_known check (kind in ('central', 'branch', 'mobile')),
  name text not null constraint branch_name_line check (is_line(name, 200)),
  name_language text not null constraint branch_name_language_shape check (is_language(name_language)),
  name_certainty text not null default 'unverified' constraint branch_name_certainty_known check (is_certainty(name_certainty)),
  street text constraint branch_street_line check (is_line(street, 200)),
  postcode text constraint branch_postcode_line check (is_line(postcode, 20)),
  locality text constraint branch_locality_line check (is_line(locality, 200)),
  country text not null constraint branch_country_shape check (country ~ '^[A-Z]{2}$'),
  address_certainty text constraint branch_address_certainty_known check (is_certainty(address_certainty)),
  address_source text constraint branch_address_source_line check (is_line(address_source, 500)),
  latitude double precision constraint branch_latitude_range check (latitude between -90 and 90),
  longitude double precision constraint branch_longitude_range check (longitude between -180 and 180),
  location_precision text constraint branch_location_precision_known
    check (location_precision in ('entrance', 'address', 'street', 'locality', 'municipality')),
  location_source text constraint branch_location_source_line check (is_line(location_source, 500)),
  area text constraint branch_area_known check (area in ('urban', 'rural')),
  phone text constraint branch_phone_shape check (is_phone(phone)),
  website text constraint branch_website_url check (is_url(website)),
  time_zone text not null,
  active boolean not null default true,
  notes jsonb constraint branch_notes_texts check (is_texts(notes)),
  source text constraint branch_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  verified_at timestamptz,
  constraint branch_address_has_certainty check (coalesce(street, postcode, locality) is null or address_certainty is not null),
  constraint branch_location_whole check (num_nulls(latitude, longitude, location_precision) in (0, 3)),
  constraint branch_location_not_null_island check (not (latitude = 0 and longitude = 0))
);
comment on table branch is 'A place of a library: the central one, a branch, or a mobile library.';
comment on column branch.id is 'Identifier inside.';
comment on column branch.code is 'Code.';
comment on column branch.library_id is 'The library that it belongs to.';
comment on column branch.municipality_id is 'The municipality that it lies in; null outside any that is known.';
comment on column branch.place_id is 'The settlement that it lies in; its names find the branch.';
comment on column branch.kind is 'central, branch or mobile.';
comment on column branch.name is 'Proper name.';
comment on column branch.name_language is 'Language of the name.';
comment on column branch.name_certainty is 'How sure the name is.';
comment on column branch.street is 'Street and number; null where unknown.';
comment on column branch.postcode is 'Postcode.';
comment on column branch.locality is 'Town or village, as in an address.';
comment on column branch.country is 'ISO 3166-1 alpha-2.';
comment on column branch.address_certainty is 'How sure the address is.';
comment on column branch.address_source is 'Where the address is from.';
comment on column branch.latitude is 'Degrees north; null where unknown.';
comment on column branch.longitude is 'Degrees east; null where unknown.';
comment on column branch.location_precision is 'What the coordinates are of: entrance, address, street, locality or municipality.';
comment on column branch.location_source is 'Where the coordinates are from.';
comment on column branch.area is 'urban or rural, for coverage and impact; null where nobody said.';
comment on column branch.phone is 'Telephone.';
comment on column branch.website is 'Its own page; the library''s site stands in the organization.';
comment on column branch.time_zone is 'IANA time zone of its hours.';
comment on column branch.active is 'False once it is closed for good.';
comment on column branch.notes is 'What a visitor should know, per language.';
comment on column branch.source is 'Where the facts are from.';
comment on column branch.verified_at is 'When a person last confirmed the row.';
create index branch_library_i on branch (library_id);
create index branch_municipality_i on branch (municipality_id);
create index branch_place_i on branch (place_id);
create unique index branch_central_unique on branch (library_id) where kind = 'central' and active;
create trigger branch_time_zone_known before insert or update of time_zone on branch
  for each row execute function time_zone_known();

create table accessibility (
  branch_id uuid constraint accessibility_pk primary key
    constraint accessibility_branch_fk references branch on delete cascade,
  step_free boolean not null,
  notes jsonb constraint accessibility_notes_texts check (is_texts(notes)),
  certainty text not null constraint accessibility_certainty_known check (is_certainty(certainty)),
  source text constraint accessibility_source_line check (is_line(source, 500)),
  demo boolean not null default false
);
comment on table accessibility is 'Whether one gets into a branch. No row: nobody has said.';
comment on column accessibility.branch_id is 'The branch.';
comment on column accessibility.step_free is 'True where one gets from the street to the point without a step.';
comment on column accessibility.notes is 'How, per language: the side entrance, the bell.';
comment on column accessibility.certainty is 'How sure that is.';
comment on column accessibility.source is 'Where it is from.';

create table name (
  id uuid constraint name_pk primary key default uuid_v7(),
  organization_id uuid constraint name_organization_fk references organization on delete cascade,
  municipality_id uuid constraint name_municipality_fk references municipality on delete cascade,
  place_id uuid constraint name_place_fk references place on delete cascade,
  branch_id uuid constraint name_branch_fk references branch on delete cascade,
  kind text not null constraint name_kind_known check (kind in ('translation', 'former', 'alias', 'short')),
  language text not null constraint name_language_shape check (is_language(language)),
  name text not null constraint name_name_line check (is_line(name, 200)),
  source text constraint name_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  constraint name_of_one check (num_nonnulls(organization_id, municipality_id, place_id, branch_id) = 1)
);
comment on table name is 'Other names: translations, old names, aliases, short forms. All of them are found by search.';
comment on column name.id is 'Identifier inside.';
comment on column name.organization_id is 'The organization that is called so, or null.';
comment on column name.municipality_id is 'The municipality that is called so, or null.';
comment on column name.place_id is 'The settlement that is called so, or null.';
comment on column name.branch_id is 'The branch that is called so, or null.';
comment on column name.kind is 'translation (shown to readers of the language), former, alias or short.';
comment on column name.language is 'Language of this name.';
comment on column name.name is 'The name.';
comment on column name.source is 'Where it is from.';
create unique index name_organization_unique on name (organization_id, kind, language, name) where organization_id is not null;
create unique index name_municipality_unique on name (municipality_id, kind, language, name) where municipality_id is not null;
create unique index name_place_unique on name (place_id, kind, language, name) where place_id is not null;
create unique index name_branch_unique on name (branch_id, kind, language, name) where branch_id is not null;

create table service (
  id uuid constraint service_pk primary key default uuid_v7(),
  code text not null constraint service_code_unique unique constraint service_code_shape check (is_code(code)),
  ordinal integer not null,
  title jsonb not null constraint service_title_texts check (is_texts(title)),
  description jsonb constraint service_description_texts check (is_texts(description)),
  bring jsonb constraint service_bring_texts check (is_texts(bring)),
  source text constraint service_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz
);
comment on table service is 'What one can do at a point.';
comment on column service.id is 'Identifier inside.';
comment on column service.code is 'Code.';
comment on column service.ordinal is 'Order in lists.';
comment on column service.title is 'Title per language.';
comment on column service.description is 'Description per language.';
comment on column service.bring is 'What to have with one, per language.';
comment on column service.source is 'Where it is from.';

create table equipment (
  id uuid constraint equipment_pk primary key default uuid_v7(),
  code text not null constraint equipment_code_unique unique constraint equipment_code_shape check (is_code(code)),
  ordinal integer not null,
  title jsonb not null constraint equipment_title_texts check (is_texts(title)),
  source text constraint equipment_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz
);
comment on table equipment is 'What a point may be equipped with.';
comment on column equipment.id is 'Identifier inside.';
comment on column equipment.code is 'Code.';
comment on column equipment.ordinal is 'Order in lists.';
comment on column equipment.title is 'Title per language.';
comment on column equipment.source is 'Where it is from.';

create table agreement (
  id uuid constraint agreement_pk primary key default uuid_v7(),
  code text not null constraint agreement_code_unique unique constraint agreement_code_shape check (is_code(code)),
  utility_id uuid not null constraint agreement_utility_fk references organization on delete restrict,
  library_id uuid not null constraint agreement_library_fk references library on delete restrict,
  state text not null constraint agreement_state_known check (state in ('draft', 'active', 'ended')),
  starts_on date,
  starts_precision text constraint agreement_starts_precision_known check (starts_precision in ('year', 'month', 'day')),
  ends_on date,
  ends_precision text constraint agreement_ends_precision_known check (ends_precision in ('year', 'month', 'day')),
  obligations jsonb constraint agreement_obligations_texts check (is_texts(obligations)),
  summary jsonb constraint agreement_summary_texts check (is_texts(summary)),
  source text constraint agreement_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint agreement_starts_precise check (is_precise(starts_on, starts_precision)),
  constraint agreement_ends_precise check (is_precise(ends_on, ends_precision)),
  constraint agreement_order check (starts_on <= ends_on)
);
comment on table agreement is 'Agreements between a utility and a library. Points take theirs from the library unless they name one.';
comment on column agreement.id is 'Identifier inside.';
comment on column agreement.code is 'Code.';
comment on column agreement.utility_id is 'The utility.';
comment on column agreement.library_id is 'The library.';
comment on column agreement.state is 'draft, active or ended.';
comment on column agreement.starts_on is 'First day.';
comment on column agreement.starts_precision is 'year, month or day.';
comment on column agreement.ends_on is 'Last day; null where open-ended.';
comment on column agreement.ends_precision is 'year, month or day.';
comment on column agreement.obligations is 'Who does what, per language; not published.';
comment on column agreement.summary is 'What the public may know of it, per language.';
comment on column agreement.source is 'Where the facts are from.';
create index agreement_utility_i on agreement (utility_id);
create index agreement_library_i on agreement (library_id);

create table point (
  id uuid constraint point_pk primary key default uuid_v7(),
  code text not null constraint point_code_unique unique constraint point_code_shape check (is_code(code)),
  branch_id uuid not null constraint point_branch_fk references branch on delete restrict,
  utility_id uuid not null constraint point_utility_fk references organization on delete restrict,
  agreement_id uuid constraint point_agreement_fk references agreement on delete set null,
  lifecycle text not null constraint point_lifecycle_known check (lifecycle in ('planned', 'active', 'suspended', 'removed')),
  website text constraint point_website_url check (is_url(website)),
  notes jsonb constraint point_notes_texts check (is_texts(notes)),
  reported_on date,
  reported_precision text constraint point_reported_precision_known check (reported_precision in ('year', 'month', 'day')),
  reported_about boolean not null default false,
  reported_by_id uuid constraint point_reported_by_fk references organization on delete set null,
  certainty text not null default 'unverified' constraint point_certainty_known check (is_certainty(certainty)),
  source text constraint point_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  verified_at timestamptz,
  constraint point_reported_precise check (is_precise(reported_on, reported_precision))
);
comment on table point is 'A self-service point of one utility in one branch.';
comment on column point.id is 'Identifier inside.';
comment on column point.code is 'Code; stands in QR codes and /p/ addresses for ever.';
comment on column point.branch_id is 'The branch that it stands in.';
comment on column point.utility_id is 'The utility whose point it is.';
comment on column point.agreement_id is 'Its own agreement; null: the library''s with the utility.';
comment on column point.lifecycle is 'planned, active, suspended or removed; a removed one is not published.';
comment on column point.website is 'The self-service site that it was set up for; null: the utility''s.';
comment on column point.notes is 'What a visitor should know, per language.';
comment on column point.reported_on is 'When its existence was reported, for points known from history; null for those that somebody here set up.';
comment on column point.reported_precision is 'year, month or day.';
comment on column point.reported_about is 'True where that date is "about".';
comment on column point.reported_by_id is 'The organization that was said to have the point then.';
comment on column point.certainty is 'How sure it is that the point exists.';
comment on column point.source is 'Where the facts are from.';
comment on column point.verified_at is 'When a person last confirmed the row.';
create index point_branch_i on point (branch_id);
create index point_utility_i on point (utility_id);
create index point_agreement_i on point (agreement_id);
create index point_reported_by_i on point (reported_by_id);

create table point_service (
  point_id uuid not null constraint point_service_point_fk references point on delete cascade,
  service_id uuid not null constraint point_service_service_fk references service on delete restrict,
  certainty text not null default 'unverified' constraint point_service_certainty_known check (is_certainty(certainty)),
  demo boolean not null default false,
  constraint point_service_pk primary key (point_id, service_id)
);
comment on table point_service is 'What one can do at which point.';
comment on column point_service.point_id is 'The point.';
comment on column point_service.service_id is 'The service.';
comment on column point_service.certainty is 'How sure that is.';
create index point_service_service_i on point_service (service_id);

create table point_equipment (
  point_id uuid not null constraint point_equipment_point_fk references point on delete cascade,
  equipment_id uuid not null constraint point_equipment_equipment_fk references equipment on delete restrict,
  certainty text not null default 'unverified' constraint point_equipment_certainty_known check (is_certainty(certainty)),
  demo boolean not null default false,
  constraint point_equipment_pk primary key (point_id, equipment_id)
);
comment on table point_equipment is 'What a point is equipped with.';
comment on column point_equipment.point_id is 'The point.';
comment on column point_equipment.equipment_id is 'The equipment.';
comment on column point_equipment.certainty is 'How sure that is.';
create index point_equipment_equipment_i on point_equipment (equipment_id);

create table point_language (
  point_id uuid not null constraint point_language_point_fk references point on delete cascade,
  language text not null constraint point_language_shape check (is_language(language)),
  demo boolean not null default false,
  constraint point_language_pk primary key (point_id, language)
);
comment on table point_language is 'Languages in which a point''s adviser helps.';
comment on column point_language.point_id is 'The point.';
comment on column point_language.language is 'ISO 639-1 code.';

create table point_offer (
  point_id uuid constraint point_offer_pk primary key constraint point_offer_point_fk references point on delete cascade,
  services text[] not null,
  equipment text[] not null,
  languages text[] not null,
  demo boolean not null
);
comment on table point_offer is
  'What point_service, point_equipment and point_language say of a point, in one row made from them by trigger: three look-ups less for each of 20,000 points.';
comment on column point_offer.point_id is 'The point.';
comment on column point_offer.services is 'Codes of the services, in order.';
comment on column point_offer.equipment is 'Codes of the equipment, in order.';
comment on column point_offer.languages is 'Languages of the adviser.';
comment on column point_offer.demo is 'True where something of it is demonstration data.';

create function point_offer_made(wanted uuid[]) returns setof point_offer
  language sql stable set search_path = pg_catalog, public
  as $$
    select p.id,
           array(select v.code from point_service x join service v on v.id = x.service_id where x.point_id = p.id order by v.ordinal, v.code),
           array(select v.code from point_equipment x join equipment v on v.id = x.equipment_id where x.point_id = p.id order by v.ordinal, v.code),
           array(select x.language from point_language x where x.point_id = p.id order by x.language),
           exists (select from point_service x where x.point_id = p.id and x.demo)
             or exists (select from point_equipment x where x.point_id = p.id and x.demo)
             or exists (select from point_language x where x.point_id = p.id and x.demo)
      from point p
     where p.id = any (wanted)
  $$;
comment on function point_offer_made(uuid[]) is 'The rows that point_offer should have for these points.';

create function point_offer_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    touched uuid[];
  begin
    if tg_argv[0] = 'service' then
      touched := array(select distinct x.point_id from point_service x join new_rows n on n.id = x.service_id);
    elsif tg_argv[0] = 'equipment' then
      touched := array(select distinct x.point_id from point_equipment x join new_rows n on n.id = x.equipment_id);
    elsif tg_op = 'INSERT' then
      touched := array(select distinct point_id from new_rows);
    elsif tg_op = 'DELETE' then
      touched := array(select distinct point_id from old_rows);
    else
      touched := array(select point_id from new_rows union select point_id from old_rows);
    end if;
    -- In a fixed order, so that two writers of the same points wait for, and never on, each other.
    perform from point p where p.id = any (touched) order by p.id for no key update;
    insert into point_offer select * from point_offer_made(touched)
      on conflict (point_id) do update
      set services = excluded.services, equipment = excluded.equipment, languages = excluded.languages, demo = excluded.demo;
    delete from point_offer o where o.point_id = any (touched)
       and not (o.demo or cardinality(o.services || o.equipment || o.languages) > 0);
    return null;
  end
  $$;
comment on function point_offer_follow() is 'Trigger: keeps point_offer beside the tables that it is made from.';

do $$
declare
  named text;
begin
  foreach named in array array['point_service', 'point_equipment', 'point_language'] loop
    execute format('create trigger %I after insert on %I referencing new table as new_rows
                      for each statement execute function point_offer_follow()', named || '_inserted_follow', named);
    execute format('create trigger %I after update on %I referencing old table as old_rows new table as new_rows
                      for each statement execute function point_offer_follow()', named || '_updated_follow', named);
    execute format('create trigger %I after delete on %I referencing old table as old_rows
                      for each statement execute function point_offer_follow()', named || '_deleted_follow', named);
  end loop;
  foreach named in array array['service', 'equipment'] loop
    execute format('create trigger %I after update on %I referencing new table as new_rows
                      for each statement execute function point_offer_follow(%L)', named || '_updated_follow', named, named);
  end loop;
end
$$;

create table campaign (
  id uuid constraint campaign_pk primary key default uuid_v7(),
  code text not null constraint campaign_code_unique unique constraint campaign_code_shape check (is_code(code)),
  kind text not null constraint campaign_kind_known check (kind in ('programme', 'campaign')),
  organization_id uuid constraint campaign_organization_fk references organization on delete restrict,
  title jsonb not null constraint campaign_title_texts check (is_texts(title)),
  description jsonb constraint campaign_description_texts check (is_texts(description)),
  theme jsonb constraint campaign_theme_texts check (is_texts(theme)),
  characters jsonb constraint campaign_characters_texts check (is_texts(characters)),
  starts_on date,
  starts_precision text constraint campaign_starts_precision_known check (starts_precision in ('year', 'month', 'day')),
  ends_on date,
  ends_precision text constraint campaign_ends_precision_known check (ends_precision in ('year', 'month', 'day')),
  dates_about boolean not null default false,
  certainty text not null default 'unverified' constraint campaign_certainty_known check (is_certainty(certainty)),
  source text constraint campaign_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint campaign_starts_precise check (is_precise(starts_on, starts_precision)),
  constraint campaign_ends_precise check (is_precise(ends_on, ends_precision)),
  constraint campaign_order check (starts_on <= ends_on)
);
comment on table campaign is 'What goes on in many libraries under one heading: campaigns, and programmes of the past.';
comment on column campaign.id is 'Identifier inside.';
comment on column campaign.code is 'Code.';
comment on column campaign.kind is 'programme (meetings, training, lectures over a time) or campaign (a theme with events).';
comment on column campaign.organization_id is 'Who runs it.';
comment on column campaign.title is 'Title per language.';
comment on column campaign.description is 'Description per language.';
comment on column campaign.theme is 'Theme per language.';
comment on column campaign.characters is 'Whose characters children meet in it, per language.';
comment on column campaign.starts_on is 'First day, month or year.';
comment on column campaign.starts_precision is 'year, month or day.';
comment on column campaign.ends_on is 'Last day, month or year (the first day of it, where not a day).';
comment on column campaign.ends_precision is 'year, month or day.';
comment on column campaign.dates_about is 'True where the dates are "about".';
comment on column campaign.certainty is 'How sure the facts are.';
comment on column campaign.source is 'Where the facts are from.';
create index campaign_organization_i on campaign (organization_id);

create table campaign_count (
  campaign_id uuid not null constraint campaign_count_campaign_fk references campaign on delete cascade,
  measure text not null constraint campaign_count_measure_known
    check (measure in ('libraries', 'events', 'meetings', 'lectures', 'librarians', 'participants', 'children')),
  count integer not null constraint campaign_count_not_negative check (count >= 0),
  precision text not null constraint campaign_count_precision_known check (precision in ('exact', 'about')),
  certainty text not null constraint campaign_count_certainty_known check (is_certainty(certainty)),
  demo boolean not null default false,
  constraint campaign_count_pk primary key (campaign_id, measure)
);
comment on table campaign_count is 'How many took part, as told: a number that nobody told has no row.';
comment on column campaign_count.campaign_id is 'The campaign or programme.';
comment on column campaign_count.measure is 'What was counted: libraries, events, meetings, lectures, librarians, participants or children.';
comment on column campaign_count.count is 'How many.';
comment on column campaign_count.precision is 'exact or about.';
comment on column campaign_count.certainty is 'How sure the number is.';

create table wish (
  id uuid constraint wish_pk primary key default uuid_v7(),
  code text not null constraint wish_code_unique unique constraint wish_code_shape check (is_code(code)),
  kind text not null constraint wish_kind_known check (kind in ('plan', 'wish', 'invitation', 'request')),
  from_id uuid constraint wish_from_fk references organization on delete restrict,
  to_id uuid constraint wish_to_fk references organization on delete restrict,
  title jsonb not null constraint wish_title_texts check (is_texts(title)),
  description jsonb constraint wish_description_texts check (is_texts(description)),
  made_on date,
  made_precision text constraint wish_made_precision_known check (made_precision in ('year', 'month', 'day')),
  made_about boolean not null default false,
  outcome text not null constraint wish_outcome_known check (outcome in ('unknown', 'open', 'accepted', 'declined')),
  certainty text not null default 'unverified' constraint wish_certainty_known check (is_certainty(certainty)),
  source text constraint wish_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint wish_made_precise check (is_precise(made_on, made_precision)),
  constraint wish_other check (from_id <> to_id)
);
comment on table wish is 'What somebody planned, wished, or asked of another, in the past: the history that proposals begin with.';
comment on column wish.id is 'Identifier inside.';
comment on column wish.code is 'Code.';
comment on column wish.kind is 'plan, wish, invitation or request.';
comment on column wish.from_id is 'Who wished.';
comment on column wish.to_id is 'Of whom; null where of nobody in particular.';
comment on column wish.title is 'In one line, per language.';
comment on column wish.description is 'As told, per language.';
comment on column wish.made_on is 'When.';
comment on column wish.made_precision is 'year, month or day.';
comment on column wish.made_about is 'True where that is "about".';
comment on column wish.outcome is 'What became of it: unknown, open, accepted or declined.';
comment on column wish.certainty is 'How sure the facts are.';
comment on column wish.source is 'Where the facts are from.';
create index wish_from_i on wish (from_id);
create index wish_to_i on wish (to_id);

create table retired_code (
  kind text not null,
  code text not null,
  row_id uuid not null,
  successor_code text,
  retired_at timestamptz not null default now(),
  constraint retired_code_pk primary key (kind, code)
);
comment on table retired_code is 'Codes that were in use once. None is given again: a removed one answers 410, a merged one leads to its successor.';
comment on column retired_code.kind is 'The table whose code it was.';
comment on column retired_code.code is 'The code.';
comment on column retired_code.row_id is 'The row that had it.';
comment on column retired_code.successor_code is 'The code that stands for it now; null: gone.';
comment on column retired_code.retired_at is 'When it was given up.';

-- What every row with a code has in common.

create function code_retire() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    if tg_op <> 'DELETE' and exists (select from retired_code r where r.kind = tg_table_name and r.code = new.code
                                        and r.row_id <> new.id) then
      raise exception 'the code was in use before' using errcode = 'unique_violation',
        constraint = tg_table_name || '_code_never_reused', table = tg_table_name, column = 'code';
    end if;
    -- Demonstration data comes and goes, and leaves no trace.
    if tg_op = 'UPDATE' and new.code <> old.code and not old.demo then
      delete from retired_code r where r.kind = tg_table_name and r.code = new.code;
      update retired_code r set successor_code = new.code where r.kind = tg_table_name and r.successor_code = old.code;
      insert into retired_code (kind, code, row_id, successor_code) values (tg_table_name, old.code, old.id, new.code);
    elsif tg_op = 'DELETE' and not old.demo then
      update retired_code r set successor_code = null where r.kind = tg_table_name and r.successor_code = old.code;
      insert into retired_code (kind, code, row_id) values (tg_table_name, old.code, old.id);
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end
  $$;
comment on function code_retire() is 'Trigger: remembers a code that is given up, and refuses one that was another row''s.';

create function row_stamp() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  declare
    seeding constant boolean := coalesce(current_setting('branchlight.seeding', true), '') = 'on';
    kept constant text[] := array['version', 'created_at', 'updated_at', 'edited_at', 'verified_at'];
    verified boolean;
    edited boolean;
    before jsonb;
    after jsonb;
  begin
    after := to_jsonb(new);
    if tg_op = 'INSERT' then
      if after ->> 'verified_at' is not null then
        raise exception 'a new row isn''t verified yet' using errcode = 'check_violation',
          constraint = tg_table_name || '_verified_apart', table = tg_table_name, column = 'verified_at';
      end if;
      new.version := 1;
      new.edited_at := case when seeding then null else now() end;
      return new;
    end if;

    before := to_jsonb(old);
    if new.id <> old.id or new.created_at <> old.created_at then
      raise exception 'id and created_at stay' using errcode = 'check_violation',
        constraint = tg_table_name || '_id_stays', table = tg_table_name, column = 'id';
    end if;
    verified := after -> 'verified_at' is distinct from before -> 'verified_at';
    edited := before - kept is distinct from after - kept
              or (not seeding and new.edited_at is distinct from old.edited_at); -- something that belongs to the row, see child_edited()
    new.version := old.version;
    new.updated_at := old.updated_at;
    new.edited_at := old.edited_at;
    if edited then
      if verified then
        raise exception 'editing and verifying are two things' using errcode = 'check_violation',
          constraint = tg_table_name || '_verified_apart', table = tg_table_name, column = 'verified_at';
      end if;
      new.version := old.version + 1;
      new.updated_at := now();
      new.edited_at := case when seeding then old.edited_at else now() end;
    elsif verified then
      new.version := old.version + 1;
    end if;
    return new;
  end
  $$;
comment on function row_stamp() is
  'Trigger: version, updated_at and edited_at (the last change by a person; seeds set branchlight.seeding) follow the data; '
  'an update that changes nothing changes none of them; one that sets verified_at may set nothing else.';

create function child_edited() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    child constant jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end);
    parent text;
  begin
    if pg_trigger_depth() > 1 or (child ->> 'demo')::boolean or coalesce(current_setting('branchlight.seeding', true), '') = 'on' then
      return null;
    end if;
    foreach parent in array tg_argv loop
      if child ->> (parent || '_id') is not null then
        execute format('update %I set edited_at = clock_timestamp() where id = $1', parent) using (child ->> (parent || '_id'))::uuid;
      end if;
    end loop;
    return null;
  end
  $$;
comment on function child_edited() is
  'Trigger: a person who changes what belongs to a row (its names, services, counts) has edited that row. Arguments: the tables that it may belong to.';
create trigger name_edits after insert or update or delete on name
  for each row execute function child_edited('organization', 'municipality', 'place', 'branch');
create trigger accessibility_edits after insert or update or delete on accessibility for each row execute function child_edited('branch');
create trigger point_service_edits after insert or update or delete on point_service for each row execute function child_edited('point');
create trigger point_equipment_edits after insert or update or delete on point_equipment for each row execute function child_edited('point');
create trigger point_language_edits after insert or update or delete on point_language for each row execute function child_edited('point');
create trigger campaign_count_edits after insert or update or delete on campaign_count for each row execute function child_edited('campaign');

do $$
declare
  named text;
begin
  foreach named in array array['municipality', 'place', 'organization', 'library', 'branch', 'service', 'equipment',
                               'agreement', 'point', 'campaign', 'wish'] loop
    execute format('create trigger %I before insert or update or delete on %I for each row execute function code_retire()',
                   named || '_code_never_reused', named);
    execute format('create trigger %I before insert or update on %I for each row execute function row_stamp()',
                   named || '_stamp', named);
    execute format('comment on column %I.version is %L', named, 'Counts changes; the ETag of signed-in reads.');
    execute format('comment on column %I.created_at is %L', named, 'When the row was made.');
    execute format('comment on column %I.updated_at is %L', named, 'When the data last changed. Says nothing about anybody having checked them.');
    execute format('comment on column %I.edited_at is %L', named, 'When a person last changed the data; null where only seeds have. Seeds leave an edited row alone.');
  end loop;
  foreach named in array array['municipality', 'place', 'organization', 'library', 'branch', 'accessibility', 'name', 'service',
                               'equipment', 'agreement', 'point', 'point_service', 'point_equipment', 'point_language',
                               'campaign', 'campaign_count', 'wish'] loop
    execute format('comment on column %I.demo is %L', named, 'True for demonstration data: says so wherever it is shown, and can be cleared away.');
  end loop;
end
$$;

reset role;
