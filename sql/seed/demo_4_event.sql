-- Demonstration data, fourth part: a campaign and its events, from two weeks ago to a month ahead of today. Codes
-- stay, dates move with the day; an event that a person has edited stays as it is.

select set_config('branchlight.seeding', 'on', true);

insert into campaign as t (id, code, kind, organization_id, title, description, theme, starts_on, starts_precision, ends_on, ends_precision,
                           certainty, source, demo)
select uuid_of('campaign', 'demo-sviesa'), 'demo-sviesa', 'campaign', (select o.id from organization o where o.code = 'eso'),
       '{"lt": "Šviesos mėnuo bibliotekose (išgalvotas)", "en": "A month of light in libraries (invented)"}',
       '{"lt": "Išgalvotas renginių ciklas: taip atrodytų viena tema daugelyje bibliotekų.", "en": "An invented campaign: what one theme in many libraries would look like."}',
       '{"lt": "Taupus elektros vartojimas", "en": "Thrifty use of electricity"}',
       date_trunc('month', day)::date, 'month', date_trunc('month', day + interval '1 month')::date, 'month',
       'unverified', 'invented for the demonstration', true
  from (select (clock_now() at time zone 'Europe/Vilnius')::date as day) as today
on conflict (code) do update
   set starts_on = excluded.starts_on, ends_on = excluded.ends_on
 where t.demo and t.edited_at is null and (t.starts_on, t.ends_on) is distinct from (excluded.starts_on, excluded.ends_on);

create temporary table wanted_event on commit drop as
select substr(b.code, 4) || '-' || k.number as code, k.kind, k.title::jsonb as title, k.description::jsonb as description,
       k.audiences::text[] as audiences,
       case when b.code in ('lt-salcininkai', 'lt-visaginas') then array['lt', 'ru'] else array['lt'] end as languages,
       b.id as branch_id, b.time_zone, m.days,
       (today.day + m.days + time '10:00' + make_interval(hours => abs(hashtext(b.code || k.kind || 'hour') % 8))) at time zone b.time_zone as starts_at,
       make_interval(mins => 60 + 30 * abs(hashtext(b.code || k.kind || 'length') % 3)) as length,
       k.campaign, abs(hashtext(b.code || k.kind || 'cancelled') % 12) = 0 as may_be_off
  from branch b
 cross join lateral (select (clock_now() at time zone b.time_zone)::date as day) as today
 cross join (values
         (1, 'lecture', '{"lt": "Kaip suprasti elektros sąskaitą", "en": "Understanding the electricity bill"}',
          '{"lt": "Išgalvotas renginys. Atsineškite savo sąskaitą: eilutė po eilutės pažiūrėsime, už ką mokate.", "en": "An invented event. Bring your bill: line by line, what you pay for."}',
          '{adults,seniors}', true),
         (2, 'quiz', '{"lt": "Viktorina vaikams: kiek suvartoja lemputė?", "en": "Children''s quiz: how much does a bulb use?"}',
          '{"lt": "Išgalvotas renginys. Klausimai ir bandymai 7–12 metų vaikams.", "en": "An invented event. Questions and experiments for children of 7 to 12."}',
          '{children,families}', true),
         (3, 'contest', '{"lt": "Piešinių konkursas „Šviesa namuose“", "en": "Drawing contest “Light at home”"}',
          '{"lt": "Išgalvotas renginys. Piešiame bibliotekoje, darbai kabo visą mėnesį.", "en": "An invented event. We draw in the library; the pictures hang for a month."}',
          '{children}', true),
         (4, 'workshop', '{"lt": "Pirmieji žingsniai savitarnoje", "en": "First steps in self-service"}',
          '{"lt": "Išgalvotas renginys. Mokomės deklaruoti rodmenis ir rasti savo sąskaitas.", "en": "An invented event. Submitting readings and finding one''s bills."}',
          '{seniors}', false),
         (5, 'training', '{"lt": "Mokymai bibliotekininkams: kaip padėti prie savitarnos", "en": "Training for librarians: helping at the point"}',
          '{"lt": "Išgalvotas renginys.", "en": "An invented event."}', '{librarians}', false),
         (6, 'meeting', '{"lt": "Klausimų valanda su paslaugų teikėju", "en": "An hour of questions with the utility"}',
          '{"lt": "Išgalvotas renginys. Užduokite klausimą gyvai.", "en": "An invented event. Ask in person."}', '{}', false)
       ) as k (number, kind, title, description, audiences, campaign)
 cross join lateral (select abs(hashtext(b.code || k.kind) % 45) - 14 as days) as m
 where not b.demo and b.country = 'LT' and b.kind = 'central' and abs(hashtext(b.code || k.number) % 10) < 4
   and exists (select from point p where p.branch_id = b.id and p.reported_by_id is not null);

-- One each tonight, tomorrow and in three days, whatever the hashes say.
insert into wanted_event
select v.code, v.kind, v.title::jsonb, v.description::jsonb, v.audiences::text[], array['lt'], b.id, b.time_zone, v.days,
       ((clock_now() at time zone b.time_zone)::date + v.days + v.at) at time zone b.time_zone, interval '90 minutes', true, v.off
  from (values
         ('pasvalys-siandien', 'workshop', '{"lt": "Savitarna be baimės", "en": "Self-service without fear"}',
          '{"lt": "Išgalvotas renginys. Ateikite su savo telefonu.", "en": "An invented event. Come with your telephone."}', '{seniors,adults}', 0, time '17:00', false, 'lt-pasvalys'),
         ('kupiskis-rytoj', 'quiz', '{"lt": "Elektros paslaptys", "en": "Secrets of electricity"}',
          '{"lt": "Išgalvotas renginys vaikams.", "en": "An invented event for children."}', '{children}', 1, time '15:00', false, 'lt-kupiskis'),
         ('rokiskis-atsaukta', 'lecture', '{"lt": "Šilta be išlaidų", "en": "Warm at no cost"}',
          '{"lt": "Išgalvotas renginys.", "en": "An invented event."}', '{adults}', 3, time '17:30', true, 'lt-rokiskis')
       ) as v (code, kind, title, description, audiences, days, at, off, branch)
  join branch b on b.code = v.branch;

insert into event as t (id, code, kind, lifecycle, campaign_id, title, description, cancellation, audiences, languages, starts_at, ends_at,
                        time_zone, source, demo)
select uuid_of('event', w.code), w.code, w.kind, l.lifecycle,
       case when w.campaign then (select c.id from campaign c where c.code = 'demo-sviesa') end,
       w.title, w.description,
       case when l.lifecycle = 'cancelled' then '{"lt": "Lektorius serga (išgalvota).", "en": "The speaker is ill (invented)."}'::jsonb end,
       w.audiences, w.languages, w.starts_at, w.starts_at + w.length, w.time_zone, 'invented for the demonstration', true
  from wanted_event w
 cross join lateral (
        select case when w.days < -7 then 'reported' when w.days < 0 then 'held'
                    when w.may_be_off and w.days > 0 then 'cancelled' else 'announced' end as lifecycle) as l
 where not exists (select from retired_code r where r.kind = 'event' and r.code = w.code)
on conflict (code) do update
   set lifecycle = excluded.lifecycle, cancellation = excluded.cancellation, starts_at = excluded.starts_at, ends_at = excluded.ends_at
 where t.demo and t.edited_at is null
   and (t.lifecycle, t.starts_at, t.ends_at) is distinct from (excluded.lifecycle, excluded.starts_at, excluded.ends_at);

insert into event_branch (event_id, branch_id, demo)
select e.id, w.branch_id, true
  from wanted_event w
  join event e on e.code = w.code and e.demo and e.edited_at is null
on conflict do nothing;

insert into event_utility (event_id, utility_id, demo)
select e.id, o.id, true
  from wanted_event w
  join event e on e.code = w.code and e.demo and e.edited_at is null
  join organization o on o.code = 'eso'
 where w.campaign or w.kind in ('workshop', 'training', 'meeting')
on conflict do nothing;
