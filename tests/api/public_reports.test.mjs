// SPDX-License-Identifier: Apache-2.0
//
// Reports of visitors, without an account: what they say, what they can't do, and how floods end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

let server, visitor, ona;
const point = 'anyksciai-eso', branch = 'lt-anyksciai';
const problems = `/api/v1/points/${point}/problem-reports`, corrections = `/api/v1/branches/${branch}/corrections`;

before(async () => {
  server = await startServer({ demo: true });
  visitor = person(server);
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
});
after(() => server.stop());

const shown = async (code = point) => (await visitor.get(`/api/v1/points/${code}`)).json;
const errors = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`);
const older = (minutes) => server.sql(`update public_report set made_at = made_at - make_interval(mins => $1)`, [minutes]);
const forget = () => server.sql('delete from people.attempt');

test('a visitor reports a problem and a correction; nothing changes by it', async () => {
  const before = await shown();
  const made = await visitor.post(problems, { problem: 'printer', text: 'Prints\nblank pages' });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual({ ...made.json, received_at: '' }, { point, problem: 'printer', received_at: '' });
  assert.equal(made.headers.get('ratelimit-policy'), '"point";q=12;w=3600, "network";q=60;w=3600');
  assert.equal(made.headers.get('ratelimit'), '"point";r=11;t=300');
  const corrected = await visitor.post(corrections, { correction: 'phone' });
  assert.equal(corrected.status, 201, corrected.text);
  assert.equal(corrected.json.branch, branch);
  assert.deepEqual((await server.sql('select kind, about, words, state from public_report order by id')), [
    { kind: 'problem', about: 'printer', words: 'Prints\nblank pages', state: 'open' },
    { kind: 'correction', about: 'phone', words: null, state: 'open' },
  ]);
  assert.deepEqual(await shown(), before);
});

test('what can’t be a report is told at once', async () => {
  assert.deepEqual(errors(await visitor.post(problems, {})), ['/problem required']);
  assert.deepEqual(errors(await visitor.post(problems, { problem: 'fax', text: 'x'.repeat(501), name: 'Ona' })).sort(), ['/name unknown_member', '/problem choice', '/text text']);
  assert.equal((await visitor.post(problems, { problem: 'other', text: 'x'.repeat(500) })).status, 201);
  assert.equal((await visitor.post('/api/v1/points/nowhere/problem-reports', { problem: 'other' })).status, 404);
  assert.equal((await visitor.post('/api/v1/branches/nowhere/corrections', { correction: 'other' })).status, 404);
  assert.equal((await visitor.post(problems, { problem: 'other' }, { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
});

test('three reports, ten minutes apart, make a possible problem, whatever came at once; staff who look end it', async () => {
  await server.sql('delete from public_report');
  for (let i = 0; i < 4; i++) assert.equal((await visitor.post(problems, { problem: 'computer' })).status, 201);
  assert.deepEqual(await server.sql('select * from point_problem'), [], 'a flood in one minute is one report');
  await older(11);
  await visitor.post(problems, { problem: 'computer' });
  await older(9);
  await visitor.post(problems, { problem: 'computer' });
  assert.deepEqual(await server.sql('select * from point_problem'), [], 'nine minutes are too few');
  await older(2);
  await visitor.post(problems, { problem: 'closed' });
  assert.deepEqual(await server.sql('select * from point_problem'), [], 'closed is not broken');
  // The demonstration's staff looked yesterday, so all of this is newer.
  await visitor.post(problems, { problem: 'website' });
  const problem = await waitFor('the possible problem', async () => ((await shown()).possible_problem_since ? shown() : undefined));
  assert.ok(Math.abs(Date.now() - Date.parse(problem.possible_problem_since) - 22 * 60_000) < 30_000, 'since the first of them');
  assert.equal(problem.status, 'working', 'the status is staff’s to say');
  assert.match((await visitor.get(`/lt/branches/${branch}`)).text, /Galimas gedimas/);
  assert.match((await visitor.get('/en/?q=anyksciai')).text, /Possible problem/);
  const csv = (await visitor.get('/api/v1/points.csv?limit=100')).text.split('\r\n').map((line) => line.split(','));
  const column = csv[0].indexOf('possible_problem_since');
  assert.equal(csv.find((row) => row[0] === point)[column], problem.possible_problem_since);

  assert.equal((await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working' })).status, 201);
  await waitFor('its end', async () => (await shown()).possible_problem_since === null);
  assert.doesNotMatch((await visitor.get(`/lt/branches/${branch}`)).text, /Galimas gedimas/);
});

test('a report of staff that is undone has settled nothing', async () => {
  await forget();
  await server.sql('delete from public_report');
  for (const ago of [0, 11, 11]) {
    await older(ago);
    await visitor.post(problems, { problem: 'network' });
  }
  const looked = await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'limited' });
  assert.deepEqual(await server.sql('select * from point_problem'), []);
  assert.equal((await ona.post(`/api/v1/points/${point}/status-reports`, { undoes: looked.json.id })).status, 201);
  // The report "works" of the test before is the newest again: what was reported before it stays settled.
  const [{ count }] = await server.sql('select count(*) from point_problem');
  assert.equal(count, 0);
  await server.sql('alter table status_report disable trigger user; delete from status_report where user_id is not null and undoes_id is not null; delete from status_report where user_id is not null; alter table status_report enable trigger user');
  await server.sql('update public_report set made_at = made_at');
  assert.equal((await server.sql('select count(*) from point_problem'))[0].count, 1);
  await server.sql(`delete from public_report; delete from point_problem`);
});

test('one point’s limit ends a flood, and says when it is over; other points go on', async () => {
  await forget();
  const statuses = [];
  let last;
  for (let i = 0; i < 14; i++) {
    last = await visitor.post(problems, { problem: 'other' });
    statuses.push(last.status);
  }
  assert.deepEqual(statuses, [...Array(12).fill(201), 429, 429]);
  assert.ok(Number(last.headers.get('retry-after')) > 200 && Number(last.headers.get('retry-after')) <= 300);
  assert.match(last.headers.get('ratelimit'), /^"point";r=0;t=\d+$/);
  assert.equal((await visitor.post('/api/v1/points/pasvalys-eso/problem-reports', { problem: 'other' })).status, 201);
});

test('one network’s limit holds over all points; another network’s visitors aren’t touched by it', async () => {
  await forget();
  const codes = (await server.sql(`select code from point where lifecycle <> 'removed' order by code`)).map((row) => row.code);
  let taken = 0, refused;
  for (let round = 0; round < 6 && !refused; round++)
    for (const code of codes) {
      const answer = await visitor.post(`/api/v1/points/${code}/problem-reports`, { problem: 'other' });
      if (answer.status === 201) taken++;
      else refused ??= answer;
      if (refused) break;
    }
  assert.equal(taken, 60);
  assert.match(refused.headers.get('ratelimit'), /^"network";r=0;t=\d+$/);
  await forget();
});

test('addresses are hashed with a salt of the day, and no report says who it was', async () => {
  await visitor.post(problems, { problem: 'other' });
  const [{ salts }] = await server.sql('select count(*) as salts from people.report_salt');
  assert.equal(salts, 1);
  await server.sql(`update people.report_salt set day = day - 1`);
  await visitor.post(problems, { problem: 'other' });
  assert.equal((await server.sql('select count(*) from people.report_salt where day < current_date'))[0].count, 0, 'yesterday’s is gone');
  const columns = (await server.sql(`select column_name from information_schema.columns where table_name = 'public_report'`)).map((row) => row.column_name);
  assert.ok(!columns.some((name) => /address|hash|agent|user_id/.test(name)), columns.join());
});

test('the job forgets words after 90 days, and attempts after a day', async () => {
  await visitor.post(problems, { problem: 'other', text: 'My name is MARK' });
  await server.sql(`update public_report set made_at = made_at - interval '89 days'`);
  await server.sql('select public_reports_forget()');
  assert.equal((await server.sql(`select count(*) from public_report where words like '%MARK%'`))[0].count, 1);
  await server.sql(`update public_report set made_at = made_at - interval '2 days'; update people.attempt set at = at - interval '25 hours'`);
  await server.sql('select public_reports_forget()');
  assert.equal((await server.sql(`select count(*) from public_report where words is not null`))[0].count, 0);
  assert.equal((await server.sql('select count(*) from people.attempt'))[0].count, 0);
});

test('who isn’t signed in reads no report, and staff only those of their own', async () => {
  const asStaff = (user, statement) => server.sql(`begin; set local role branchlight_staff; select set_config('branchlight.user', '${user}', true); ${statement}; commit`);
  await assert.rejects(server.sql('begin; set local role branchlight_visitor; select * from public.public_report'), /permission denied/);
  await assert.rejects(asStaff('', `insert into public_report (kind, branch_id, about) select 'correction', id, 'other' from branch`), /permission denied/);
  await visitor.post('/api/v1/points/pasvalys-eso/problem-reports', { problem: 'other' });
  const [{ user_id: user }] = await server.sql(`select g.user_id from people.grant g join people.user u on u.id = g.user_id where u.name = 'Ona'`);
  const [{ count }] = await server.sql(`select count(*) from branch b join public_report r on r.branch_id = b.id where b.code <> '${branch}'`);
  assert.ok(count > 0);
  await assert.rejects(asStaff(user, `do $$ begin if (select count(*) from public_report r join branch b on b.id = r.branch_id where b.code <> '${branch}') = 0 and (select count(*) from public_report) > 0 then raise 'only one''s own'; end if; end $$`), /only one's own/);
  await assert.rejects(asStaff('', `do $$ begin if (select count(*) from public_report) = 0 then raise 'nothing'; end if; end $$`), /nothing/);
});
