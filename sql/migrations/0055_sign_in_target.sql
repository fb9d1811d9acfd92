-- A reminder leads to a point. Who isn't signed in and has no passphrase asks for a link there, and that link leads on to the point.

set local role branchlight_owner;

alter table people.link_wish add column next text
  constraint link_wish_next_shape check (next is null or (next ~ '^[?]next=[A-Za-z0-9%._,-]+$' and length(next) < 1000 and kind = 'sign_in'));
comment on column people.link_wish.next is 'What stands behind the link''s address: "?next=…", the page of staff that was wanted; null: none was.';

drop function people.sign_in_link_ask(text);
create function people.sign_in_link_ask(wanted text, next text) returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    insert into people.link_wish (kind, email, next) values ('sign_in', wanted, next);
    select pg_notify('branchlight_mail', '');
  $$;
comment on function people.sign_in_link_ask(text, text) is
  'Asks for a link that signs in, and leads on to the page that was wanted; the same work whether or not there is such an account.';
grant execute on function people.sign_in_link_ask(text, text) to branchlight_staff;

create or replace function people.link_wishes_grant() returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    with wish as (delete from people.link_wish returning kind, email, user_id, next)
    select case w.kind
             when 'sign_in' then people.mail_put('sign_in', u.id, null, null, jsonb_strip_nulls(jsonb_build_object('name', u.name, 'next', w.next)),
                                                 'sign_in', null)
             else people.mail_put('email_confirm', u.id, w.email, u.language, jsonb_build_object('name', u.name), 'email', null)
           end
      from wish w
      join people.user u on u.disabled_at is null
                        and case w.kind
                              when 'sign_in' then u.email = w.email
                              else u.id = w.user_id and not exists (select from people.user other where other.email = w.email)
                            end;
  $$;

reset role;
