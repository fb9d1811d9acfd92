-- The table that migrate.c keeps its own books in: made before the first migration, in an empty database.
create table public.migration (
  number integer constraint migration_pk primary key,
  name text not null,
  sha256 text not null constraint migration_sha256_digits check (sha256 ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null default now()
);
comment on table public.migration is 'The migrations that have been applied, one row each.';
comment on column public.migration.number is 'The number that the name of the file begins with.';
comment on column public.migration.name is 'Name of the file in sql/migrations/.';
comment on column public.migration.sha256 is 'SHA-256 of the file, in hexadecimal digits: an applied migration never changes.';
comment on column public.migration.applied_at is 'When its transaction began.';
