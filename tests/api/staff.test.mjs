// SPDX-License-Identifier: Apache-2.0
//
// People of staff: invited, signed in, and what they then say of a point, from the socket to the public's answer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { accept, enrol, invite, person, toNoon } from '../support/staff.mjs';

let server, ona, visitor;
const point = 'anyksciai-eso', branch = 'lt-anyksciai', other = 'pasvalys-eso';
const reports = `/api/v1/points/${point}/status-reports`;

before(async () => {
  server = await startServer({ demo: true });
  const codes = (await server.sql(`select p.code, b.code as branch from point p join branch b on b.id = p.branch_id where p.code in ($1, $2)`, [point, other])).map((row) => row.code);
  assert.deepEqual(codes.sort(), [point, other].sort(), 'the fixture has these points');
  await toNoon(server, branch);
  visitor = person(server);
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
});
after(() => server.stop());

const shown = async (code = point) => (await visitor.get(`/api/v1/points/${code}`)).json;
const problems = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`);

test('an invitation signs in once, whoever races for it', async () => {
  const { link } = await invite(server, { role: 'librarian', scope: branch, name: 'Race' });
  const cookies = await Promise.all(Array.from({ length: 100 }, () => accept(link).catch(() => undefined)));
  assert.equal(cookies.filter(Boolean).length, 1);
  assert.equal((await server.sql(`select count(*) from people.user where name = 'Race'`))[0].count, 1);
});

test('opening a link changes nothing; a wrong one is told from a used one', async () => {
  const { link } = await invite(server, { role: 'librarian', scope: branch, name: 'Look' });
  for (let i = 0; i < 3; i++) assert.equal((await visitor.get(link)).status, 200);
  assert.ok(await accept(link));
  assert.match((await visitor.get(link)).text, /has been used/);
  assert.equal((await visitor.get(new URL('/en/invitations/nonsense', server.url).href)).status, 404);
});

test('who is signed in knows their grants; others learn nothing', async () => {
  const me = (await ona.get('/api/v1/me')).json;
  assert.equal(me.name, 'Ona');
  assert.deepEqual(me.grants, [{ role: 'librarian', organization: null, library: null, branch }]);
  for (const cookie of [undefined, 'branchlight=', 'branchlight=AAAA', `${ona.cookie}x`]) {
    const answer = await person(server, cookie).get('/api/v1/me');
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
  }
});

test('a report is public within a second, with its reporter’s role and end', async () => {
  const made = await ona.post(reports, { components: { printer: 'down' }, note: 'Paper jam' });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.status, 'limited');
  assert.equal(made.headers.get('cache-control'), 'private, no-store');
  const started = Date.now();
  const seen = await waitFor('the report', async () => ((await shown()).status === 'limited' ? shown() : undefined));
  assert.ok(Date.now() - started < 1000, `${Date.now() - started} ms`);
  assert.equal(seen.status_source, 'librarian');
  assert.equal(seen.last_status_at, made.json.observed_at);
  assert.doesNotMatch(JSON.stringify(seen) + (await visitor.get(`${reports}`)).text, /Paper jam|Ona/, 'note and name are not public');
});

test('it is believed for the point’s days, a fault until its expected end', async () => {
  const days = (answer) => (Date.parse(answer.json.valid_until) - Date.parse(answer.json.observed_at)) / 86_400_000;
  assert.ok(Math.abs(days(await ona.post(reports, { status: 'working' })) - 7) < 0.01);
  const end = new Date(Date.now() + 3_600_000).toISOString();
  const fault = await ona.post(reports, { status: 'out_of_order', expected_end: end });
  assert.ok(Math.abs(Date.parse(fault.json.valid_until) - Date.parse(end)) < 60_000);
});

test('undo brings back what was there, with its age; once, of one’s own, and in time', async () => {
  const first = await ona.post(reports, { status: 'working' });
  assert.equal(first.status, 201, first.text);
  const slip = await ona.post(reports, { status: 'out_of_order' });
  await waitFor('the slip', async () => (await shown()).status === 'out_of_order');
  const before = (await server.sql(`select status, observed_at from point_status s join point p on p.id = s.point_id where p.code = $1`, [point]))[0];
  assert.equal(before.status, 'out_of_order');
  const undone = await ona.post(reports, { undoes: slip.json.id });
  assert.equal(undone.status, 201, undone.text);
  await waitFor('the undo', async () => (await shown()).status === 'working');
  assert.equal((await shown()).last_status_at, first.json.observed_at, 'nothing looks fresher than it is');
  const again = await ona.post(reports, { undoes: slip.json.id });
  assert.equal(again.status, 409);
  assert.deepEqual(problems(again), ['report undoable']);
  const colleague = await enrol(server, { role: 'librarian', scope: branch, name: 'Jonas' });
  assert.equal((await colleague.post(reports, { undoes: first.json.id })).status, 409, 'somebody else’s');
  assert.equal((await ona.post(reports, { undoes: '00000000-0000-7000-8000-000000000000' })).status, 404);
  const list = (await visitor.get(reports)).json.items;
  assert.deepEqual([list[0].status, list[0].observed_at], ['working', first.json.observed_at], 'what was undone isn’t told any more');
  const late = await ona.post(reports, { status: 'limited' });
  const aged = (minutes) =>
    server.sql(`set session_replication_role = replica; update status_report set recorded_at = now() - interval '${minutes} minutes' where id = '${late.json.id}'`);
  await aged(11);
  assert.deepEqual(problems(await ona.post(reports, { undoes: late.json.id })), ['report undoable'], 'eleven minutes are too late');
  await aged(9);
  assert.equal((await ona.post(reports, { undoes: late.json.id })).status, 201, 'nine are not');
  await waitFor('what was before', async () => (await shown()).status === 'working');
});

test('everything that is wrong with a body is told at once, by JSON pointer', async () => {
  const answer = await ona.post(reports, { status: 'broken', components: { printer: 'maybe', fax: 'down' }, note: 7, colour: 'red', expected_end: 'soon' });
  assert.equal(answer.status, 422);
  assert.deepEqual(problems(answer).sort(), [
    '/colour unknown_member',
    '/components/fax unknown_member',
    '/components/printer choice',
    '/expected_end instant',
    '/note type',
    '/status choice',
  ]);
  for (const [body, status] of [['{', 400], ['[]', 400], ['{"status":"working","status":"working"}', 400], [`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 400], ['"x"', 400]])
    assert.equal((await ona.post(reports, body)).status, status, body);
  assert.equal((await ona.post(reports, 'status=working', { 'Content-Type': 'text/plain' })).status, 415);
  assert.equal((await ona.post(reports, `{"note":"${'x'.repeat(66_000)}"}`)).status, 413);
  assert.deepEqual(problems(await ona.post(reports, { status: 'working', components: { computer: 'down' } })), ['/status status_of_components']);
  assert.deepEqual(problems(await ona.post(reports, { status: 'working', observed_at: '2199-01-01T00:00:00Z' })), ['/observed_at future']);
  assert.equal((await ona.post(reports, { status: 'working', note: 'a\u0000b' })).status, 400);
  assert.deepEqual(problems(await ona.post(reports, { status: 'working', note: 'a\u0007b' })), ['/note text']);
});

test('that a point works is said, never left out', async () => {
  for (const body of [{}, { note: 'Nothing' }, { components: { printer: 'up' } }, { components: { adviser: 'down' } }]) {
    const answer = await ona.post(reports, body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.deepEqual(problems(answer), ['/status required']);
  }
  assert.equal((await ona.post(reports, { components: { computer: 'down' } })).json.status, 'out_of_order');
  assert.equal((await ona.post(reports, { status: 'working', components: { adviser: 'down' } })).status, 201);
});

test('My point says what visitors see of a point that isn’t in use, and of one that was removed nothing can be said', async () => {
  const coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' }), code = 'kretinga-eso';
  const path = `/api/v1/points/${code}/status-reports`, page = `/en/staff/points/${code}`;
  assert.equal((await coordinator.post(path, { status: 'working' })).status, 201);
  const says = async () => /Visitors see: <b>([^<]+)/.exec((await coordinator.get(page)).text)[1];
  assert.equal(await says(), 'Works');
  const rows = async () => (await coordinator.get('/en/staff/')).text.split('<li').find((row) => row.includes(page));
  const set = (lifecycle) => server.sql('update point set lifecycle = $1 where code = $2', [lifecycle, code]);
  for (const [lifecycle, word] of [['suspended', 'Temporarily closed'], ['planned', 'Planned']]) {
    await set(lifecycle);
    assert.equal(await says(), word);
    assert.match(await rows(), new RegExp(word), 'so does the list');
  }
  await set('active');
  await server.sql(`update branch b set active = false from point p where p.branch_id = b.id and p.code = $1`, [code]);
  assert.equal(await says(), 'Branch closed for good');
  await server.sql(`update branch b set active = true from point p where p.branch_id = b.id and p.code = $1`, [code]);
  await set('removed');
  assert.match(await says(), /^nothing/);
  assert.doesNotMatch((await coordinator.get(page)).text, /value="working"/);
  const refused = await coordinator.post(path, { status: 'working' });
  assert.equal(refused.status, 409, refused.text);
  assert.deepEqual(problems(refused), ['point removed']);
  assert.equal((await coordinator.post(page, new URLSearchParams({ status: 'working' }))).status, 410);
});

test('the same request sent twice is done once', async () => {
  const headers = { 'Idempotency-Key': 'tap-1' };
  const count = async () => (await server.sql('select count(*) from status_report where user_id is not null'))[0].count;
  const before = await count();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ona.post(reports, { status: 'working' }, headers)));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201]);
  assert.equal(new Set(answers.map((answer) => answer.json.id)).size, 1);
  assert.equal(await count(), before + 1);
  assert.deepEqual(problems(await ona.post(reports, { status: 'limited' }, headers)), ['Idempotency-Key replay_other']);
  for (const [key, status] of [['\xff', 400], ['a\xe9', 400], ['k'.repeat(101), 400], ['k'.repeat(100), 201], ['"a b"', 201]])
    assert.equal((await ona.post(reports, { status: 'working' }, { 'Idempotency-Key': key })).status, status, key);
});

test('closed today: the public sees it, and sees it taken back', async () => {
  const open = async () => (await visitor.get(`/api/v1/branches/${branch}`)).json;
  await server.sql(`with s as (select s.id from schedule s join branch b on b.id = s.branch_id where b.code = $1),
                         gone as (delete from hours_rule r using s where r.schedule_id = s.id)
                    insert into hours_rule (schedule_id, kind, periods) select id, 'weekly', '{480,1200}' from s`, [branch]); // every day, whichever this is
  const said = await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' });
  assert.equal(said.status, 201, said.text);
  await waitFor('closed', async () => (await open()).open_now === false);
  assert.equal((await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 201, 'said twice');
  const early = await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'open_until', until: '24:00' });
  assert.equal(early.status, 201, early.text);
  await waitFor('open again', async () => (await open()).open_now !== false);
  const page = async () => {
    const { text } = await ona.get(`/en/staff/points/${point}`);
    return [...text.matchAll(/name="undo" value="([^"]+)"/g)].map(([, cause]) => cause);
  };
  const causes = async () => (await server.sql(`select cause from hours_exception where cause is not null and user_id is not null order by made_at`)).map(({ cause }) => cause);
  const news = async () => (await server.sql('select n.closed_on is not null as closed from point p cross join people.point_state(p.id, clock_now()) as n where p.code = $1', [point]))[0].closed;
  assert.deepEqual([await causes(), await page(), await news()], [['closed_today', 'open_until'], ['open_until'], false], 'the later holds');
  assert.deepEqual((await server.sql(`select periods from hours_exception where cause = 'open_until'`))[0].periods, [480, 1440], 'of the day’s own hours, and not of a closed day');
  // Taken back, it is as it was: closed; said again, that is the later one.
  assert.deepEqual((await ona.remove(`/api/v1/branches/${branch}/today/open_until`)).json, { taken_back: 1 });
  await waitFor('closed again', async () => (await open()).open_now === false);
  assert.deepEqual([await page(), await news()], [['closed_today'], true]);
  for (const said of [{ cause: 'open_until', until: '24:00' }, { cause: 'closed_today' }]) assert.equal((await ona.post(`/api/v1/branches/${branch}/today`, said)).status, 201);
  assert.deepEqual([await causes(), await page()], [['open_until', 'closed_today'], ['closed_today']]);
  assert.deepEqual((await ona.remove(`/api/v1/branches/${branch}/today/closed_today`)).json, { taken_back: 1 });
  await waitFor('open again', async () => (await open()).open_now !== false);
  assert.deepEqual(await page(), ['open_until']);
  assert.deepEqual(problems(await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'open_until' })), ['/until required']);
  assert.deepEqual(problems(await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'open_until', until: '25:00' })), ['/until time']);
  assert.deepEqual(problems(await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'open_until', until: '0:01' })), ['/until over_today']);
  const refused = await ona.post(`/en/staff/points/${point}/today`, new URLSearchParams({ cause: 'open_until', until: '0:01' }));
  assert.equal(refused.status, 422);
  assert.match(refused.text, /name="undo" value="open_until"/, 'the page that says so shows what was said before, which holds');
  assert.deepEqual((await ona.remove(`/api/v1/branches/${branch}/today/open_until`)).json, { taken_back: 1 });
  assert.equal((await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'no_adviser' })).status, 201);
  await waitFor('nobody assists', async () => (await shown()).assisted_now === false);
});

test('what waited for a connection says nothing of another day, and overrules nobody who spoke since', async () => {
  const at = `/api/v1/branches/${branch}/today`, ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+/, '');
  const manager = await enrol(server, { role: 'library_manager', scope: 'anyksciu-vb', name: 'Jonas' });
  for (const cause of ['closed_today', 'no_adviser']) await ona.remove(`${at}/${cause}`);
  assert.deepEqual(problems(await ona.post(at, { cause: 'closed_today', observed_at: ago(86400) })), ['/observed_at another_day']);
  const before = ago(0);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal((await manager.post(at, { cause: 'closed_today' })).status, 201);
  assert.equal((await manager.remove(`${at}/closed_today`)).status, 200);
  assert.deepEqual(problems(await ona.post(at, { cause: 'closed_today', observed_at: before })), ['/observed_at said_since']);
  assert.equal((await ona.post(at, { cause: 'no_adviser', observed_at: before })).status, 201, 'advisers are another matter');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal((await ona.post(at, { cause: 'closed_today', observed_at: ago(0) })).status, 201);
  for (const cause of ['closed_today', 'no_adviser']) await ona.remove(`${at}/${cause}`);
});

test('open until: the break at noon stays, and the night before makes no morning', async () => {
  const rules = (periods) => server.sql(`with s as (select s.id from schedule s join branch b on b.id = s.branch_id where b.code = $1),
                         gone as (delete from hours_rule r using s where r.schedule_id = s.id)
                    insert into hours_rule (schedule_id, kind, periods) select id, 'weekly', $2::integer[] from s`, [branch, periods]);
  const said = async (until) => {
    assert.equal((await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'open_until', until })).status, 201);
    return (await server.sql(`select periods from hours_exception where cause = 'open_until'`))[0].periods;
  };
  await rules('{480,660,960,1200}'); // it is between twelve and one
  assert.deepEqual(await said('17:00'), [480, 660, 960, 1020]);
  assert.deepEqual(await said('15:00'), [480, 900], 'not that late');
  assert.deepEqual(await said('21:00'), [480, 660, 960, 1260], 'longer');
  await rules('{1320,1560}');
  const [from, to] = await said('17:00');
  assert.ok(from >= 700 && to === 1020, `${from}`);
  await rules('{480,1200}');
  assert.equal((await ona.remove(`/api/v1/branches/${branch}/today/open_until`)).status, 200);
});

test('what is said of today is said once, and holds against what is planned for the day', async () => {
  const rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  const close = async () => assert.equal((await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 201);
  const row = async () => (await server.sql(`select id from hours_exception where cause = 'closed_today' and user_id is not null`));
  await close();
  const [first] = await row();
  await close();
  assert.deepEqual(await row(), [first], 'made anew, it would be news to followers');
  const [{ day }] = await server.sql(`select to_char(clock_now() at time zone 'Europe/Vilnius', 'YYYY-MM-DD') as day`);
  const at = `/api/v1/staff/branches/${branch}/hours`;
  const stored = await rasa.get(at);
  const put = await rasa.put(`/api/v1/branches/${branch}/hours`, { rules: stored.json.rules, exceptions: [{ first_day: day, last_day: day, periods: ['00:00–24:00'] }] }, { 'If-Match': stored.headers.get('etag') });
  assert.equal(put.status, 200, put.text);
  const state = async () => (await server.sql(`select hours_state_at(s.id, clock_now()) as state from schedule s join branch b on b.id = s.branch_id where b.code = $1`, [branch]))[0].state;
  assert.equal(await state(), 'closed');
  assert.equal((await ona.remove(`/api/v1/branches/${branch}/today/closed_today`)).status, 200);
  assert.equal(await state(), 'open');
});

test('no adviser is said of the points that are one’s own; others have theirs', async () => {
  const [shared] = await server.sql(`select b.code from branch b where (select count(distinct p.utility_id) from point p where p.branch_id = b.id and p.lifecycle = 'active') > 1 limit 1`);
  const coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Jonas' });
  const answer = await coordinator.post(`/api/v1/branches/${shared.code}/today`, { cause: 'no_adviser' });
  assert.equal(answer.status, 201, answer.text);
  const utilities = await server.sql(`select distinct u.code from hours_exception e join schedule s on s.id = e.schedule_id join point p on p.id = s.point_id join branch b on b.id = p.branch_id
    join organization u on u.id = p.utility_id where e.cause = 'no_adviser' and e.user_id is not null and b.code = $1`, [shared.code]);
  assert.deepEqual(utilities, [{ code: 'eso' }]);
});

test('hours that were never told stay unknown on other days, whatever was said of today', async () => {
  const facts = await startServer({ contract: false });
  try {
    const rasa = await enrol(facts, { role: 'librarian', scope: branch, name: 'Rasa' });
    assert.equal((await rasa.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 201);
    await waitFor('closed', async () => (await person(facts).get(`/api/v1/branches/${branch}`)).json.open_now === false);
    const tomorrow = new Date(Date.now() + 36 * 3_600_000).toISOString();
    assert.equal((await facts.sql(`select hours_state_at(s.id, $1::timestamptz) as state from schedule s join branch b on b.id = s.branch_id where b.code = $2`, [tomorrow, branch]))[0].state, 'unknown');
  } finally {
    await facts.stop();
  }
});

test('what isn’t one’s own is refused, what isn’t there isn’t found', async () => {
  assert.equal((await ona.post(`/api/v1/points/${other}/status-reports`, { status: 'working' })).status, 403);
  assert.equal((await ona.post('/api/v1/points/nowhere/status-reports', { status: 'working' })).status, 404);
  assert.equal((await ona.post('/api/v1/branches/lt-pasvalys/today', { cause: 'closed_today' })).status, 403);
  assert.equal((await ona.post('/api/v1/invitations', { kind: 'person', role: 'admin', name: 'X', email: 'x@example.org' })).status, 403);
  assert.equal((await visitor.post(reports, { status: 'working' })).status, 401);
  assert.equal((await visitor.post('/api/v1/points/nowhere/status-reports', { status: 'x' })).status, 401, '401 comes before everything else');
});

test('row level security alone keeps what is foreign', async () => {
  const [{ user_id: user }] = await server.sql(`select user_id from people.grant g join people.user u on u.id = g.user_id where u.name = 'Ona'`);
  const asStaff = (statement) => server.sql(`begin; set local role branchlight_staff; select set_config('branchlight.user', '${user}', true); ${statement}; commit`);
  const insert = (code) => `insert into status_report (point_id, status, observed_at, source_role, user_id)
    select p.id, 'unknown', now(), 'librarian', '${user}' from point p where p.code = '${code}'`;
  await asStaff(insert(point));
  await assert.rejects(asStaff(insert(other)), /row-level security/);
  await assert.rejects(asStaff(`insert into people.grant (user_id, role) values ('${user}', 'admin')`), /row-level security/);
  await assert.rejects(asStaff('select token_hash from people.credential'), /permission denied/);
  await assert.rejects(asStaff('select passphrase from people.user'), /permission denied/);
});

test('a phone gets by with its link, and may report and close for the day only', async () => {
  const { link } = await invite(server, { scope: branch, name: 'Desk phone', device: true });
  const phone = person(server, await accept(link));
  assert.equal((await phone.post(reports, { status: 'working' })).status, 201);
  assert.equal((await phone.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 201);
  assert.equal((await phone.remove(`/api/v1/branches/${branch}/today/closed_today`)).status, 200);
  assert.equal((await phone.post('/api/v1/invitations', { kind: 'device', role: 'librarian', scope: branch, name: 'Another' })).status, 403);
  const [row] = await server.sql(`select kind, expires_at - created_at as lasts from people.credential where kind = 'device'`);
  assert.equal(row.lasts.days, 90);
});

test('coordinators invite for what is theirs; roles above their own are not theirs to give', async () => {
  const coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  const made = await coordinator.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: 'lt-pasvalys', name: 'Petras', email: 'Petras@Example.org' });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.email, 'petras@example.org');
  assert.ok(await accept(made.json.link));
  for (const [role, scope, code] of [['admin', undefined, '/role not_yours_to_give'], ['coordinator', 'lesto', '/role not_yours_to_give'], ['librarian', 'nowhere', '/scope unknown_code'], ['librarian', undefined, '/scope required']]) {
    const answer = await coordinator.post('/api/v1/invitations', { kind: 'person', role, ...(scope && { scope }), name: 'X', email: 'x@example.org' });
    assert.equal(answer.status, 422);
    assert.deepEqual(problems(answer), [code]);
  }
  const replay = { kind: 'device', role: 'librarian', scope: branch, name: 'Phone' };
  assert.equal((await coordinator.post('/api/v1/invitations', replay, { 'Idempotency-Key': 'i' })).status, 201);
  assert.equal((await coordinator.post('/api/v1/invitations', replay, { 'Idempotency-Key': 'i' })).status, 409, 'a secret isn’t told twice');
});

test('requests that another site sends are refused', async () => {
  const foreign = [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { 'Sec-Fetch-Site': '', Origin: 'https://evil.example' }];
  for (const headers of foreign) assert.equal((await ona.post(reports, { status: 'working' }, headers)).status, 403, JSON.stringify(headers));
  assert.equal((await ona.post(reports, { status: 'working' }, { 'Sec-Fetch-Site': 'none' })).status, 201);
});

test('passphrases: the same answer for who exists and who doesn’t', async () => {
  const answers = await Promise.all([ona.email, 'nobody@example.org'].map((email) => visitor.post('/api/v1/sessions', { email, passphrase: 'correct horse battery' })));
  assert.deepEqual(answers.map((answer) => [answer.status, problems(answer)]), [[422, ['/passphrase wrong_passphrase']], [422, ['/passphrase wrong_passphrase']]]);
  const strip = (answer) => answer.text.replace(/"request_id":"[^"]+"/, '');
  assert.equal(strip(answers[0]), strip(answers[1]));
});

test('guessing is slowed down, by account', async () => {
  const statuses = [];
  for (let i = 0; i < 12; i++) statuses.push((await visitor.post('/api/v1/sessions', { email: 'guess@example.org', passphrase: 'correct horse battery' })).status);
  assert.deepEqual(statuses, [...Array(10).fill(422), 429, 429]);
});

test('signing out ends the session in the database', async () => {
  const leaving = await enrol(server, { role: 'librarian', scope: branch, name: 'Leaving' });
  const out = await leaving.post('/en/staff/sign-out', new URLSearchParams());
  assert.equal(out.status, 303);
  assert.match(out.headers.get('set-cookie'), /Max-Age=0/);
  assert.equal((await leaving.get('/api/v1/me')).status, 401);
});
