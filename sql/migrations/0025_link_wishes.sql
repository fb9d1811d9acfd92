-- SPDX-License-Identifier: Apache-2.0
--
-- Who asks for a link by mail leaves a wish, the same for an address that has an account and for one that hasn't: whether
-- there is something to send is found out afterwards, by the sender. (To write the message at once took a millisecond and
-- a half longer for those who are here, and told so.)

set local role branchlight_owner;

create table people.link_wish (
  number bigint generated always as identity constraint link_wish_pk primary key,
  kind text not null constraint link_wish_kind_known check (kind in ('sign_in', 'email')),
  email text not null constraint link_wish_email_shape check (is_email(email)),
  user_id uuid constraint link_wish_user_fk references people.user on delete cascade,
  made_at timestamptz not null default clock_now(),
  constraint link_wish_whose check ((kind = 'email') = (user_id is not null))
);
comment on table people.link_wish is 'Links that were asked for. Purpose: to send them, where there is somebody to send them to. Gone when the sender has looked at them, within seconds.';
comment on column people.link_wish.number is 'Identifier: the order in which they were asked for.';
comment on column people.link_wish.kind is 'sign_in: a link that signs in; email: one that makes the address that of the user.';
comment on column people.link_wish.email is 'The address that was given: for sign_in perhaps nobody''s here.';
comment on column people.link_wish.user_id is 'Who wants the address; null for sign_in.';
comment on column people.link_wish.made_at is 'When it was asked for.';
create index link_wish_user_i on people.link_wish (user_id);
alter table people.link_wish enable row level security;
alter table people.link_wish force row level security;
create policy owner_all on people.link_wish to branchlight_owner using (true) with check (true);

create or replace function people.sign_in_link_ask(wanted text) returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    insert into people.link_wish (kind, email) values ('sign_in', wanted);
    select pg_notify('branchlight_mail', '');
  $$;
comment on function people.sign_in_link_ask(text) is 'Asks for a link that signs in; the same work whether or not there is such an account.';

create or replace function people.email_change_ask(address text) returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    insert into people.link_wish (kind, email, user_id) values ('email', address, actor());
    select pg_notify('branchlight_mail', '');
  $$;
comment on function people.email_change_ask(text) is
  'Asks for a link to a new address of the transaction''s user; the same work whether or not another has that address.';

create function people.link_wishes_grant() returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    with wish as (delete from people.link_wish returning kind, email, user_id)
    select case w.kind
             when 'sign_in' then people.mail_put('sign_in', u.id, null, null, jsonb_build_object('name', u.name), 'sign_in', null)
             else people.mail_put('email_confirm', u.id, w.email, u.language, jsonb_build_object('name', u.name), 'email', null)
           end
      from wish w
      join people.user u on u.disabled_at is null
                        and case w.kind
                              when 'sign_in' then u.email = w.email
                              else u.id = w.user_id and not exists (select from people.user other where other.email = w.email)
                            end;
  $$;
comment on function people.link_wishes_grant() is
  'Writes the messages of the links that were asked for; of a wish for which there is nobody, or whose address another has, nothing comes.';

create or replace function people.mail_take()
  returns table (id uuid, template text, email text, language text, texts text, link text)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    -- One instance sends: the one whose connection holds the lock, which ends with it.
    if not exists (select from pg_locks l where l.locktype = 'advisory' and l.pid = pg_backend_pid() and l.classid = 14 and l.objid = 1 and l.granted)
       and not pg_try_advisory_lock(14, 1) then
      return;
    end if;
    perform people.link_wishes_grant();
    -- Due again before it is tried: a sender that dies leaves nothing behind that nobody would try again.
    return query
      update people.mail m
         set tries = least(m.tries + 1, 1000), due_at = clock_now() + least(interval '1 minute' * power(2, least(m.tries, 20)), interval '6 hours')
       where m.id = (select d.id from people.mail d
                      where d.sent_at is null and d.failed_at is null and d.due_at <= clock_now()
                      order by d.due_at, d.id limit 1 for update skip locked)
      returning m.id, m.template, m.email, m.language, m.texts::text, m.link;
  end
  $$;

reset role;
