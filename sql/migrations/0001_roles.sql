-- Roles, the schema's owner, and the small functions that every table stands on.
--
-- Roles belong to the whole server, so they may be here already: another database of the same server (tests
-- clone a template), or an administrator who made them by hand. What is missing is made; what is there is left.
-- Whoever migrates must be a superuser (the embedded server) or have CREATEROLE.
--
-- branchlight_owner      no login; owns schema and tables
-- branchlight_publisher  no login; owns the views of the schema `published`, which run with its rights
-- branchlight_migrator   login; migrates and seeds, as a member of the two above
-- branchlight_visitor    login; reads the published views and nothing else
-- branchlight_staff      login; what signed-in people ask for, under row level security
-- branchlight_jobs       login; the nightly work

do $$
declare
  wanted record;
begin
  -- Two databases of one server may be migrated at the same moment.
  perform pg_advisory_xact_lock(hashtext('branchlight roles'));
  for wanted in
    select *
      from (values ('branchlight_owner', 'nologin'),
                   ('branchlight_publisher', 'nologin'),
                   ('branchlight_migrator', 'login'),
                   ('branchlight_visitor', 'login'),
                   ('branchlight_staff', 'login'),
                   ('branchlight_jobs', 'login')) as role (name, login)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      begin
        execute format('create role %I %s', wanted.name, wanted.login);
        -- To compile a plan takes longer than any of ours runs, and the whole database is in memory.
        execute format('alter role %I set jit = off', wanted.name);
        execute format('alter role %I set random_page_cost = 1.1', wanted.name);
        execute format('alter role %I set work_mem = %L', wanted.name, '16MB');
      exception when duplicate_object or unique_violation then
        null; -- made by the other one in between
      end;
    end if;
  end loop;

  for wanted in
    select member, granted.name as name
      from (values ('branchlight_owner'), ('branchlight_publisher')) as granted (name)
     cross join unnest(array['branchlight_migrator', current_user::text]) as member
     where not pg_has_role(member, granted.name, 'member')
  loop
    execute format('grant %I to %I', wanted.name, wanted.member);
  end loop;

  -- A superuser counts as a member of everything, and needs no grant.
  execute format('grant create, connect, temporary on database %I to branchlight_owner, branchlight_publisher, branchlight_migrator',
                 current_database());
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

-- Nobody has anything in `public` by default; the published projection has a schema of its own (0007).
revoke all on schema public from public;
grant usage, create on schema public to branchlight_owner;
grant usage on schema public to branchlight_migrator, branchlight_publisher, branchlight_staff, branchlight_jobs;

set local role branchlight_owner;

-- Functions aren't for everybody: who may call one is said where it is made.
alter default privileges for role branchlight_owner revoke execute on functions from public;

create function uuid_v7() returns uuid
  language sql volatile parallel safe
  as $$
    -- RFC 9562: 48 bits of Unix milliseconds, then the random bits of a version 4, the version made 7.
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
             placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
             from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
  $$;
comment on function uuid_v7() is 'A new identifier: UUID version 7, ordered by the time it was made.';

create function uuid_of(kind text, code text) returns uuid
  language sql immutable strict parallel safe
  as $$
    -- RFC 9562 version 8: ours to define. 122 bits of SHA-256.
    select encode(set_byte(set_byte(digest, 6, (get_byte(digest, 6) & 15) | 128),
                           8, (get_byte(digest, 8) & 63) | 128), 'hex')::uuid
      from (select substring(sha256(convert_to('branchlight ' || kind || ' ' || code, 'UTF8')) from 1 for 16))
           as hashed (digest)
  $$;
comment on function uuid_of(text, text) is
  'The fixed identifier of a seeded row: the same on every installation, so that exports can be compared.';

create function is_code(value text) returns boolean
  language sql immutable parallel safe
  return value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) between 3 and 40;
comment on function is_code(text) is
  'True for a code: lower-case ASCII letters, digits and single hyphens inside, 3 to 40 characters.';

create function is_language(value text) returns boolean
  language sql immutable parallel safe
  return value ~ '^[a-z]{2}$';
comment on function is_language(text) is 'True for the shape of an ISO 639-1 code.';

create function is_url(value text) returns boolean
  language sql immutable parallel safe
  return value ~ '^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[^[:space:]<>"\\^`{|}[:cntrl:]]*)?$'
     and length(value) <= 500;
comment on function is_url(text) is 'True for an absolute http or https address without credentials, at most 500 characters.';

create function is_phone(value text) returns boolean
  language sql immutable parallel safe
  return value ~ '^[+]?[0-9][0-9 ()-]{1,28}[0-9]$';
comment on function is_phone(text) is 'True for a telephone number as people write it, 3 to 31 characters.';

create function is_line(value text, longest integer) returns boolean
  language sql immutable parallel safe
  return value !~ '[[:cntrl:]]' and value = btrim(value) and length(value) between 1 and longest;
comment on function is_line(text, integer) is
  'True for one line of text: something in it, no control characters, no space at its ends, not too long.';

create function is_texts(value jsonb) returns boolean
  language sql immutable parallel safe
  return jsonb_typeof(value) = 'object' and value <> '{}'
     and not jsonb_path_exists(value, '$.* ? (@.type() != "string" || @ == "")')
     and length(value::text) <= 20000
     and not jsonb_path_exists(value, '$.keyvalue() ? (!(@.key like_regex "^[a-z]{2}$"))');
comment on function is_texts(jsonb) is
  'True for a text per language: a JSON object of ISO 639-1 code to non-empty text, 20,000 characters together.';

create function is_precise(day date, given text) returns boolean
  language sql immutable parallel safe
  return (day is null) = (given is null)
     and (given is null or given = 'day'
          or (given = 'month' and extract(day from day) = 1)
          or (given = 'year' and extract(day from day) = 1 and extract(month from day) = 1));
comment on function is_precise(date, text) is
  'True where date and precision (year, month, day) go together: both or neither, and what isn''t known is 1.';

create function precise_text(day date, given text) returns text
  language sql stable parallel safe
  return case given when 'day' then to_char(day, 'YYYY-MM-DD')
                    when 'month' then to_char(day, 'YYYY-MM')
                    when 'year' then to_char(day, 'YYYY') end;
comment on function precise_text(date, text) is 'A date as exactly as it is known: "2014", "2013-09" or "2013-09-05".';

create function utc_text(moment timestamptz) returns text
  language sql stable parallel safe
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
comment on function utc_text(timestamptz) is 'An instant in RFC 3339 with Z, whole seconds.';

create function clock_now() returns timestamptz
  language sql stable parallel safe
  return coalesce(nullif(current_setting('branchlight.now', true), '')::timestamptz, now());
comment on function clock_now() is 'The time: now(), or in a rehearsal what the setting branchlight.now says.';

-- These are pure: they see their arguments and nothing else. Views and checks call them as whoever asks.
grant execute on function uuid_v7(), uuid_of(text, text), is_code(text), is_language(text), is_url(text),
  is_phone(text), is_line(text, integer), is_texts(jsonb), is_precise(date, text), precise_text(date, text),
  utc_text(timestamptz), clock_now() to public;

reset role;
