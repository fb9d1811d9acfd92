// SPDX-License-Identifier: Apache-2.0
//
// The authorization matrix: every operation that there is (branchlight openapi --operations) × every role × what is one's own, what
// is somebody else's, what isn't there. Then once more with the first lock left open: row level security alone must let nothing of
// others out, and nothing be changed.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { accept, enrol, invite, person } from '../support/staff.mjs';
import { binary, createDatabase, runBranchlight, startServer } from '../support/server.mjs';

const own = { point: 'anyksciai-eso', branch: 'lt-anyksciai', library: 'anyksciu-vb', organization: 'eso', agreement: 'own-agreement' };
const foreign = { point: 'foreign-point', branch: 'foreign-branch', library: 'foreign-library', organization: 'foreign-power', agreement: 'foreign-agreement',
  report: '00000000-0000-7000-8000-0000000000f1', incident: '00000000-0000-7000-8000-0000000000f2', work: '00000000-0000-7000-8000-0000000000f3' };
const absent = { point: 'no-such', branch: 'no-such', library: 'no-such', organization: 'no-such', agreement: 'no-such' };
const rest = { lang: 'en', cause: 'no_adviser', kind: 'adviser', number: '999999', token: 'none' };
const NOBODY = '00000000-0000-7000-8000-000000000000';

// Who may do what: written down here once more, apart from the server's own table.
const everybody = ['admin', 'coordinator', 'library_manager', 'librarian', 'trainer', 'viewer', 'device'];
const may = {
  none: everybody,
  read: everybody,
  status: ['admin', 'coordinator', 'library_manager', 'librarian', 'device'],
  hours_today: ['admin', 'coordinator', 'library_manager', 'librarian', 'device'],
  triage: ['admin', 'coordinator', 'library_manager', 'librarian'],
  directory: ['admin', 'coordinator', 'library_manager'],
  people: ['admin', 'coordinator', 'library_manager'],
  audit: ['admin', 'coordinator', 'library_manager'],
};

// What only a person does who has signed in: a phone and a key change no account.
const inPerson = [
  'session_delete', 'device_delete', 'key_delete', 'key_create', 'me_update', 'passphrase_set', 'email_change', 'second_factor_start', 'second_factor_confirm', 'second_factor_remove',
  'staff_account_save', 'staff_passphrase', 'staff_access_end', 'staff_email_change', 'staff_totp_page', 'staff_totp_set', 'staff_totp_remove',
  'staff_keys', 'staff_key_make', 'staff_key_end',
];

// An agreement is the utility's to change: its library reads it, and further people don't learn that it is there.
const ofUtility = ['agreement_update', 'directory_agreement_save', 'directory_agreement_end', 'staff_organization_get', 'organization_update', 'directory_utility', 'directory_utility_save'];

// What is sent, so that the answer is about rights and not about what is missing. Forms of pages take a URLSearchParams.
const bodies = {
  status_report_create: { status: 'limited' },
  branch_day_create: { cause: 'no_adviser' },
  key_create: { name: 'Key', actions: ['read'] },
  passphrase_set: { passphrase: 'seven quiet herons cross' },
  email_change: { email: 'another@example.org' },
  second_factor_confirm: { secret: 'A'.repeat(32), code: '000000' },
  user_update: { disabled: true },
  public_report_decide: { decision: 'dismiss' },
  reminder_create: { points: [own.point] },
  staff_remind: new URLSearchParams({ points: own.point }),
  incident_create: { point: own.point, part: 'computer' },
  planned_work_create: { starts_at: '2199-01-01T00:00:00Z', ends_at: '2199-01-01T01:00:00Z', reason: { en: 'Work' } },
  closure_create: { first_day: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), last_day: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), reason: { en: 'Work' } },
  staff_incident_make: new URLSearchParams({ point: own.point, part: 'computer' }),
  my_point_report: new URLSearchParams({ status: 'working' }),
  my_point_today: new URLSearchParams({ cause: 'no_adviser' }),
};

const { stdout } = await runBranchlight(['openapi', '--operations']);
const operations = JSON.parse(stdout);
const kindsOf = ({ path: address }) => Object.keys(own).filter((kind) => address.includes(`{${kind}}`));
const guarded = operations.filter(({ signed_in: signedIn, name }) => signedIn && !['staff_sign_out'].includes(name));

const fill = (address, codes) => address.replace(/\{([a-z_]+)\}/g, (_, name) => codes[name] ?? rest[name] ?? NOBODY);

const ask = (who, { method, path: address, name, page }, codes) => {
  const body = method === 'GET' ? undefined : (bodies[name] ?? (page ? new URLSearchParams() : {}));
  const target = fill(address, codes);
  if (method === 'GET') return who.get(target);
  if (method === 'DELETE') return who.remove(target);
  return who[method.toLowerCase()](target, body, { 'If-Match': '"v1"' });
};

async function world(options) {
  const server = await startServer({ demo: true, contract: false, ...options });
  await server.sql(`
    insert into organization (code, kind, name, name_language, country) values ('foreign-power', 'utility', 'Foreign Power', 'en', 'LT'), ('foreign-readers', 'library', 'Foreign Readers', 'en', 'LT');
    insert into library (code, organization_id) select 'foreign-library', id from organization where code = 'foreign-readers';
    insert into branch (code, library_id, kind, name, name_language, country, time_zone) select 'foreign-branch', id, 'central', 'Foreign Branch', 'en', 'LT', 'Europe/Vilnius' from library where code = 'foreign-library';
    insert into point (code, branch_id, utility_id, lifecycle) select 'foreign-point', b.id, o.id, 'active' from branch b, organization o where b.code = 'foreign-branch' and o.code = 'foreign-power';
    insert into schedule (kind, branch_id) select 'building', id from branch where code = 'foreign-branch';
    insert into schedule (kind, point_id) select 'adviser', id from point where code = 'foreign-point';
    insert into agreement (code, utility_id, library_id, state, obligations) select 'foreign-agreement', o.id, l.id, 'active', '{"en": "Marker-obligations"}' from organization o, library l where o.code = 'foreign-power' and l.code = 'foreign-library';
    insert into agreement (code, utility_id, library_id, state) select 'own-agreement', o.id, l.id, 'active' from organization o, library l where o.code = 'eso' and l.code = 'anyksciu-vb';
    insert into public_report (id, kind, branch_id, point_id, about, words) select '${foreign.report}', 'problem', b.id, p.id, 'computer', 'Marker-words' from point p join branch b on b.id = p.branch_id where p.code = 'foreign-point';
    insert into incident (id, point_id, part) select '${foreign.incident}', p.id, 'computer' from point p where p.code = 'foreign-point';
    insert into incident_update (incident_id, from_state, to_state, note) values ('${foreign.incident}', 'reported', 'reported', 'Marker-update');
    insert into planned_work (id, point_id, starts_at, ends_at, reason) select '${foreign.work}', p.id, now() + interval '1 day', now() + interval '2 days', '{"en": "Announced"}' from point p where p.code = 'foreign-point'`);
  const stranger = await enrol(server, { role: 'librarian', scope: 'foreign-branch', name: 'Marker-person' });
  await stranger.post('/api/v1/points/foreign-point/status-reports', { status: 'limited', note: 'Marker-note' });
  const people = {};
  for (const [role, scope] of [['admin'], ['coordinator', own.organization], ['library_manager', own.library], ['librarian', own.branch], ['trainer', own.organization], ['viewer', own.organization]])
    people[role] = await enrol(server, { role, scope, name: role });
  people.device = person(server, await accept((await invite(server, { scope: own.branch, device: true, name: 'Phone' })).link));
  return { server, people };
}

describe('both locks', { concurrency: 1 }, () => {
  let server, people;
  before(async () => {
    ({ server, people } = await world());
  });
  after(() => server?.stop());

  test('the table of contents is whole', () => {
    assert.ok(guarded.length >= 12);
    for (const { name, action } of operations) assert.ok(action in may, `${name}: what "${action}" takes isn’t written down here`);
    const unsafe = operations.filter(({ method, signed_in: signedIn, name }) => method !== 'GET' && !signedIn && !openToAll.includes(name));
    assert.deepEqual(unsafe, [], 'what changes something is guarded, or named here');
  });

  for (const operation of guarded) {
    const kinds = kindsOf(operation);
    test(`${operation.method} ${operation.path}`, async () => {
      const visitor = person(server);
      assert.equal((await ask(visitor, operation, own)).status, 401, 'nobody');
      for (const [role, who] of Object.entries(people)) {
        const permitted = may[operation.action].includes(role) && !(role === 'device' && inPerson.includes(operation.name)) && !(role === 'library_manager' && ofUtility.includes(operation.name));
        const mine = await ask(who, operation, own);
        const what = `${role}: ${mine.status} ${mine.text.slice(0, 300)}`;
        assert.ok(mine.status < 500, what);
        assert.equal(mine.status === 403, !permitted, `own, ${what}`);
        if (kinds.length === 0) continue;
        const theirs = await ask(who, operation, foreign);
        assert.equal([403, 404].includes(theirs.status), role !== 'admin' || !permitted, `foreign, ${role}: ${theirs.status}`);
        const none = await ask(who, operation, absent);
        assert.ok([404, ...(permitted ? [] : [403])].includes(none.status), `absent, ${role}: ${none.status}`);
      }
    });
  }
});

// What changes something and is open to everybody: signing in, accepting an invitation, a link in mail, a visitor's report, following by mail.
const openToAll = ['session_create', 'staff_sign_in', 'invitation_accept', 'invitation_renew', 'link_ask', 'link_use', 'problem_report_create', 'correction_create', 'point_problem_send', 'branch_correction_send',
  'point_follower_create', 'branch_follower_create', 'branch_follow_send', 'follow_confirm', 'leave'];

const unlocked = path.join(path.dirname(binary), 'unlocked', 'branchlight');

describe('the second lock alone', { skip: existsSync(unlocked) ? false : 'make test builds it' }, () => {
  let database, server, people;
  before(async () => {
    database = await createDatabase('demo');
    ({ server, people } = await world({ database, binary: unlocked }));
  });
  after(async () => {
    await server?.stop();
    await database?.drop();
  });

  // Everything that stands anywhere about the foreign rows, and everything about people.
  const fingerprint = async () => {
    const tables = (await server.sql(`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'people') and c.relkind = 'r' and c.relname not in ('audit_entry', 'audit_pending', 'change', 'change_pending', 'attempt', 'idempotent_reply', 'seed_file', 'hours_compiled', 'hours_pending') order by 1`)).map(({ name }) => name);
    const sums = {};
    for (const name of tables)
      sums[name] = (await server.sql(`select coalesce(md5(string_agg(t.row, ',' order by t.row)), '') as sum from (select (to_jsonb(r) - 'used_at')::text as row from ${name} r) as t
        where t.row ~* 'foreign' or t.row in (select (to_jsonb(r) - 'used_at')::text from ${name} r where to_jsonb(r)::text ~ (select string_agg(id::text, '|') from (select id from branch where code = 'foreign-branch' union select id from point where code = 'foreign-point' union select id from library where code = 'foreign-library' union select id from organization where code = 'foreign-power' union select id from people.user where name = 'Marker-person' union select s.id from schedule s left join branch b on b.id = s.branch_id left join point p on p.id = s.point_id where 'foreign-branch' = b.code or 'foreign-point' = p.code) as ids))`))[0].sum;
    return sums;
  };

  test('with the first lock open, nothing foreign is changed and nothing of it leaks', async () => {
    const before = await fingerprint();
    for (const operation of guarded)
      for (const [role, who] of Object.entries(people)) {
        if (role === 'admin') continue;
        for (const codes of [foreign, ...(kindsOf(operation).length ? [] : [own])]) {
          const answer = await ask(who, operation, codes);
          const what = `${role} ${operation.method} ${operation.path}: ${answer.status} ${answer.text.slice(0, 200)}`;
          assert.ok(answer.status < 500, what);
          assert.doesNotMatch(answer.text, /Marker-/, what);
        }
      }
    assert.deepEqual(await fingerprint(), before);
  });

  test('and it is open: the same requests about one’s own are let through', async () => {
    assert.equal((await people.viewer.get('/api/v1/audit')).status, 200);
    assert.equal((await people.librarian.post(`/api/v1/points/${own.point}/status-reports`, { status: 'working' })).status, 201);
  });
});
