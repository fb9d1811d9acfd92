// SPDX-License-Identifier: Apache-2.0
//
// Households: of every kind of thing that an operation's path can name, one row, all of one utility and its libraries. One that
// belongs to those who ask is their own, another one is foreign, and a code that no row has is absent.
import { createHash } from 'node:crypto';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const byCode = ['organization', 'library', 'branch', 'point', 'agreement', 'service', 'otherLibrary', 'emptyLibrary', 'otherBranch', 'emptyBranch', 'draftBranch'];
const byId = ['report', 'incident', 'work', 'closure', 'user', 'grant', 'session', 'device', 'key', 'invitation', 'otherReport', 'status'];

/** The words of paths that name a row, and what every household has of each. */
export const kinds = ['organization', 'library', 'branch', 'point', 'agreement', 'service', 'report', 'incident', 'work', 'closure', 'user', 'grant', 'session', 'device', 'key', 'invitation', 'number'];
const every = { lang: 'en', cause: 'closed_today', kind: 'adviser' };

export const absent = { ...every, ...Object.fromEntries(byCode.map((kind) => [kind, 'no-such'])), ...Object.fromEntries(byId.map((kind) => [kind, NOBODY])), number: '999999999' };

// Ids are made of names, so that rows made many at a time are known without asking.
const idOf = (name, kind) => createHash('md5').update(`${name} ${kind}`).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
const made = (kind) => `md5(h.name || ' ${kind}')::uuid`;
const hash = (kind) => `sha256(convert_to(h.name || ' ${kind}', 'UTF8'))`;
const ids = ['readers', 'more', 'nothing', 'drafted', 'agreements', 'building', 'adviser', 'closed', ...byCode, ...byId];

const rows = `
  insert into organization (id, code, kind, name, name_language, country)
    select o.id, h.name || '-' || o.kind, case o.kind when 'organization' then 'utility' else 'library' end, 'Institution ' || h.name || ' ' || o.kind, 'en', 'LT'
      from house h, lateral (values ('organization', ${made('organization')}), ('readers', ${made('readers')}), ('more', ${made('more')}), ('nothing', ${made('nothing')})) as o (kind, id);
  insert into library (id, code, organization_id)
    select ${made('library')}, h.name || '-library', ${made('readers')} from house h union all select ${made('otherLibrary')}, h.name || '-otherlibrary', ${made('more')} from house h
    union all select ${made('emptyLibrary')}, h.name || '-emptylibrary', ${made('nothing')} from house h;
  insert into branch (id, code, library_id, kind, name, name_language, country, time_zone, published_at)
    select b.id, h.name || '-' || b.kind, ${made('library')}, case b.kind when 'branch' then 'central' else 'branch' end,
           case b.kind when 'draftbranch' then 'Secret-' || h.name else h.name || ' ' || b.kind end, 'en', 'LT', 'Europe/Vilnius', case when b.kind <> 'draftbranch' then now() end
      from house h, lateral (values ('branch', ${made('branch')}), ('otherbranch', ${made('otherBranch')}), ('emptybranch', ${made('emptyBranch')}), ('draftbranch', ${made('draftBranch')})) as b (kind, id);
  insert into agreement (id, code, utility_id, library_id, state, obligations)
    select a.id, a.code, ${made('organization')}, a.library_id, 'active', jsonb_build_object('en', 'Secret-' || h.name || ' obligations')
      from house h, lateral (values (${made('agreement')}, h.name || '-agreement', ${made('library')}), (${made('agreements')}, h.name || '-agreements', ${made('otherLibrary')})) as a (id, code, library_id);
  insert into agreement (id, code, utility_id, library_id, state) select ${made('drafted')}, h.name || '-drafted', ${made('organization')}, ${made('emptyLibrary')}, 'draft' from house h;
  insert into point (id, code, branch_id, utility_id, lifecycle) select ${made('point')}, h.name || '-point', ${made('branch')}, ${made('organization')}, 'active' from house h;
  insert into service (id, code, utility_id, ordinal, title) select ${made('service')}, h.name || '-service', ${made('organization')}, 90, jsonb_build_object('lt', 'Service of ' || h.name) from house h;
  insert into people.user (id, name, email) select ${made('user')}, 'Secret-' || h.name || ' person', 'secret-' || h.name || '@example.org' from house h;
  insert into people.grant (id, user_id, role, branch_id) select ${made('grant')}, ${made('user')}, 'librarian', ${made('branch')} from house h;
  insert into people.credential (id, user_id, kind, token_hash, name, actions, expires_at, prefix)
    select c.id, ${made('user')}, c.kind, c.hash, 'Secret-' || h.name || ' ' || c.kind, c.actions, clock_now() + interval '1 hour', case c.kind when 'key' then 'blk-' || h.name end
      from house h, lateral (values ('session', ${made('session')}, ${hash('session')}, null::text[]), ('device', ${made('device')}, ${hash('device')}, '{read,status}'), ('key', ${made('key')}, ${hash('key')}, '{read}')) as c (kind, id, hash, actions);
  insert into people.invitation (id, token_hash, kind, role, branch_id, email, name)
    select ${made('invitation')}, ${hash('invitation')}, 'person', 'librarian', ${made('branch')}, 'secret-invited-' || h.name || '@example.org', 'Secret-' || h.name || ' invited' from house h;
  insert into schedule (id, kind, branch_id) select ${made('building')}, 'building', ${made('branch')} from house h;
  insert into schedule (id, kind, point_id) select ${made('adviser')}, 'adviser', ${made('point')} from house h;
  insert into hours_rule (schedule_id, kind, weekdays, periods)
    select s.id, 'weekly', '{1,2,3,4,5}', '{480,1080}' from house h, lateral (values (${made('building')}), (${made('adviser')})) as s (id);
  insert into hours_exception (id, schedule_id, first_day, last_day, periods, reason, user_id, cause)
    select e.id, ${made('building')}, d.day + e.ahead, d.day + e.ahead, '{}', '{"en": "Away"}', ${made('user')}, e.cause
      from (select (clock_now() at time zone 'Europe/Vilnius')::date as day) as d, house h,
           lateral (values (${made('closure')}, 10, null), (${made('closed')}, 0, '${every.cause}')) as e (id, ahead, cause);
  insert into status_report (id, point_id, status, observed_at, valid_until, source_role, user_id, note)
    select ${made('status')}, ${made('point')}, 'limited', t.at - interval '20 days', t.at - interval '10 days', 'librarian', ${made('user')}, 'Secret-' || h.name || ' note'
      from house h, date_trunc('minute', clock_now()) as t (at);
  insert into public_report (id, kind, branch_id, point_id, about, words)
    select r.id, 'problem', ${made('branch')}, ${made('point')}, 'computer', 'Secret-' || h.name || ' words' from house h, lateral (values (${made('report')}), (${made('otherReport')})) as r (id);
  insert into incident (id, point_id, part) select ${made('incident')}, ${made('point')}, 'printer' from house h;
  insert into incident_update (incident_id, from_state, to_state, note) select ${made('incident')}, 'reported', 'reported', 'Secret-' || h.name || ' update' from house h;
  insert into planned_work (id, point_id, starts_at, ends_at, reason)
    select ${made('work')}, ${made('point')}, clock_now() + interval '1 day', clock_now() + interval '2 days', '{"en": "Announced"}' from house h;`;

/** Makes households of these names; of each its codes, and its ids. What nobody but its own may read says "Secret-NAME". */
export async function households(server, names) {
  const houses = `create temporary table house on commit drop as select unnest('{${names}}'::text[]) as name`;
  await server.sql(`begin; ${houses}; ${rows} commit`);
  // Something that can be undone: of the other branch, so that every row of the others is as it was made.
  await server.sql(`begin; ${houses}; update branch b set phone = '+370 451 34028' from house h where b.id = ${made('otherBranch')}; commit`);
  const entries = await server.sql(`select number, row_id from audit_entry where kind = 'branch' and operation = 'update'`);
  const numbers = new Map(entries.map(({ number, row_id: id }) => [id, String(number)]));
  return names.map((name) => ({
    ...every,
    ...Object.fromEntries(byCode.map((kind) => [kind, `${name}-${kind.toLowerCase()}`])),
    ...Object.fromEntries(byId.map((kind) => [kind, idOf(name, kind)])),
    number: numbers.get(idOf(name, 'otherBranch')),
    ids: Object.fromEntries(ids.map((kind) => [kind, idOf(name, kind)])),
  }));
}

/** Gives everybody their role (`people`: role → {id}) in that household, and in nothing else. */
export async function moveIn(server, people, { ids: at }) {
  const scopes = [['coordinator', 'organization'], ['library_manager', 'library'], ['library_manager', 'otherLibrary'], ['library_manager', 'emptyLibrary'], ['librarian', 'branch'], ['trainer', 'organization'], ['viewer', 'organization'], ['device', 'branch']];
  for (const [role, kind] of scopes)
    await server.sql(`insert into people.grant (user_id, role, ${/organization|library|branch/i.exec(kind)[0].toLowerCase()}_id) values ($1, $2, $3) on conflict do nothing`, [people[role].id, role === 'device' ? 'librarian' : role, at[kind]]);
}
