-- SPDX-License-Identifier: Apache-2.0
--
-- A point's history moves with it to another branch, but what was changed of it while it was a draft isn't told there either: the
-- branch it comes to may have been public for long, and by that branch's time it would be.

set local role branchlight_owner;

create or replace function fact_change_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    delete from fact_change c
     where c.point_id = new.id
       and not exists (select from branch b where b.id = c.branch_id and (b.published_at <= c.at or b.published_at <= b.created_at));
    update fact_change c set branch_id = new.branch_id where c.point_id = new.id;
    perform fact_changes_trim(new.branch_id);
    return null;
  end
  $$;
comment on function fact_change_follow() is 'Trigger: a point''s history moves with it, but for what was changed while it was a draft.';

reset role;
