-- Mail that follows what happens: a reminder before a confirmation lapses, thanks when a fault is fixed, and news of a point
-- for who follows it. Followers have no account: they give an address, confirm it by a link, and leave by one. As of all
-- links in mail, only hashes are here.
--
-- News waits ten minutes, for as long as a report can be undone: who tapped wrong sends nobody anything.

set local role branchlight_owner;

-- People without an account who asked for news.

create table people.follower (
  id uuid constraint follower_pk primary key default uuid_v7(),
  email text not null constraint follower_email_shape check (is_email(email)),
  language text not null constraint follower_language_shape check (is_language(language)),
  branch_id uuid constraint follower_branch_fk references branch on delete cascade,
  point_id uuid constraint follower_point_fk references point on delete cascade,
  asked_at timestamptz not null default clock_now(),
  confirmed_at timestamptz,
  constraint follower_of_one check (num_nonnulls(branch_id, point_id) = 1),
  constraint follower_once unique nulls not distinct (email, branch_id, point_id)
);
comment on table people.follower is
  'Addresses that want news of a point, or of all points of a branch. Purpose: to send it. Goes when its holder leaves, and 48 hours after it was asked for where nobody confirmed.';
comment on column people.follower.id is 'Identifier.';
comment on column people.follower.email is 'Where news goes to.';
comment on column people.follower.language is 'In which language.';
comment on column people.follower.branch_id is 'The branch whose points are followed; null: one point is.';
comment on column people.follower.point_id is 'The point that is followed.';
comment on column people.follower.asked_at is 'When it was asked for last.';
comment on column people.follower.confirmed_at is 'When the holder of the address confirmed; null: not yet, and nothing but the link is sent.';
create index follower_branch_i on people.follower (branch_id);
create index follower_point_i on people.follower (point_id);

create table people.follower_link (
  token_hash bytea constraint follower_link_pk primary key constraint follower_link_token_hash_length check (length(token_hash) = 32),
  follower_id uuid not null constraint follower_link_follower_fk references people.follower on delete cascade,
  kind text not null constraint follower_link_kind_known check (kind in ('follow', 'leave')),
  expires_at timestamptz not null
);
comment on table people.follower_link is 'Links that went out to followers. Purpose: to know them again. Go with the follower, and at their end.';
comment on column people.follower_link.token_hash is 'BLAKE2b-256 of its secret, which was made as the message was sent.';
comment on column people.follower_link.follower_id is 'Whose it is.';
comment on column people.follower_link.kind is 'follow (confirms; 48 hours) or leave (400 days).';
comment on column people.follower_link.expires_at is 'Until when it is good.';
create index follower_link_follower_i on people.follower_link (follower_id);

create table people.follower_told (
  follower_id uuid not null constraint follower_told_follower_fk references people.follower on delete cascade,
  point_id uuid not null constraint follower_told_point_fk references point on delete cascade,
  status text,
  observed_at timestamptz,
  report_id uuid constraint follower_told_report_fk references status_report on delete set null,
  closed_on date,
  seen_at timestamptz not null,
  told_at timestamptz,
  constraint follower_told_pk primary key (follower_id, point_id)
);
comment on table people.follower_told is 'What a follower knows of a point, so that only what is different is told. Goes with the follower.';
comment on column people.follower_told.follower_id is 'The follower.';
comment on column people.follower_told.point_id is 'The point.';
comment on column people.follower_told.status is 'Of the newest report that they know of; null: there was none.';
comment on column people.follower_told.observed_at is 'When that was seen.';
comment on column people.follower_told.report_id is 'That report: of several in one second, it is the last.';
comment on column people.follower_told.closed_on is 'The day of which they were told that the branch is closed.';
comment on column people.follower_told.seen_at is 'Faults that were fixed until then are known.';
comment on column people.follower_told.told_at is 'When the last news was sent: the next comes an hour later at the earliest.';
create index follower_told_point_i on people.follower_told (point_id);
create index follower_told_report_i on people.follower_told (report_id);

-- What was sent once.

create table lapse_reminder (
  status_report_id uuid constraint lapse_reminder_pk primary key
    constraint lapse_reminder_status_report_fk references status_report on delete cascade,
  made_at timestamptz not null default clock_now()
);
comment on table lapse_reminder is 'Reports of which somebody was reminded that they lapse: once each.';
comment on column lapse_reminder.status_report_id is 'The report.';
comment on column lapse_reminder.made_at is 'When.';

create table incident_thanks (
  incident_id uuid constraint incident_thanks_pk primary key constraint incident_thanks_incident_fk references incident on delete cascade,
  made_at timestamptz not null default clock_now()
);
comment on table incident_thanks is 'Faults whose reporters were told that they are fixed: once each.';
comment on column incident_thanks.incident_id is 'The fault.';
comment on column incident_thanks.made_at is 'When.';

do $$
declare
  named regclass;
begin
  foreach named in array array['people.follower', 'people.follower_link', 'people.follower_told', 'lapse_reminder',
                               'incident_thanks']::regclass[] loop
    execute format('alter table %s enable row level security', named);
    execute format('alter table %s force row level security', named);
    execute format('create policy owner_all on %s to branchlight_owner using (true) with check (true)', named);
  end loop;
end
$$;

-- Messages to followers: what waits goes with who leaves.

alter table people.mail
  add column follower_id uuid constraint mail_follower_fk references people.follower on delete cascade,
  drop constraint mail_link_known,
  add constraint mail_link_known check (link in ('invitation', 'sign_in', 'email', 'follow', 'leave')),
  drop constraint mail_link_whose,
  add constraint mail_link_whose check (case when link = 'invitation' then invitation_id is not null
                                             when link in ('follow', 'leave') then follower_id is not null
                                             else link is null or user_id is not null end);
comment on column people.mail.link is
  'What the link in it does, whose secret the sender makes: accept an invitation, sign in, confirm the address, follow, or leave; null: there is none.';
comment on column people.mail.follower_id is 'The follower whom it is for.';
create index mail_follower_i on people.mail (follower_id);

create or replace function people.mail_link(wanted uuid, secret_hash bytea) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into people.follower_link (token_hash, follower_id, kind, expires_at)
    select secret_hash, m.follower_id, m.link, clock_now() + case m.link when 'follow' then interval '48 hours' else interval '400 days' end
      from people.mail m
     where m.id = wanted and m.link in ('follow', 'leave');
    if found then
      return true;
    end if;
    insert into people.link (token_hash, kind, user_id, invitation_id, email, expires_at)
    select secret_hash, m.link, m.user_id, m.invitation_id, m.email,
           case m.link when 'invitation' then i.expires_at when 'sign_in' then clock_now() + interval '1 hour' else clock_now() + interval '1 day' end
      from people.mail m left join people.invitation i on i.id = m.invitation_id
     where m.id = wanted and m.link is not null;
    return found;
  end
  $$;

create function people.follower_mail(wanted uuid, template text, texts jsonb, link text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    insert into people.mail (template, email, language, texts, link, follower_id)
    select follower_mail.template, f.email, f.language, follower_mail.texts, follower_mail.link, f.id
      from people.follower f where f.id = wanted;
    perform pg_notify('branchlight_mail', '');
    return true;
  end
  $$;
comment on function people.follower_mail(uuid, text, jsonb, text) is 'Writes a message to a follower; true.';

create function people.followed(wanted uuid, out place text, out branch text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select case when p.id is null then b.name else b.name || ', ' || u.name end, b.code
      from people.follower f
      left join point p on p.id = f.point_id
      left join organization u on u.id = p.utility_id
      join branch b on b.id = coalesce(f.branch_id, p.branch_id)
     where f.id = wanted
  $$;
comment on function people.followed(uuid) is 'What a follower follows, in words, and the code of the branch.';

-- Asking, confirming, leaving.

create function people.follow_ask(wanted_kind text, wanted_code text, wanted_email text, wanted_language text, mailed boolean) returns json
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    thing record;
    asking people.follower;
  begin
    select b.id as branch_id, null::uuid as point_id, b.id as building into thing
      from branch b where wanted_kind = 'branch' and b.code = wanted_code and b.active
    union all
    select null, p.id, p.branch_id from point p where wanted_kind = 'point' and p.code = wanted_code and p.lifecycle <> 'removed';
    if not found then
      return null;
    end if;
    if mailed then
      -- Who follows the branch follows its points.
      select f.* into asking from people.follower f
       where f.email = wanted_email and f.confirmed_at is not null and (f.branch_id = thing.building or f.point_id = thing.point_id)
       order by f.branch_id nulls last limit 1;
      if not found then
        insert into people.follower (email, language, branch_id, point_id)
        values (wanted_email, wanted_language, thing.branch_id, thing.point_id)
          on conflict on constraint follower_once do update set asked_at = clock_now(), language = excluded.language
        returning * into asking;
      end if;
      perform people.follower_mail(asking.id, case when asking.confirmed_at is null then 'follow' else 'follow_already' end,
                                   jsonb_build_object('place', f.place), case when asking.confirmed_at is null then 'follow' else 'leave' end)
         from people.followed(asking.id) f;
    end if;
    return json_build_object(wanted_kind, wanted_code, 'email', wanted_email, 'language', wanted_language);
  end
  $$;
comment on function people.follow_ask(text, text, text, text, boolean) is
  'Asks for news of a point or branch (kind, code, e-mail, language; whether the address may be sent a message now): a link goes there. '
  'The same answer whether it follows already or not; null where there is no such code.';

create function people.follow_look(secret_hash bytea, wanted_kind text, out place text, out branch text, out email text, out confirmed boolean)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select n.place, n.branch, f.email, f.confirmed_at is not null
      from people.follower_link l
      join people.follower f on f.id = l.follower_id
     cross join people.followed(f.id) n
     where l.token_hash = secret_hash and l.kind = wanted_kind and l.expires_at > clock_now()
  $$;
comment on function people.follow_look(bytea, text) is 'What a link of a follower is about, for the page that asks whether to; nulls: it is no good.';

create function people.point_state(wanted uuid, settled timestamptz, out status text, out observed_at timestamptz, out report_id uuid,
                                   out closed_on date)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select r.status, r.observed_at, r.id,
           (select min(e.first_day) from schedule s join hours_exception e on e.schedule_id = s.id
             where s.branch_id = b.id and e.cause = 'closed_today' and e.user_id is not null and e.made_at <= settled
               and e.first_day = (clock_now() at time zone b.time_zone)::date)
      from point p
      join branch b on b.id = p.branch_id
      left join lateral (
             select s.id, s.status, s.observed_at from status_report s
              where s.point_id = p.id and not s.demo and s.status <> 'unknown' and s.recorded_at <= settled
                and s.undoes_id is null and not exists (select from status_report u where u.undoes_id = s.id)
              order by s.observed_at desc, s.id desc limit 1) as r on true
     where p.id = wanted
  $$;
comment on function people.point_state(uuid, timestamptz) is
  'What was last reported of a point, be it lapsed or not, and the day if its branch is closed today; of what was said until then.';

create function people.follower_points(wanted people.follower) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select p.id from point p join branch b on b.id = p.branch_id
     where p.lifecycle = 'active' and not p.demo and b.active
       and (p.id = (wanted).point_id or p.branch_id = (wanted).branch_id)
  $$;
comment on function people.follower_points(people.follower) is 'The points that a follower gets news of.';

create function people.follow_confirm(secret_hash bytea) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    confirming people.follower;
  begin
    select f.* into confirming
      from people.follower_link l join people.follower f on f.id = l.follower_id
     where l.token_hash = secret_hash and l.kind = 'follow' and l.expires_at > clock_now() for update of f;
    if not found then
      return false;
    end if;
    if confirming.confirmed_at is null then
      update people.follower f set confirmed_at = clock_now() where f.id = confirming.id;
      delete from people.follower f using point p
       where confirming.branch_id is not null and f.email = confirming.email and p.id = f.point_id and p.branch_id = confirming.branch_id;
      perform people.followers_begin();
    end if;
    return true;
  end
  $$;
comment on function people.follow_confirm(bytea) is 'Confirms that an address wants news; of a branch instead of its points. False where the link is no good.';

create function people.follow_leave(secret_hash bytea) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  begin
    delete from people.follower f using people.follower_link l
     where l.token_hash = secret_hash and l.kind = 'leave' and l.expires_at > clock_now() and f.id = l.follower_id;
    return found;
  end
  $$;
comment on function people.follow_leave(bytea) is 'Removes a follower, with all that is kept of them. False where nobody follows by that link.';

-- News.

create function people.followers_begin() returns void
  language sql security definer set search_path = pg_catalog, public
  as $$
    insert into people.follower_told (follower_id, point_id, status, observed_at, report_id, closed_on, seen_at)
    select f.id, p.id, k.status, k.observed_at, k.report_id, k.closed_on, clock_now()
      from people.follower f
     cross join people.follower_points(f) as p (id)
     cross join people.point_state(p.id, clock_now()) k
     where f.confirmed_at is not null and not exists (select from people.follower_told t where t.follower_id = f.id and t.point_id = p.id)
        on conflict do nothing
  $$;
comment on function people.followers_begin() is 'Notes how the points are that somebody begins to follow: news is what differs.';

create function people.followers_news(settled timestamptz)
  returns table (follower_id uuid, point_id uuid, status text, observed_at timestamptz, report_id uuid, closed_on date, lines jsonb, at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select t.follower_id, t.point_id, k.status, k.observed_at, k.report_id, coalesce(k.closed_on, case when t.closed_on < d.today then t.closed_on end), n.lines, n.at
      from people.follower f
     cross join people.follower_points(f) as p (id)
      join people.follower_told t on t.follower_id = f.id and t.point_id = p.id
     cross join people.point_state(p.id, settled) k
      join point on point.id = p.id
      join organization u on u.id = point.utility_id
      join branch b on b.id = point.branch_id
     cross join lateral (select (clock_now() at time zone b.time_zone)::date as today) as d
     cross join lateral (
             select jsonb_agg(jsonb_build_array(to_char(c.at at time zone b.time_zone, 'YYYY-MM-DD HH24:MI') || ', ' || u.name, c.key)
                              order by c.at, c.key) as lines, max(c.at) as at
               from (
                 select r.observed_at as at, 'status.' || r.status as key
                   from (select s.status, s.observed_at, lag(s.status, 1, t.status) over (order by s.observed_at, s.id) as before
                           from status_report s
                          where s.point_id = p.id and not s.demo and s.status <> 'unknown' and s.recorded_at <= settled
                            and (s.observed_at, s.id) > (coalesce(t.observed_at, '-infinity'), coalesce(t.report_id, '00000000-0000-0000-0000-000000000000'))
                            and s.undoes_id is null and not exists (select from status_report w where w.undoes_id = s.id)) as r
                  where k.status is distinct from t.status and r.status is distinct from r.before
                 union all
                 select i.closed_at, 'follow.fixed' from incident i
                  where i.point_id = p.id and i.state = 'verified' and i.closed_at > t.seen_at and i.closed_at <= settled
                 union all
                 select clock_now(), 'follow.closed_today' where k.closed_on is not null and t.closed_on is distinct from k.closed_on
                 union all
                 select clock_now(), 'follow.open_today' where k.closed_on is null and t.closed_on = d.today) as c) as n
     where f.confirmed_at is not null and (t.told_at is null or t.told_at <= clock_now() - interval '1 hour') and n.lines is not null
  $$;
comment on function people.followers_news(timestamptz) is
  'What followers don''t know yet, of what was said until then, a row for each point of which they were told nothing for an hour: '
  'lines of when and where, and the key of the words.';

create function people.followers_tell() returns bigint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    settled constant timestamptz := clock_now() - interval '10 minutes';
    told bigint;
  begin
    -- One at a time, or two instances tell the same.
    perform pg_advisory_xact_lock(20, 1);
    perform people.followers_begin();
    with news as materialized (
      select * from people.followers_news(settled)
    ), noted as (
      update people.follower_told t
         set status = n.status, observed_at = n.observed_at, report_id = n.report_id, closed_on = n.closed_on, seen_at = settled, told_at = clock_now()
        from news n where n.follower_id = t.follower_id and n.point_id = t.point_id
    ), message as (
      select n.follower_id, jsonb_agg(l.line order by n.at, n.point_id, l.place) as lines, count(distinct n.point_id) as points,
             (array_agg(l.line ->> 1 order by n.at desc, l.place desc))[1] as newest
        from news n cross join jsonb_array_elements(n.lines) with ordinality as l (line, place)
       group by n.follower_id
    )
    select count(people.follower_mail(m.follower_id, 'point_news',
             jsonb_build_object('place', f.place, 'branch', f.branch, 'changes', m.lines,
                                'what', jsonb_build_object('key', case m.points when 1 then m.newest else 'follow.news' end)), 'leave'))
      into told
      from message m cross join people.followed(m.follower_id) f;
    -- What came and went again isn't news later on.
    update people.follower_told t set observed_at = k.observed_at, report_id = k.report_id
      from (select o.follower_id, o.point_id, s.* from people.follower_told o cross join people.point_state(o.point_id, settled) s) as k
     where k.follower_id = t.follower_id and k.point_id = t.point_id and k.status = t.status and k.report_id is distinct from t.report_id;
    return told;
  end
  $$;
comment on function people.followers_tell() is
  'Job: writes a message to each follower for whom there is news: another status, closed today or open after all, a fault fixed. How many.';

create function people.followers_purge() returns bigint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    gone bigint;
    ended bigint;
  begin
    delete from people.follower f where f.confirmed_at is null and f.asked_at < clock_now() - interval '48 hours';
    get diagnostics gone = row_count;
    delete from people.follower_link l where l.expires_at < clock_now();
    get diagnostics ended = row_count;
    return gone + ended;
  end
  $$;
comment on function people.followers_purge() is 'Job: removes addresses that nobody confirmed within 48 hours, and links at their end. How many.';

-- What staff are told.

create function people.lapse_remind() returns bigint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    reminded bigint;
  begin
    perform pg_advisory_xact_lock(20, 2);
    with lapsing as (
      select r.id, r.valid_until, p.code, b.id as branch_id, b.library_id, b.name as branch, b.time_zone, u.name as utility
        from point_status t
        join point p on p.id = t.point_id and p.lifecycle = 'active' and not p.demo
        join branch b on b.id = p.branch_id and b.active
        join organization u on u.id = p.utility_id
        join lateral (
               select s.id, s.valid_until from status_report s
                where s.point_id = p.id and s.undoes_id is null and not exists (select from status_report w where w.undoes_id = s.id)
                order by s.observed_at desc, s.id desc limit 1) as r on true
       where t.status = 'working' and not t.demo and t.valid_until > clock_now() and t.valid_until <= clock_now() + interval '24 hours'
         -- What holds for a day only isn't to be confirmed again at once.
         and clock_now() >= t.observed_at + (t.valid_until - t.observed_at) / 2
         and not exists (select from lapse_reminder m where m.status_report_id = r.id)
    ), holder as (
      select l.id as report_id, g.user_id, g.role
        from lapsing l
        join people.grant g on (g.role = 'librarian' and g.branch_id = l.branch_id) or (g.role = 'library_manager' and g.library_id = l.library_id)
        join people.user o on o.id = g.user_id and o.email is not null and o.disabled_at is null
    ), wanted as (
      select distinct h.report_id, h.user_id from holder h
       where h.role = 'librarian' or not exists (select from holder n where n.report_id = h.report_id and n.role = 'librarian')
    ), noted as (
      insert into lapse_reminder (status_report_id) select distinct w.report_id from wanted w returning 1
    ), sent as (
      select people.mail_put('lapse', w.user_id, null, null,
               jsonb_build_object('branch', l.branch, 'utility', l.utility, 'point', l.code,
                                  'until', to_char(l.valid_until at time zone l.time_zone, 'YYYY-MM-DD HH24:MI')), null, null) as put
        from wanted w join lapsing l on l.id = w.report_id
    )
    select count(*) filter (where s.put) into reminded from sent s;
    return reminded;
  end
  $$;
comment on function people.lapse_remind() is
  'Job: reminds, once a report, the librarians of the branch, else the library''s managers, that what they said of a point lapses within a '
  'day (of what holds for less than two, in its last half). How many messages.';

create function people.incidents_thank() returns bigint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
  declare
    fixed bigint;
  begin
    perform pg_advisory_xact_lock(20, 3);
    with over as (
      select i.id, i.point_id, i.part, i.opened_by_id, i.opened_at, i.closed_at, b.name || ', ' || u.name as place, p.code as point, n.user_id as verifier
        from incident i
        join point p on p.id = i.point_id and not p.demo
        join branch b on b.id = p.branch_id
        join organization u on u.id = p.utility_id
        left join lateral (select w.user_id from incident_update w where w.incident_id = i.id and w.to_state = 'verified'
                            order by w.made_at desc, w.id desc limit 1) as n on true
       -- Ten minutes, for as long as the report that verified it can be undone.
       where i.state = 'verified' and i.closed_at between clock_now() - interval '2 days' and clock_now() - interval '10 minutes'
         and not exists (select from incident_thanks t where t.incident_id = i.id)
    ), reporter as (
      select o.id, o.opened_by_id as user_id from over o
      union
      -- And who had said that it doesn't work, since it last did.
      select o.id, r.user_id
        from over o
        join status_report r on r.point_id = o.point_id and r.status in ('limited', 'out_of_order') and not r.demo and r.undoes_id is null
         and r.observed_at < o.closed_at and not exists (select from status_report u where u.undoes_id = r.id)
         and not exists (select from status_report w where w.point_id = o.point_id and w.status = 'working' and w.undoes_id is null
                            and w.observed_at > r.observed_at and w.observed_at < o.opened_at
                            and not exists (select from status_report u where u.undoes_id = w.id))
    ), noted as (
      insert into incident_thanks (incident_id) select o.id from over o returning 1
    ), sent as (
      select people.mail_put('fixed', r.user_id, null, null,
               jsonb_build_object('name', w.name, 'place', o.place, 'point', o.point,
                                  'part', jsonb_build_object('key', 'public_report.problem.' || o.part)), null, null) as put
        from reporter r
        join over o on o.id = r.id
        join people.user w on w.id = r.user_id
       where r.user_id is distinct from o.verifier
    )
    select count(*) filter (where s.put) into fixed from sent s;
    return fixed;
  end
  $$;
comment on function people.incidents_thank() is
  'Job: tells staff who reported a fault that somebody saw it fixed, unless they saw it themselves. How many messages.';

grant execute on function people.follow_ask(text, text, text, text, boolean), people.follow_look(bytea, text), people.follow_confirm(bytea),
  people.follow_leave(bytea) to branchlight_staff;
grant execute on function people.followers_tell(), people.followers_purge(), people.lapse_remind(), people.incidents_thank() to branchlight_jobs;

reset role;
