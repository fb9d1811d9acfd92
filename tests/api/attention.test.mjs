// SPDX-License-Identifier: Apache-2.0
//
// What needs attention, for programs and spreadsheets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

let server, rasa, ona, vida;
const branch = 'lt-anyksciai', library = 'anyksciu-vb';

before(async () => {
  server = await startServer({ demo: true });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  vida = await enrol(server, { role: 'library_manager', scope: library, name: 'Vida' });
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
});
after(() => server?.stop());

const all = async (who, target) => {
  const items = [];
  for (let next = target; next; ) {
    const page = await who.get(next);
    assert.equal(page.status, 200, page.text);
    items.push(...page.json.items);
    next = page.json.next;
  }
  return items;
};

test('the list: one’s own, by kind and library, and the same whatever the size of its pages', async () => {
  const { items } = (await rasa.get('/api/v1/attention?limit=100')).json;
  assert.ok(items.length > 5);
  const kinds = new Set(items.map(({ kind }) => kind));
  for (const kind of ['fault', 'unconfirmed', 'unverified']) assert.ok(kinds.has(kind), kind);
  for (const sort of ['urgency', 'age', 'place']) {
    const whole = await all(rasa, `/api/v1/attention?limit=100&sort=${sort}`);
    assert.equal(whole.length, items.length);
    assert.deepEqual(await all(rasa, `/api/v1/attention?limit=2&sort=${sort}`), whole, sort);
  }
  const of = await all(rasa, `/api/v1/attention?library=${library}`);
  assert.ok(of.length > 0 && of.every((item) => item.library.code === library));
  assert.ok((await all(rasa, '/api/v1/attention?kind=unconfirmed')).every(({ kind }) => kind === 'unconfirmed'));
  const own = await all(ona, '/api/v1/attention');
  assert.ok(own.every((item) => item.branch?.code === branch) && own.every(({ kind }) => kind !== 'unverified'), 'a librarian’s branch alone; she doesn’t verify');
  assert.equal((await person(server).get('/api/v1/attention')).status, 401);
  assert.equal((await rasa.get('/api/v1/attention?kind=nonsense')).status, 400);
});

test('a branch that is closed for good needs nobody’s attention', async () => {
  const of = async () => (await all(rasa, '/api/v1/attention?limit=100')).filter(({ branch: at }) => at?.code === 'lt-kelme');
  const before = await of();
  await server.sql(`update branch set active = false where code = 'lt-kelme'`);
  assert.ok(before.some(({ point }) => point), 'it did');
  assert.deepEqual((await of()).filter(({ point }) => point), []);
  await server.sql(`update branch set active = true where code = 'lt-kelme'`);
});

test('a page goes on where it ended although its last row has gone meanwhile', async () => {
  const whole = await all(rasa, '/api/v1/attention?kind=unconfirmed&limit=100');
  const first = (await rasa.get('/api/v1/attention?kind=unconfirmed&limit=2')).json;
  const last = first.items.at(-1);
  await rasa.post(`/api/v1/points/${last.point}/status-reports`, { status: 'working' });
  assert.deepEqual(await all(rasa, first.next), whole.slice(2));
});

test('not verified: a row a library, which leads to its branch or to its queue; checked, it goes', async () => {
  const rows = async (who) => (await all(who, `/api/v1/attention?kind=unverified&library=${library}`));
  await server.sql(`insert into branch (code, library_id, kind, name, name_language, country, time_zone) select 'lt-second', id, 'branch', 'Antrasis filialas', 'lt', 'LT', 'Europe/Vilnius' from library where code = '${library}'`);
  await server.sql(`update branch set verified_at = null where library_id = (select id from library where code = '${library}')`);
  const [row, ...more] = await rows(vida);
  assert.deepEqual(more, []);
  const [{ count }] = await server.sql(`select count(*)::int from branch b join library l on l.id = b.library_id where l.code = '${library}' and b.active`);
  assert.deepEqual([row.leads_to, row.target, row.count, row.since], ['queue', library, count, null]);
  const page = (await vida.get('/en/staff/attention?kind=unverified')).text;
  assert.match(page, new RegExp(`href="/en/staff/directory/verification\\?library=${library}"`));
  const queue = (await vida.get(`/en/staff/directory/verification?library=${library}`)).text;
  assert.equal(queue.split('All still correct').length - 1, count);
  await server.sql(`update branch set verified_at = now() - interval '2 years' where code = 'lt-second'`);
  await server.sql(`update branch set verified_at = now() - interval '300 days' where code <> 'lt-second' and library_id = (select id from library where code = '${library}')`);
  const [alone] = await rows(vida);
  assert.deepEqual([alone.leads_to, alone.target, alone.branch.code, alone.count], ['branch', 'lt-second', 'lt-second', 1]);
  assert.match((await vida.get('/en/staff/attention?kind=unverified')).text, /href="\/en\/staff\/directory\/branches\/lt-second"/);
  await server.sql(`update branch set verified_at = now() where code = 'lt-second'`);
  assert.deepEqual(await rows(vida), []);
});

test('as CSV: every row, filtered; what a spreadsheet would take for a formula is text', async () => {
  await server.sql(`update branch set name = '=1+1' where code = '${branch}'`);
  await server.sql(`update branch set verified_at = null where code = '${branch}'`);
  const csv = await rasa.get('/api/v1/attention.csv?kind=unconfirmed&sort=place');
  assert.equal(csv.status, 200);
  assert.match(csv.headers.get('content-type'), /^text\/csv/);
  assert.match(csv.headers.get('content-disposition'), /attention\.csv/);
  const lines = csv.text.trim().split('\r\n');
  assert.equal(lines[0], 'kind,library_code,library,branch_code,branch,point,utility_code,utility,about,detail,count,since,due,leads_to,target');
  assert.equal(lines.length - 1, (await all(rasa, '/api/v1/attention?kind=unconfirmed&limit=100')).length);
  const every = (await rasa.get('/api/v1/attention.csv')).text;
  assert.match(every, /,'=1\+1,/);
  assert.doesNotMatch(every, /,=1\+1/);
  assert.doesNotMatch(every, /, (out_of_order|limited)/, 'two words are two cells');
  assert.match((await rasa.get('/en/staff/attention?kind=fault')).text, /href="\/api\/v1\/attention\.csv\?kind=fault"/);
});

test('however much is unconfirmed, all else is in the list, and all of it in the CSV', async () => {
  const open = await person(server).post('/api/v1/branches/lt-telsiai/corrections', { correction: 'hours' });
  assert.equal(open.status, 201, open.text);
  await server.sql(`set session_replication_role = replica;
    insert into branch (code, library_id, kind, name, name_language, country, time_zone, published_at) select 'many', library_id, 'branch', 'Daug', 'lt', 'LT', 'Europe/Vilnius', now() from branch where code = 'lt-telsiai';
    insert into point (code, branch_id, utility_id, lifecycle) select 'many-' || n, (select id from branch where code = 'many'), (select id from organization where code = 'eso'), 'active' from generate_series(1, 1300) n;
    set session_replication_role = origin`);
  assert.ok((await all(rasa, '/api/v1/attention?kind=correction')).length > 0, 'the correction');
  assert.ok((await all(rasa, '/api/v1/attention?limit=100&sort=age')).length > 1300, 'page by page');
  const csv = await rasa.get('/api/v1/attention.csv?kind=unconfirmed');
  assert.ok(csv.text.split('\r\n').length > 1300, 'the spreadsheet');
  assert.match((await rasa.get('/lt/staff/attention?kind=correction')).text, /Telšių/, 'the page');
  const { next } = (await rasa.get('/api/v1/attention?limit=1')).json;
  const mark = Buffer.from(new URL(next, server.url).searchParams.get('after'), 'base64url');
  mark[mark.length - 1] = 0xff;
  assert.equal((await rasa.get(`/api/v1/attention?limit=1&after=${mark.toString('base64url')}`)).status, 400, 'a mark made by hand');
});
