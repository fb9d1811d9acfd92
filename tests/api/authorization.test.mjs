// SPDX-License-Identifier: Apache-2.0
//
// The authorization matrix: every operation that there is (branchlight openapi --operations) × every role × what is one's own, what
// is somebody else's, what isn't there. Then once more with the first lock left open: row level security alone must let nothing of
// others out, and nothing be changed. That a request would change something is proven by those who may: theirs must.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { absent, households, moveIn } from '../support/household.mjs';
import { changedRows, keep, restore } from '../support/kept.mjs';
import { before as needed, furtherBodies, intrusions, request } from '../support/requests.mjs';
import { accept, enrol, invite, person } from '../support/staff.mjs';
import { binary, createDatabase, runBranchlight, startServer } from '../support/server.mjs';

// Who may do what: written down here once more, apart from the server's own table.
// A program has the key of a coordinator, and may read and report with it.
const roles = ['admin', 'coordinator', 'library_manager', 'librarian', 'trainer', 'viewer', 'device'];
const everybody = [...roles, 'program'];
const may = {
  none: everybody,
  read: everybody,
  status: ['admin', 'coordinator', 'library_manager', 'librarian', 'device', 'program'],
  hours_today: ['admin', 'coordinator', 'library_manager', 'librarian', 'device'],
  triage: ['admin', 'coordinator', 'library_manager', 'librarian'],
  directory: ['admin', 'coordinator', 'library_manager'],
  people: ['admin', 'coordinator', 'library_manager'],
  audit: ['admin', 'coordinator', 'library_manager'],
};

// What some of them may less than that, and how they are told.
const limits = [
  {
    why: 'only a person does who has signed in: a phone and a key change no account',
    roles: ['device', 'program'],
    status: 403,
    names: [
      'session_delete', 'device_delete', 'key_delete', 'key_create', 'me_update', 'passphrase_set', 'email_change', 'second_factor_start', 'second_factor_confirm', 'second_factor_remove',
      'staff_account_save', 'staff_passphrase', 'staff_access_end', 'staff_email_change', 'staff_totp_page', 'staff_totp_set', 'staff_totp_remove',
      'staff_keys', 'staff_key_make', 'staff_key_end',
    ],
  },
  {
    why: 'an agreement, its contacts and its services are the utility’s to change',
    roles: ['library_manager'],
    status: 403,
    names: ['agreement_update', 'directory_agreement_save', 'directory_agreement_end', 'staff_organization_get', 'organization_update', 'directory_utility', 'directory_utility_save',
      'staff_service_get', 'service_update', 'directory_service', 'directory_service_save', 'directory_service_new', 'directory_service_add'],
  },
  { why: 'and to make', roles: ['library_manager'], status: 422, names: ['library_create', 'agreement_create', 'service_create', 'directory_library_add', 'directory_agreement_add'] },
  { why: 'the draft of the agreement, which goes with it, is the utility’s', roles: ['library_manager'], status: 409, names: ['library_delete', 'directory_library_remove'] },
  { why: 'its parties read it; further people don’t learn that it is there', roles: ['librarian', 'device'], status: 404, names: ['staff_agreement_get'] },
  { why: 'what lets somebody in ends who looks after them', roles: ['librarian', 'trainer', 'viewer'], status: 404, names: ['session_delete', 'device_delete', 'key_delete', 'staff_key_end'] },
  { why: 'the form says alike whether there was one to end', roles: ['librarian', 'trainer', 'viewer'], status: 303, names: ['staff_access_end'] },
  { why: 'a draft is seen by those who may publish it, and by the utility’s people', roles: ['librarian', 'device'], status: 404, names: ['branch_publish', 'directory_branch_publish'] },
];

// What answers alike whether a row is one's own, somebody else's or isn't there: all that can be seen is that nothing changes.
const alike = { staff_invitation: 303, staff_access_end: 303, history_undo: 409 };

// A secret that is shown: it is kept once a code of it confirms it.
const changesNothing = ['second_factor_start'];

// What changes something and is open to everybody: signing in, accepting an invitation, a link in mail, a visitor's report, following by mail.
const openToAll = ['session_create', 'staff_sign_in', 'invitation_accept', 'invitation_renew', 'link_ask', 'link_use', 'problem_report_create', 'correction_create', 'point_problem_send', 'branch_correction_send',
  'point_follower_create', 'branch_follower_create', 'branch_follow_send', 'follow_confirm', 'leave'];

const { stdout } = await runBranchlight(['openapi', '--operations']);
const operations = JSON.parse(stdout);
const guarded = operations.filter(({ signed_in: signedIn, name }) => signedIn && !['staff_sign_out'].includes(name));
const changes = ({ method, name }) => method !== 'GET' && !changesNothing.includes(name);

/** What a role is refused with on what is its own; undefined where it may. */
const refusal = (role, { name, action }) =>
  limits.find(({ names, roles }) => names.includes(name) && roles.includes(role))?.status ?? (may[action].includes(role) ? undefined : 403);

// Mail is written a moment later, to whom earlier requests wanted it written.
const later = ['people.link', 'people.link_wish', 'people.mail'];
const changed = async (server) => (await restore(server)).filter((table) => !later.includes(table));

async function world(options) {
  const started = await startServer({ demo: true, contract: false, ...options });
  const client = new pg.Client({ host: started.database.host, database: started.database.name, user: 'postgres' });
  const stop = async () => {
    await client.end();
    await started.stop();
  };
  const server = { ...started, sql: async (text, values) => (await client.query(text, values)).rows, stop };
  const people = {};
  try {
    await client.connect();
    const [own, foreign] = await households(server, ['own', 'foreign']);
    for (const [role, scope] of [['admin'], ['coordinator', own.organization], ['library_manager', own.library], ['librarian', own.branch], ['trainer', own.organization], ['viewer', own.organization]])
      people[role] = await enrol(server, { role, scope, name: role });
    people.device = person(server, await accept((await invite(server, { scope: own.branch, device: true, name: 'Phone' })).link));
    for (const role of roles) people[role].id = (await server.sql('select id from people.user where name = $1', [role === 'device' ? 'Phone' : role]))[0].id;
    await moveIn(server, people, own);
    const made = await people.coordinator.post('/api/v1/keys', { name: 'Program', actions: ['read', 'status'], days: 30 });
    people.program = { ...person(server, undefined, made.json.key), id: people.coordinator.id };
    await keep(server);
    return { server, people, own, foreign };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A test of one operation. One that fails midway leaves no changes to the next. */
function matrixTest(server, { method, path: address }, run) {
  test(`${method} ${address}`, async () => {
    try {
      await run();
    } catch (error) {
      await restore(server());
      throw error;
    }
  });
}

const told = (role, what, answer) => `${role}, ${what}: ${answer.status} ${answer.text.slice(0, 300)}`;

describe('both locks', { concurrency: 1 }, () => {
  let server, people, own, foreign;
  before(async () => {
    ({ server, people, own, foreign } = await world());
  });
  after(() => server?.stop());

  test('the table of contents is whole', () => {
    assert.ok(guarded.length >= 12);
    for (const { name, action } of operations) assert.ok(action in may, `${name}: what "${action}" takes isn’t written down here`);
    const unsafe = operations.filter(({ method, signed_in: signedIn, name }) => method !== 'GET' && !signedIn && !openToAll.includes(name));
    assert.deepEqual(unsafe, [], 'what changes something is guarded, or named here');
    const named = new Set([...limits.flatMap(({ names }) => names), ...Object.keys(alike), ...changesNothing, ...openToAll]);
    for (const name of named) assert.ok(operations.some((operation) => operation.name === name), `${name}: an exception for what isn’t there`);
  });

  for (const operation of guarded)
    matrixTest(() => server, operation, async () => {
      const ways = intrusions(operation, own, foreign);
      const closed = (what) => [403, 404, ...(what.includes('body') ? [409, 422] : []), alike[operation.name]];
      const mustBe = (statuses, role, what, answer) => assert.ok(statuses.includes(answer.status), told(role, what, answer));
      assert.equal((await request(person(server), operation, own)).status, 401, 'nobody');
      for (const [role, who] of Object.entries(people)) {
        const refused = refusal(role, operation);
        if (refused) mustBe([refused], role, 'own', await request(who, operation, own));
        if (ways.length > 0) mustBe(closed(ways[0][0]).filter((status) => refused || status !== 403), role, 'absent', await request(who, operation, absent));
        for (const [what, ...rest] of role === 'admin' ? [] : ways) mustBe(closed(what), role, what, await request(who, operation, ...rest));
      }
      assert.deepEqual(await changed(server), [], 'what is refused changes nothing');
      for (const [role, who] of Object.entries(people)) {
        if (refusal(role, operation)) continue;
        for (const body of [undefined, ...furtherBodies(operation)]) {
          if (needed[operation.name]) await server.sql(needed[operation.name], [who.id]);
          const mine = await request(who, operation, own, own, body);
          assert.ok(mine.status < 400, told(role, 'own', mine));
          if (needed[operation.name]) assert.equal((await server.sql('select totp_secret from people.user where id = $1', [who.id]))[0].totp_secret, null, role);
          if (changes(operation)) assert.notDeepEqual(await restore(server), [], `${told(role, 'own', mine)}: and nothing is changed`);
        }
      }
    });
});

const unlocked = path.join(path.dirname(binary), 'unlocked', 'branchlight');

describe('the second lock alone', { concurrency: 1, skip: existsSync(unlocked) ? false : 'make test builds it' }, () => {
  let database, server, people, own, foreign;
  before(async () => {
    database = await createDatabase('demo');
    ({ server, people, own, foreign } = await world({ database, binary: unlocked }));
  });
  after(async () => {
    await server?.stop();
    await database?.drop();
  });

  test('the first lock is open: who may only look gets as far as the second', async () => {
    assert.equal((await people.viewer.get('/api/v1/audit')).status, 200);
    assert.equal((await people.librarian.post(`/api/v1/points/${own.point}/status-reports`, { status: 'working' })).status, 201);
    assert.ok((await changed(server)).includes('public.status_report'));
  });

  for (const operation of guarded)
    matrixTest(() => server, operation, async () => {
      const answers = [];
      const ask = async (role, what, ...rest) => {
        const answer = await request(people[role], operation, ...rest);
        assert.ok(answer.status < 500 && answer.status !== 401, told(role, what, answer));
        assert.doesNotMatch(answer.text, /secret-foreign/i, `${role}, ${what}: ${answer.status}`);
        answers.push(told(role, what, answer).slice(0, 80));
      };
      const ways = intrusions(operation, own, foreign);
      for (const role of everybody.filter((one) => one !== 'admin')) {
        for (const way of ways) await ask(role, ...way);
        if (ways.length > 0 && refusal(role, operation)) await ask(role, 'own, and not theirs to do', own);
        if (ways.length > 0) continue;
        await ask(role, 'own', own);
        const rows = changes(operation) ? (await changedRows(server)).filter((row) => !later.some((table) => row.startsWith(`${table} `))) : [];
        for (const row of rows) assert.ok(row.includes(people[role].id), `${role}: of somebody else: ${row}`);
        await restore(server);
      }
      assert.deepEqual(await changed(server), [], answers.join('\n'));
    });
});
