-- A correction that was confirmed waits for whoever edits, until somebody says that it was made, or that it isn't so after all.

set local role branchlight_owner;

alter table public_report drop constraint public_report_state_known;
alter table public_report
  add constraint public_report_state_known check (state in ('open', 'confirmed', 'dismissed', 'merged', 'done')),
  add constraint public_report_done_of_correction check (state <> 'done' or kind = 'correction');
comment on column public_report.state is
  'open; confirmed (it is so; a correction is to be made), done (it was made), dismissed, or merged (an other report says the same).';

create or replace function public_report_guard() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
  begin
    if new.state <> old.state and old.state <> 'open'
       and not (old.kind = 'correction' and old.state = 'confirmed' and new.state in ('done', 'dismissed')) then
      raise exception 'decided already' using errcode = 'check_violation',
        constraint = 'public_report_decided_once', table = 'public_report', column = 'state';
    end if;
    if (new.state, new.incident_id, new.merged_into_id) is distinct from (old.state, old.incident_id, old.merged_into_id) then
      new.version := old.version + 1;
    end if;
    return new;
  end
  $$;
comment on function public_report_guard() is
  'Trigger: a report is decided once, but that a confirmed correction is done or dismissed later; its version follows.';

reset role;
