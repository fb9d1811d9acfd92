-- What a phone without a connection was tapped of today is sent later. It must not overrule what somebody else has said of the day meanwhile,
-- or taken back: that leaves no row, only an entry of the audit.

set local role branchlight_owner;

create function day_said_since(wanted uuid, cause text, since timestamptz) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  begin
    return may('hours_today', 'branch', wanted) and exists (
      select from audit_entry a
       where a.kind = 'hours_exception' and a.at > since and a.fields ? 'cause'
         and a.credential_id is distinct from nullif(current_setting('branchlight.credential', true), '')::uuid
         and case when cause = 'no_adviser' then a.scope_kind = 'point' and a.scope_id in (select p.id from point p where p.branch_id = wanted)
                  else a.scope_kind = 'branch' and a.scope_id = wanted end);
  end
  $$;
comment on function day_said_since(uuid, text, timestamptz) is
  'Whether somebody has said something of today''s hours of a branch, or of its advisers, since then, or taken it back: elsewhere than with the '
  'transaction''s own session or phone.';
grant execute on function day_said_since(uuid, text, timestamptz) to branchlight_staff;

reset role;
