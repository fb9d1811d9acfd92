// SPDX-License-Identifier: Apache-2.0
//
// What a point has apart from its building's hours: when it is reached, and when somebody helps there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDatabase, runBranchlight, startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

const library = 'pasvalio-vb';
const always = { rules: [{ kind: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], periods: ['00:00–24:00'] }], exceptions: [] };
const never = { rules: [{ kind: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], periods: [] }], exceptions: [] };
const today = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Vilnius' }).format(new Date());
let server, visitor, manager, coordinator, librarian, stranger, branch, point;

before(async () => {
  server = await startServer();
  visitor = person(server);
  manager = await enrol(server, { role: 'library_manager', scope: library, name: 'Danguole' });
  coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  stranger = await enrol(server, { role: 'library_manager', scope: 'kelmes-vb', name: 'Jonas' });
  assert.equal((await coordinator.post('/api/v1/agreements', { utility: 'eso', library })).status, 201);
  const made = await manager.post('/api/v1/branches', { library, name: 'Vestibiulio filialas', confirm_duplicate: true });
  branch = made.json.code;
  librarian = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  const added = await manager.post('/api/v1/points', { branch, utility: 'eso', lifecycle: 'active', confirm_duplicate: true });
  point = added.json.code;
  assert.equal((await manager.put(`/api/v1/branches/${branch}/hours`, never, { 'If-Match': '"v1"' })).status, 200);
  assert.equal((await librarian.post(`/api/v1/points/${point}/status-reports`, { status: 'working' })).status, 201);
});
after(() => server.stop());

const staff = (kind) => `/api/v1/staff/points/${point}/hours/${kind}`;
const at = (kind) => `/api/v1/points/${point}/hours/${kind}`;
async function read(kind, who = manager) {
  const answer = await who.get(staff(kind));
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers.get('etag'), `"v${answer.json.version}"`);
  return { ...answer.json, etag: answer.headers.get('etag') };
}
const put = async (kind, body, etag, who = manager) => who.put(at(kind), body, { 'If-Match': etag ?? (await read(kind)).etag });
const drop = async (kind, etag) => manager.remove(at(kind), { 'If-Match': etag ?? (await read(kind)).etag });
/** What visitors are told becomes this. */
const told = (usable, assisted) => waitFor(`usable ${usable}, assisted ${assisted}`, async () => {
  const { json } = await visitor.get(`/api/v1/points/${point}`);
  return json.usable_now === usable && json.assisted_now === assisted;
});

test('a point that is reached apart from its building is usable while that is shut; without hours of its own it follows it', async () => {
  const none = await read('access');
  assert.deepEqual(none, { version: 1, own: false, rules: [], exceptions: [], etag: '"v1"' });
  await told(false, false);
  const made = await put('access', always);
  assert.equal(made.status, 200, made.text);
  assert.deepEqual([made.json.own, made.json.rules], [true, [{ kind: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], periods: ['00:00–24:00'] }]]);
  await told(true, false);
  const shut = await put('access', { ...always, exceptions: [{ first_day: today, periods: [], reason: { lt: 'Remontas' } }] });
  assert.equal(shut.json.exceptions.length, 1, shut.text);
  await told(false, false);
  assert.equal((await put('access', always)).status, 200);
  await told(true, false);
  const gone = await drop('access');
  assert.deepEqual([gone.status, gone.json.own, gone.json.rules], [200, false, []]);
  await told(false, false);
  assert.equal((await drop('access', '"v1"')).status, 200, 'there are none: nothing to remove');
});

test('a point of whose own hours nothing is known today isn’t reached at the building’s', async () => {
  const hours = async (body) => assert.equal((await manager.put(`/api/v1/branches/${branch}/hours`, body, { 'If-Match': (await manager.get(`/api/v1/staff/branches/${branch}/hours`)).headers.get('etag') })).status, 200);
  const state = async () => {
    const { usable_now: usable, reasons } = (await visitor.get(`/api/v1/points/${point}`)).json;
    const [{ usable: stored }] = await server.sql('select point_usable_at(p.id, clock_now()) as usable from point p where p.code = $1', [point]);
    return [usable, stored, reasons.map(({ code }) => code).filter((code) => /hours|open|closed/.test(code))];
  };
  await hours(always);
  await told(true, false);
  assert.equal((await put('access', { rules: [{ ...always.rules[0], valid_until: '2026-01-31' }], exceptions: [] })).status, 200);
  await told(false, false);
  assert.deepEqual(await state(), [false, false, ['hours_unknown']]);
  assert.equal((await visitor.get(`/en/branches/${branch}`)).status, 200);
  assert.equal((await drop('access')).status, 200);
  await told(true, false);
  await hours(never);
  await told(false, false);
});

test('“is somebody there at …?” says no while the building is closed', async () => {
  const weekly = (...periods) => ({ rules: [{ kind: 'weekly', weekdays: [1, 2, 3, 4, 5], periods }], exceptions: [] });
  const hours = async (body) => assert.equal((await manager.put(`/api/v1/branches/${branch}/hours`, body, { 'If-Match': (await manager.get(`/api/v1/staff/branches/${branch}/hours`)).headers.get('etag') })).status, 200);
  const said = async (time) => {
    const { text } = await manager.get(`/en/staff/directory/points/${point}/hours/adviser?at=${time}`);
    return /class="said \w+ answer" role="status"><b>([^<]*)<\/b>(?: <span>[^<]*?(\d[\d:–, ]+)<\/span>)?/.exec(text).slice(1).map((part) => part?.trim());
  };
  assert.equal((await put('adviser', weekly('08:00–12:00', '13:00–17:00'))).status, 200);
  await hours({ ...weekly('10:00–16:00'), exceptions: [{ first_day: '2027-03-02', periods: [] }] });
  const [there, away] = ['Somebody helps', 'No adviser'];
  assert.deepEqual(await said('2027-03-01T11:00'), [there, '10:00–12:00, 13:00–16:00']);
  assert.deepEqual(await said('2027-03-01T09:00'), [away, '10:00–12:00, 13:00–16:00']);
  assert.deepEqual(await said('2027-03-02T11:00'), [away, undefined], 'closed that day');
  // Of a building of which nothing is known the adviser's hours hold.
  await hours({ rules: [{ ...weekly('10:00–16:00').rules[0], valid_until: '2027-02-28' }], exceptions: [] });
  assert.deepEqual(await said('2027-03-01T09:00'), [there, '08:00–12:00, 13:00–17:00']);
  assert.equal((await drop('adviser')).status, 200);
  await hours(never);
});

test('an adviser’s hours are apart, with days without one; what one tap says of today stays', async () => {
  const building = async (hours) => {
    const etag = (await manager.get(`/api/v1/staff/branches/${branch}/hours`)).headers.get('etag');
    assert.equal((await manager.put(`/api/v1/branches/${branch}/hours`, hours, { 'If-Match': etag })).status, 200);
  };
  assert.equal((await put('access', always)).status, 200);
  assert.equal((await put('adviser', always)).status, 200);
  await told(true, false); // nobody helps while the library is shut
  await building(always);
  await told(true, true);
  assert.equal((await librarian.post(`/api/v1/branches/${branch}/today`, { cause: 'no_adviser' })).status, 201);
  await told(true, false);
  assert.equal((await put('adviser', always)).status, 200);
  await told(true, false);
  assert.equal((await librarian.remove(`/api/v1/branches/${branch}/today/no_adviser`)).status, 200);
  await told(true, true);
  const away = await put('adviser', { ...always, exceptions: [{ first_day: today, periods: [], reason: { lt: 'Mokymai' } }] });
  assert.deepEqual(away.json.exceptions, [{ first_day: today, last_day: today, periods: [], reason: { lt: 'Mokymai' } }]);
  await told(true, false);
  assert.equal((await drop('adviser')).status, 200);
  assert.equal((await drop('access')).status, 200);
  await told(true, false);
  await building(never);
  await told(false, false);
});

test('of two editors the second is told, also when hours were removed and made anew meanwhile', async () => {
  assert.equal((await manager.put(at('access'), always)).status, 428);
  const first = await put('access', always);
  const stale = await put('access', never, '"v1"');
  assert.equal(stale.status, 412, stale.text);
  assert.equal(stale.json.current.version, first.json.version);
  await drop('access');
  const lost = await put('access', never, first.headers.get('etag'));
  assert.deepEqual([lost.status, lost.json.current.own], [412, false], lost.text);
  await new Promise((resolve) => setTimeout(resolve, 1100)); // versions of those that are made anew count from the clock's seconds
  const again = await put('access', always);
  assert.ok(again.json.version > first.json.version);
  assert.equal((await put('access', never, first.headers.get('etag'))).status, 412);
  assert.equal((await drop('access', first.headers.get('etag'))).status, 412);
  assert.equal((await drop('access')).status, 200);
});

test('who may, and what is refused', async () => {
  assert.equal((await librarian.get(staff('adviser'))).status, 200);
  assert.equal((await put('adviser', always, '"v1"', librarian)).status, 403);
  assert.equal((await stranger.get(staff('adviser'))).status, 403);
  assert.equal((await put('adviser', always, '"v1"', stranger)).status, 403);
  assert.equal((await visitor.get(staff('adviser'))).status, 401);
  assert.equal((await manager.get(`/api/v1/staff/points/${point}/hours/building`)).status, 400);
  assert.equal((await manager.get('/api/v1/staff/points/none/hours/adviser')).status, 404);
  const wrong = await put('adviser', { rules: [{ kind: 'weekly', periods: ['10:00–9:00:00'] }], exceptions: [] });
  assert.equal(wrong.status, 422, wrong.text);
  assert.equal((await read('adviser')).own, false, 'nothing was made of what was refused');
  // A day on which it isn't reached, and nothing of the others: then it would be unusable on all of them.
  const alone = await put('access', { rules: [], exceptions: [{ first_day: today, periods: [] }] });
  assert.equal(alone.status, 422, alone.text);
  assert.deepEqual(alone.json.errors.map(({ pointer, code }) => `${pointer} ${code}`), ['/rules access_rules']);
  assert.equal((await read('access')).own, false);
  const entries = (await manager.get('/api/v1/audit')).json.items.filter(({ kind }) => kind === 'hours_rule');
  assert.ok(entries.length > 0 && entries.every(({ of }) => of.code === point || of.code === branch || of.code === null), 'in the history of the point');
});

test('hours that somebody has set stay what they are when the demonstration starts again, and go with it no more', async (t) => {
  const database = await createDatabase('demo');
  const servers = [];
  t.after(async () => {
    for (const each of servers) await each.stop();
    await database.drop();
  });
  const one = await startServer({ demo: true, database });
  servers.push(one);
  const danguole = await enrol(one, { role: 'library_manager', scope: 'pasvalio-vb', name: 'Danguole' });
  const ona = await enrol(one, { role: 'librarian', scope: 'lt-pasvalys', name: 'Ona' });
  const hours = async (who) => {
    const { json, headers } = await who.get('/api/v1/staff/branches/lt-pasvalys/hours');
    return { rules: json.rules, exceptions: json.exceptions, etag: headers.get('etag') };
  };
  const { rules, etag } = await hours(danguole);
  const said = rules.map((rule) => (rule.kind === 'weekly' ? { ...rule, periods: ['11:00–15:00'] } : rule));
  assert.equal((await danguole.put('/api/v1/branches/lt-pasvalys/hours', { rules: said, exceptions: [] }, { 'If-Match': etag })).status, 200);
  const adviser = await danguole.get('/api/v1/staff/points/pasvalys-eso/hours/adviser');
  assert.equal((await danguole.remove('/api/v1/points/pasvalys-eso/hours/adviser', { 'If-Match': adviser.headers.get('etag') })).status, 200);
  // Of a branch whose own hours nobody has touched, too.
  const admin = await enrol(one, { role: 'admin', name: 'Ada' });
  for (const kind of ['access', 'adviser']) {
    const at = `points/kupiskis-eso/hours/${kind}`, { json, headers } = await admin.get(`/api/v1/staff/${at}`);
    assert.equal(json.own, true);
    assert.equal((await admin.remove(`/api/v1/${at}`, { 'If-Match': headers.get('etag') })).status, 200);
  }
  assert.deepEqual((await one.sql("select distinct e.scope_kind from audit_entry e where e.kind = 'hours_rule' and e.operation = 'delete' and e.scope_kind not in ('branch', 'point')")), [], 'each is told in the history of whose hours they were');
  assert.equal((await ona.post('/api/v1/branches/lt-pasvalys/today', { cause: 'closed_today' })).status, 201);
  const before = (await hours(danguole)).rules;
  await one.stop();

  const cookie = danguole.cookie;
  const two = await startServer({ demo: true, database });
  servers.push(two);
  assert.deepEqual((await hours(person(two, cookie))).rules, before);
  assert.equal((await person(two, cookie).get('/api/v1/staff/points/pasvalys-eso/hours/adviser')).json.own, false);
  for (const kind of ['access', 'adviser']) assert.equal((await person(two, admin.cookie).get(`/api/v1/staff/points/kupiskis-eso/hours/${kind}`)).json.own, false, kind);
  assert.equal((await two.sql("select from hours_exception where cause = 'closed_today'")).length, 1);
  await two.stop();
  const { status, stderr } = await runBranchlight(['seed', '--clear-demo'], { env: { BRANCHLIGHT_DATABASE: database.conninfo } });
  assert.equal(status, 0, stderr);
  assert.equal(Number((await database.sql("select count(*) from hours_rule r join schedule s on s.id = r.schedule_id join branch b on b.id = s.branch_id where b.code = 'lt-pasvalys'"))[0].count), before.length);
});

test('the demonstration can be taken away with what somebody has tied to it; what is real stays', async (t) => {
  const database = await createDatabase('demo');
  t.after(() => database.drop());
  const one = await startServer({ demo: true, database });
  t.after(() => one.stop());
  const vida = await enrol(one, { role: 'coordinator', scope: 'demo-vandenys', name: 'Vida' }), admin = await enrol(one, { role: 'admin', name: 'Ada' });
  const made = async (what, body) => {
    const answer = await admin.post(`/api/v1/${what}`, body);
    assert.equal(answer.status, 201, answer.text);
    return answer.json.code;
  };
  const tied = await vida.post('/api/v1/libraries', { name: 'Zybrynų viešoji biblioteka', utility: 'demo-vandenys', draft: true }); // with an agreement
  assert.equal(tied.status, 201, tied.text);
  await made('points', { branch: 'lt-kelme', utility: 'demo-vandenys' });
  const branch = await made('branches', { library: 'pasvalio-vb', name: 'Tikras filialas', confirm_duplicate: true });
  const real = await made('points', { branch, utility: 'eso' });
  await one.stop();
  const { status, stderr } = await runBranchlight(['seed', '--clear-demo'], { env: { BRANCHLIGHT_DATABASE: database.conninfo } });
  assert.equal(status, 0, stderr);
  const left = async (what) => Number((await database.sql(`select count(*) from ${what}`))[0].count);
  const [{ tables }] = await database.sql(`select string_agg(quote_ident(table_name), ',') as tables from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.column_name = 'demo' and c.table_schema = 'public' and t.table_type = 'BASE TABLE'`);
  for (const table of tables.split(',')) assert.equal(await left(`${table} where demo`), 0, table);
  assert.equal(await left('agreement'), 0);
  assert.equal(await left(`library where code = '${tied.json.code}'`), 1, 'a library isn’t invented because an invented utility’s coordinator added it');
  assert.equal(await left("point p join branch b on b.id = p.branch_id where b.code = 'lt-kelme'"), 1, 'the utility’s that there is');
  assert.equal(await left(`point where code = '${real}'`), 1);
});
