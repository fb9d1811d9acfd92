-- Events: lectures, quizzes, contests, workshops, training and meetings, in one branch or several.

set local role branchlight_owner;

create table event (
  id uuid constraint event_pk primary key default uuid_v7(),
  code text not null constraint event_code_unique unique constraint event_code_shape check (is_code(code)),
  kind text not null constraint event_kind_known check (kind in ('lecture', 'quiz', 'contest', 'workshop', 'training', 'meeting')),
  lifecycle text not null constraint event_lifecycle_known
    check (lifecycle in ('draft', 'announced', 'cancelled', 'held', 'reported')),
  campaign_id uuid constraint event_campaign_fk references campaign on delete set null,
  title jsonb not null constraint event_title_texts check (is_texts(title)),
  description jsonb constraint event_description_texts check (is_texts(description)),
  cancellation jsonb constraint event_cancellation_texts check (is_texts(cancellation)),
  audiences text[] not null default '{}' constraint event_audiences_known
    check (audiences <@ array['children', 'teenagers', 'adults', 'seniors', 'families', 'librarians'] and array_position(audiences, null) is null),
  languages text[] not null default '{}' constraint event_languages_shape
    check (array_to_string(languages, ',', '?') ~ '^([a-z]{2}(,[a-z]{2})*)?$'),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  source text constraint event_source_line check (is_line(source, 500)),
  demo boolean not null default false,
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint event_order check (starts_at < ends_at),
  constraint event_length check (ends_at <= starts_at + interval '31 days'),
  constraint event_cancellation_of_cancelled check (cancellation is null or lifecycle = 'cancelled')
);
comment on table event is 'What is on.';
comment on column event.id is 'Identifier inside; the UID in calendars is made from the code.';
comment on column event.code is 'Code.';
comment on column event.kind is 'lecture, quiz, contest, workshop, training or meeting.';
comment on column event.lifecycle is 'draft (not published), announced, cancelled (stays published, so that calendars learn of it), held, reported.';
comment on column event.campaign_id is 'The campaign that it belongs to.';
comment on column event.title is 'Title per language.';
comment on column event.description is 'Description per language.';
comment on column event.cancellation is 'Why it was cancelled, per language.';
comment on column event.audiences is 'For whom: children, teenagers, adults, seniors, families, librarians; empty: everybody.';
comment on column event.languages is 'Languages in which it is held.';
comment on column event.starts_at is 'Start.';
comment on column event.ends_at is 'End.';
comment on column event.time_zone is 'IANA time zone in which it is announced.';
comment on column event.source is 'Where it is from.';
comment on column event.demo is 'True for demonstration data.';
comment on column event.version is 'Counts changes; also the SEQUENCE of calendars.';
comment on column event.created_at is 'When the row was made.';
comment on column event.updated_at is 'When the data last changed.';
comment on column event.edited_at is 'When a person last changed the data; null where only seeds have.';
create index event_campaign_i on event (campaign_id);
create index event_starts_i on event (starts_at);
create trigger event_code_never_reused before insert or update or delete on event for each row execute function code_retire();
create trigger event_stamp before insert or update on event for each row execute function row_stamp();
create trigger event_time_zone_known before insert or update of time_zone on event
  for each row execute function time_zone_known();

create table event_branch (
  event_id uuid not null constraint event_branch_event_fk references event on delete cascade,
  branch_id uuid not null constraint event_branch_branch_fk references branch on delete restrict,
  demo boolean not null default false,
  constraint event_branch_pk primary key (event_id, branch_id)
);
comment on table event_branch is 'Where an event is held.';
comment on column event_branch.event_id is 'The event.';
comment on column event_branch.branch_id is 'The branch.';
comment on column event_branch.demo is 'True for demonstration data.';
create index event_branch_branch_i on event_branch (branch_id);

create table event_utility (
  event_id uuid not null constraint event_utility_event_fk references event on delete cascade,
  utility_id uuid not null constraint event_utility_utility_fk references organization on delete restrict,
  demo boolean not null default false,
  constraint event_utility_pk primary key (event_id, utility_id)
);
comment on table event_utility is 'Whose event it is beside the library''s.';
comment on column event_utility.event_id is 'The event.';
comment on column event_utility.utility_id is 'The utility.';
comment on column event_utility.demo is 'True for demonstration data.';
create index event_utility_utility_i on event_utility (utility_id);

create trigger event_branch_edits after insert or update or delete on event_branch for each row execute function child_edited('event');
create trigger event_utility_edits after insert or update or delete on event_utility for each row execute function child_edited('event');

reset role;
