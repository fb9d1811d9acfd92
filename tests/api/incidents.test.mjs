// SPDX-License-Identifier: Apache-2.0
//
// From a visitor's report to a verified incident; what is planned, and the events that it hits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, invite, accept, person } from '../support/staff.mjs';

let server, visitor, ona, rasa, stranger;
const point = 'anyksciai-eso', branch = 'lt-anyksciai', other = 'pasvalys-eso';

before(async () => {
  server = await startServer({ demo: true });
  visitor = person(server);
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  stranger = await enrol(server, { role: 'librarian', scope: 'lt-pasvalys', name: 'Petras' });
});
after(() => server.stop());

const errors = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`);
const match = (answer) => ({ 'If-Match': answer.headers.get('etag') });
const make = async (who = ona, body = {}) => {
  const made = await who.post('/api/v1/incidents', { point, part: 'computer', ...body });
  assert.equal(made.status, 201, made.text);
  return made;
};
const change = (who, made, body, headers = match(made)) => who.patch(`/api/v1/incidents/${made.json.id}`, body, headers);
const report = async (problem = 'computer', code = point) => {
  await server.sql('delete from people.attempt');
  assert.equal((await visitor.post(`/api/v1/points/${code}/problem-reports`, { problem, text: 'It smokes' })).status, 201);
  const [{ id }] = await server.sql('select id from public_report order by id desc limit 1');
  return rasa.get(`/api/v1/public-reports/${id}`);
};
const decide = (who, found, body, headers = match(found)) => who.post(`/api/v1/public-reports/${found.json.id}/decision`, body, headers);

test('an incident goes its way, each step with who made it', async () => {
  let incident = await make(ona, { note: 'Doesn’t start' });
  assert.equal(incident.headers.get('etag'), '"v1"');
  assert.equal(incident.headers.get('location'), `/api/v1/incidents/${incident.json.id}`);
  assert.deepEqual(incident.json.next_states, ['acknowledged', 'dismissed']);
  const steps = [
    [rasa, { state: 'acknowledged', assignee: 'me', note: 'On our list' }],
    [rasa, { state: 'in_progress', expected_end: new Date(Date.now() + 3_600_000).toISOString() }],
    [ona, { note: 'Somebody is here' }],
    [rasa, { state: 'fixed' }],
    [ona, { state: 'verified' }],
  ];
  for (const [who, body] of steps) {
    const changed = await change(who, incident, body);
    assert.equal(changed.status, 200, changed.text);
    incident = changed;
  }
  assert.equal(incident.json.state, 'verified');
  assert.ok(incident.json.closed_at);
  assert.equal(incident.json.assignee.name, 'Rasa');
  assert.deepEqual(incident.json.updates.map(({ from, to, note, by, role }) => [from, to, note, by, role]), [
    ['reported', 'reported', 'Doesn’t start', 'Ona', 'librarian'],
    ['reported', 'acknowledged', 'On our list', 'Rasa', 'coordinator'],
    ['acknowledged', 'in_progress', null, 'Rasa', 'coordinator'],
    ['in_progress', 'in_progress', 'Somebody is here', 'Ona', 'librarian'],
    ['in_progress', 'fixed', null, 'Rasa', 'coordinator'],
    ['fixed', 'verified', null, 'Ona', 'librarian'],
  ]);
  assert.deepEqual(incident.json.next_states, [], 'what is over stays over');
  const got = await ona.get(`/api/v1/incidents/${incident.json.id}`);
  assert.deepEqual(got.json, incident.json);
});

test('when it should be over is yet to come', async () => {
  const past = new Date(Date.now() - 60_000).toISOString(), ahead = new Date(Date.now() + 3_600_000).toISOString();
  const told = (answer) => answer.json.errors.map(({ pointer, code: why }) => `${pointer} ${why}`);
  const refused = await ona.post('/api/v1/incidents', { point, part: 'printer', expected_end: past });
  assert.equal(refused.status, 422, refused.text);
  assert.deepEqual(told(refused), ['/expected_end over']);
  const made = await ona.post('/api/v1/incidents', { point, part: 'printer', expected_end: ahead });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(told(await change(rasa, made, { expected_end: past })), ['/expected_end over']);
  assert.equal((await change(rasa, made, { state: 'dismissed' })).status, 200);
});

test('no step can be skipped: not here, and not past the server either', async () => {
  const incident = await make();
  const skipped = await change(ona, incident, { state: 'fixed' });
  assert.equal(skipped.status, 409, skipped.text);
  assert.deepEqual(errors(skipped), ['/state transition']);
  assert.equal(skipped.json.current.state, 'reported', 'with what is there now');
  const [{ user_id: user }] = await server.sql(`select user_id from people.grant g join people.user u on u.id = g.user_id where u.name = 'Ona'`);
  const asOna = (statement) => server.sql(`begin; set local role branchlight_staff; select set_config('branchlight.user', '${user}', true); ${statement}; commit`);
  await assert.rejects(asOna(`update incident set state = 'verified' where id = '${incident.json.id}'`), /incident_transition_known|can't become/);
  await assert.rejects(asOna(`update incident set version = 1`), /permission denied/);
  await assert.rejects(asOna(`update incident_update set note = 'never'`), /permission denied/);
  await assert.rejects(server.sql(`insert into incident_update (incident_id, from_state, to_state) values ('${incident.json.id}', 'reported', 'reported'); update incident_update set note = 'never'`), /never changed/);
});

test('two editors at once: the second is told what is there now', async () => {
  const incident = await make();
  const answers = await Promise.all(Array.from({ length: 10 }, () => change(ona, incident, { state: 'acknowledged' })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(412)]);
  const second = answers.find(({ status }) => status === 412);
  assert.equal(second.json.current.state, 'acknowledged');
  assert.equal(second.headers.get('etag'), '"v2"');
  assert.equal((await change(ona, incident, { note: 'x' }, {})).status, 428);
  for (const header of ['*', 'W/"v2"', '"2"', '"v"', '"v2x"', '"v2", "v3"']) assert.equal((await change(ona, incident, { note: 'x' }, { 'If-Match': header })).status, 400, header);
});

test('a report that it works verifies what is open; undoing that opens it again', async () => {
  const first = await make(), second = await make(ona, { part: 'printer' });
  await change(ona, second, { state: 'acknowledged' });
  const works = await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working' });
  const state = async (made) => (await ona.get(`/api/v1/incidents/${made.json.id}`)).json.state;
  assert.deepEqual([await state(first), await state(second)], ['verified', 'verified']);
  assert.equal((await ona.post(`/api/v1/points/${point}/status-reports`, { undoes: works.json.id })).status, 201);
  assert.deepEqual([await state(first), await state(second)], ['reported', 'acknowledged']);
});

test('what was seen before a fault was found, and is told later, verifies nothing', async () => {
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working', observed_at: new Date(Date.now() - 7_000_000).toISOString() });
  const made = await make();
  const late = await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working', observed_at: new Date(Date.now() - 3_600_000).toISOString() });
  assert.equal(late.status, 201, late.text);
  const state = async () => (await ona.get(`/api/v1/incidents/${made.json.id}`)).json.state;
  assert.equal(await state(), 'reported');
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'out_of_order' });
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working', observed_at: new Date(Date.now() - 3_000_000).toISOString() });
  assert.equal(await state(), 'reported');
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working' });
  assert.equal(await state(), 'verified');
});

test('fixed, with a look: the status report is made in one go', async () => {
  const made = await make();
  const known = await change(ona, made, { state: 'acknowledged' });
  assert.deepEqual(errors(await change(ona, known, { state: 'in_progress', works: true })), ['/works only_fixed']);
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'out_of_order' });
  const fixed = await change(ona, known, { state: 'fixed', works: true, note: 'New cable' });
  assert.equal(fixed.json.state, 'verified');
  assert.deepEqual(fixed.json.updates.map(({ to }) => to), ['acknowledged', 'fixed', 'verified']);
  await waitFor('the status', async () => (await visitor.get(`/api/v1/points/${point}`)).json.status === 'working');
});

const shown = async (code = point) => (await server.sql(`select s.status, s.components from point_status s join point p on p.id = s.point_id where p.code = $1`, [code]))[0];
const until = async (who, made, ...states) => {
  for (const state of states) made = await change(who, made, { state });
  assert.equal(made.status, 200, made.text);
  return made;
};

test('who verifies says that it works: visitors see it, and undoing that opens it again', async () => {
  await server.sql('delete from incident');
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'out_of_order', components: { computer: 'down' } });
  const fixed = await until(ona, await make(), 'acknowledged', 'fixed');
  assert.equal((await shown()).status, 'out_of_order');
  const verified = await change(rasa, fixed, { state: 'verified', note: 'Tried it' });
  assert.equal(verified.json.state, 'verified', verified.text);
  assert.deepEqual(verified.json.updates.slice(-2).map(({ to, note, by }) => [to, note, by]), [['fixed', 'Tried it', 'Rasa'], ['verified', null, 'Rasa']]);
  await waitFor('the status', async () => (await visitor.get(`/api/v1/points/${point}`)).json.status === 'working');
  assert.ok(!(await ona.get('/api/v1/attention?kind=fault')).json.items.some((item) => item.point === point), 'nothing to begin again');
  const [{ id }] = await server.sql('select id from status_report where user_id is not null order by id desc limit 1');
  assert.equal((await rasa.post(`/api/v1/points/${point}/status-reports`, { undoes: id })).status, 201);
  assert.equal((await ona.get(`/api/v1/incidents/${fixed.json.id}`)).json.state, 'fixed');
});

test('who verifies one thing doesn’t say that others work', async () => {
  await server.sql('delete from incident');
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'out_of_order' });
  const fixed = await until(ona, await make(), 'acknowledged', 'fixed');
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'limited', components: { printer: 'down' } });
  assert.equal((await change(ona, fixed, { state: 'verified' })).json.state, 'verified');
  assert.equal((await shown()).status, 'limited', 'a fault that was reported meanwhile');
  const other = await make(ona, { part: 'printer' }), second = await until(ona, await make(), 'acknowledged', 'fixed');
  assert.equal((await change(ona, second, { state: 'verified' })).json.state, 'verified');
  assert.equal((await ona.get(`/api/v1/incidents/${other.json.id}`)).json.state, 'reported', 'another incident stays open');
  assert.equal((await shown()).status, 'limited');
});

test('who confirms a visitor’s problem reports it, of the part that it is about', async () => {
  await server.sql(`delete from incident; delete from public_report`);
  const confirm = async (problem) => {
    const decided = await decide(ona, await report(problem), { decision: 'confirm' });
    assert.equal(decided.status, 200, decided.text);
    return shown();
  };
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working' });
  assert.equal((await confirm('adviser')).status, 'working', 'a machine works without an adviser');
  assert.equal((await confirm('closed')).status, 'working');
  assert.deepEqual(await confirm('printer'), { status: 'limited', components: { printer: 'down' } });
  assert.deepEqual(await confirm('network'), { status: 'out_of_order', components: { network: 'down', printer: 'down' } });
  await waitFor('the status', async () => (await visitor.get(`/api/v1/points/${point}`)).json.status === 'out_of_order');
  await ona.post(`/api/v1/points/${point}/status-reports`, { status: 'working' });
  assert.equal((await confirm('other')).status, 'out_of_order');
  assert.deepEqual((await server.sql(`select r.source_role, u.name from status_report r join people.user u on u.id = r.user_id order by r.id desc limit 1`))[0], { source_role: 'librarian', name: 'Ona' });
});

test('a key that may decide but not report confirms no fault', async () => {
  const made = await ona.post('/api/v1/keys', { name: 'Sorting', actions: ['read', 'triage'], days: 1 });
  assert.equal(made.status, 201, made.text);
  const before = await shown(), found = await report('computer');
  const answer = await decide(person(server, undefined, made.json.key), found, { decision: 'confirm' });
  assert.equal(answer.status, 403, answer.text);
  assert.deepEqual(await shown(), before);
  assert.equal((await rasa.get(`/api/v1/public-reports/${found.json.id}`)).json.state, 'open');
});

test('a visitor’s problem makes an incident, the next joins it; once decided it stays', async () => {
  await server.sql(`delete from incident; delete from public_report`);
  const first = await report(), second = await report(), third = await report('printer'), same = await report('printer');
  assert.equal(first.json.text, 'It smokes');
  const confirmed = await decide(ona, first, { decision: 'confirm' });
  assert.equal(confirmed.status, 200, confirmed.text);
  assert.equal(confirmed.json.state, 'confirmed');
  assert.equal((await decide(rasa, second, { decision: 'confirm' })).json.incident, confirmed.json.incident, 'of the same part');
  const joined = await decide(rasa, third, { decision: 'confirm', incident: confirmed.json.incident });
  assert.equal(joined.json.incident, confirmed.json.incident, 'the one that was named');
  assert.equal((await ona.get(`/api/v1/incidents/${confirmed.json.incident}`)).json.reports, 3);
  assert.deepEqual(errors(await decide(ona, same, { decision: 'merge' })), ['/into required']);
  assert.deepEqual(errors(await decide(ona, same, { decision: 'merge', into: same.json.id })), ['/into unknown_code']);
  assert.deepEqual(errors(await decide(ona, same, { decision: 'confirm', incident: same.json.id })), ['/incident unknown_code']);
  assert.equal((await decide(ona, same, { decision: 'merge', into: third.json.id })).json.merged_into, third.json.id);
  const again = await decide(ona, same, { decision: 'dismiss' });
  assert.equal(again.status, 412);
  assert.equal(again.json.current.state, 'merged');
  const late = await decide(ona, same, { decision: 'dismiss' }, { 'If-Match': again.headers.get('etag') });
  assert.equal(late.status, 409);
  assert.deepEqual(errors(late), ['/decision decided']);
  assert.equal((await decide(ona, same, { decision: 'dismiss' }, {})).status, 428);
  assert.deepEqual((await ona.get('/api/v1/public-reports')).json.items, []);
  assert.equal((await ona.get('/api/v1/public-reports?state=confirmed')).json.items.length, 3);
});

test('a confirmed correction is done later; a problem never is', async () => {
  await server.sql('delete from people.attempt');
  assert.equal((await visitor.post(`/api/v1/branches/${branch}/corrections`, { correction: 'phone' })).status, 201);
  const [{ id }] = await server.sql(`select id from public_report where kind = 'correction' order by id desc limit 1`);
  const found = await rasa.get(`/api/v1/public-reports/${id}`);
  const confirmed = await decide(rasa, found, { decision: 'confirm' });
  assert.equal(confirmed.json.state, 'confirmed', confirmed.text);
  const item = (await rasa.get('/api/v1/attention?kind=correction')).json.items.find(({ target }) => target === id);
  assert.deepEqual([item.about, item.detail], ['phone', 'confirmed']);
  assert.deepEqual(errors(await decide(rasa, confirmed, { decision: 'confirm' })), ['/decision decided']);
  assert.equal((await decide(ona, confirmed, { decision: 'done' })).json.state, 'done');
  assert.deepEqual((await rasa.get('/api/v1/public-reports?state=done')).json.items.map((one) => one.id), [id]);
  const problem = await report();
  assert.deepEqual(errors(await decide(rasa, problem, { decision: 'done' })), ['/decision only_correction']);
});

test('dismissed reports make no possible problem any more', async () => {
  await server.sql('delete from public_report; delete from incident');
  const made = [];
  for (let i = 0; i < 3; i++) {
    await server.sql(`update public_report set made_at = made_at - interval '11 minutes'`);
    made.push(await report('other', 'kretinga-eso'));
  }
  assert.equal((await server.sql('select count(*) from point_problem'))[0].count, 1);
  assert.equal((await decide(rasa, made[1], { decision: 'dismiss' })).status, 200);
  assert.equal((await server.sql('select count(*) from point_problem'))[0].count, 0);
});

test('lists page by a mark, and show nothing that is somebody else’s', async () => {
  await server.sql('delete from incident');
  for (let i = 0; i < 5; i++) await make();
  const foreign = await make(rasa, { point: other });
  const first = (await ona.get('/api/v1/incidents?limit=3')).json;
  assert.equal(first.items.length, 3);
  const second = (await ona.get(first.next)).json;
  assert.equal(second.items.length, 2);
  assert.equal(second.next, null);
  assert.equal(new Set([...first.items, ...second.items].map(({ id }) => id)).size, 5);
  assert.ok([...first.items, ...second.items].every((item) => item.point === point));
  assert.equal((await rasa.get(`/api/v1/incidents?point=${other}`)).json.items[0].id, foreign.json.id);
  assert.equal((await ona.get(`/api/v1/incidents/${foreign.json.id}`)).status, 404);
  assert.equal((await change(ona, foreign, { state: 'acknowledged' })).status, 404);
  assert.equal((await ona.post('/api/v1/incidents', { point: other, part: 'computer' })).status, 403);
  assert.deepEqual(errors(await ona.post('/api/v1/incidents', { point: 'nowhere', part: 'computer' })), ['/point unknown_code']);
  assert.equal((await visitor.get('/api/v1/incidents')).status, 401);
  const found = await report('computer', other);
  assert.equal((await ona.get(`/api/v1/public-reports/${found.json.id}`)).status, 404);
  assert.equal((await decide(ona, found, { decision: 'confirm' })).status, 404);
  assert.equal((await decide(stranger, found, { decision: 'confirm' })).status, 200);
  assert.deepEqual(errors(await change(rasa, foreign, { assignee: '01a218ca-7a25-768a-b824-309e84e94fce' })), ['/assignee unknown_code']);
  const phone = person(server, await accept((await invite(server, { scope: branch, name: 'Desk phone', device: true })).link));
  assert.equal((await phone.get('/api/v1/incidents')).status, 403, 'a phone isn’t for that');
});

const soon = (hours) => new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + hours * 3_600_000).toISOString().replace('.000', '');

async function eventAt(code, start, hours = 2) {
  await server.sql(`insert into event (code, kind, lifecycle, title, starts_at, ends_at, time_zone) values ($1, 'lecture', 'announced', '{"lt": "Paskaita", "en": "Lecture"}', $2, $2::timestamptz + make_interval(hours => $3), 'Europe/Vilnius')`, [code, start, hours]);
  await server.sql(`insert into event_branch (event_id, branch_id) select e.id, b.id from event e, branch b where e.code = $1 and b.code = $2`, [code, branch]);
  await waitFor('the event', async () => (await visitor.get(`/api/v1/events/${code}`)).status === 200);
}

test('planned work is announced, and warns the events that it hits', async () => {
  await eventAt('hit-by-work', soon(30));
  await eventAt('not-hit', soon(33));
  const made = await ona.post(`/api/v1/points/${point}/planned-work`, { starts_at: soon(31), ends_at: soon(33), reason: { en: 'A new computer' } });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.json.events.map(({ code }) => code), ['hit-by-work']);
  const shown = async () => (await visitor.get(`/api/v1/points/${point}`)).json.planned_work;
  await waitFor('the announcement', async () => (await shown()).length === 1);
  assert.deepEqual(await shown(), [{ starts_at: soon(31), ends_at: soon(33), reason: { en: 'A new computer' } }]);
  assert.match((await visitor.get(`/en/branches/${branch}`)).text, /Planned work.*<span>A new computer/);
  assert.deepEqual((await visitor.get('/api/v1/events/hit-by-work')).json.warnings.map(({ kind, point: code }) => [kind, code]), [['planned_work', point]]);
  assert.deepEqual((await visitor.get('/api/v1/events/not-hit')).json.warnings, []);
  assert.match((await visitor.get('/en/events/hit-by-work')).text, /Planned work.*Ask the library/);
  assert.equal((await stranger.remove(`/api/v1/planned-work/${made.json.id}`)).status, 403);
  assert.equal((await ona.remove(`/api/v1/planned-work/${made.json.id}`)).status, 200);
  assert.equal((await ona.remove(`/api/v1/planned-work/${made.json.id}`)).status, 404);
  await waitFor('its end', async () => (await shown()).length === 0);
  assert.deepEqual(errors(await ona.post(`/api/v1/points/${point}/planned-work`, { starts_at: soon(3), ends_at: soon(2), reason: { lt: 'x' } })), ['/ends_at after_start']);
  assert.deepEqual(errors(await ona.post(`/api/v1/points/${point}/planned-work`, { starts_at: soon(-3), ends_at: soon(-2), reason: { lt: 'x' } })), ['/ends_at over']);
  assert.deepEqual(errors(await ona.post(`/api/v1/points/${point}/planned-work`, { starts_at: soon(1), ends_at: soon(2) })), ['/reason/lt required']);
});

test('a planned closure is an exception to the hours, and warns too', async () => {
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  await eventAt('hit-by-closure', `${day(5)}T12:00:00Z`);
  const path = `/api/v1/branches/${branch}/closures`, body = { first_day: day(4), last_day: day(6), reason: { lt: 'Inventorizacija', en: 'Stock-taking' } };
  assert.equal((await ona.post(path, body)).status, 403, 'for a manager or the utility');
  const made = await rasa.post(path, body);
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.json.events.map(({ code }) => code), ['hit-by-closure']);
  const closures = async () => (await visitor.get(`/api/v1/branches/${branch}`)).json.closures;
  const [closure] = await waitFor('the closure', async () => ((await closures()).length ? closures() : undefined));
  assert.deepEqual([closure.first_day, closure.last_day, closure.reason.en], [day(4), day(6), 'Stock-taking']);
  assert.equal((await server.sql(`select hours_state_at(s.id, $1::timestamptz) as state from schedule s join branch b on b.id = s.branch_id where b.code = $2`, [`${day(5)}T10:00:00Z`, branch]))[0].state, 'closed');
  assert.match((await visitor.get(`/lt/branches/${branch}`)).text, /Biblioteka nedirbs:.*Inventorizacija/);
  assert.match((await visitor.get('/lt/events/hit-by-closure')).text, /Biblioteka nedirbs/);
  assert.equal((await visitor.get('/api/v1/events/hit-by-closure')).json.warnings[0].kind, 'closure');
  assert.deepEqual(errors(await rasa.post(path, { ...body, last_day: day(3) })), ['/last_day after_start']);
  assert.deepEqual(errors(await rasa.post(path, { ...body, first_day: '2026-02-30' })), ['/first_day instant']);
  assert.deepEqual(errors(await rasa.post(path, { ...body, last_day: `${day(6)}T00:00:00Z` })), ['/last_day day']);
  assert.equal((await ona.remove(`/api/v1/closures/${made.json.id}`)).status, 403);
  const hours = await rasa.get(`/api/v1/staff/branches/${branch}/hours`);
  const second = await rasa.post(path, { ...body, first_day: day(20), last_day: day(20) });
  assert.equal((await rasa.put(`/api/v1/branches/${branch}/hours`, { rules: [], exceptions: [] }, { 'If-Match': hours.headers.get('etag') })).status, 412, 'the hours are others since');
  const again = await rasa.get(`/api/v1/staff/branches/${branch}/hours`);
  assert.equal((await rasa.remove(`/api/v1/closures/${second.json.id}`)).status, 200);
  assert.equal((await rasa.put(`/api/v1/branches/${branch}/hours`, { rules: [], exceptions: [] }, { 'If-Match': again.headers.get('etag') })).status, 412, 'and again');
  assert.equal((await rasa.remove(`/api/v1/closures/${made.json.id}`)).status, 200);
  await waitFor('open again', async () => (await closures()).length === 0);
});

test('a building that opens on some days of a closure isn’t announced as closed then', async () => {
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const weekday = (ahead) => new Date(Date.now() + ahead * 86_400_000).getUTCDay() || 7;
  await eventAt('on-a-day-that-opens', `${day(33)}T12:00:00Z`);
  const path = `/api/v1/branches/${branch}/closures`, staff = `/api/v1/staff/branches/${branch}/hours`;
  const made = await rasa.post(path, { first_day: day(30), last_day: day(41), reason: { lt: 'Vasara', en: 'Summer' } });
  assert.equal(made.status, 201, made.text);
  const closures = async () => (await visitor.get(`/api/v1/branches/${branch}`)).json.closures.map(({ first_day: first, last_day: last }) => [first, last]);
  await waitFor('the closure', async () => (await closures()).length === 1);
  const before = await rasa.get(staff), [closure] = before.json.exceptions;
  const put = async (exceptions) => {
    const { headers, json: { rules } } = await rasa.get(staff);
    const answer = await rasa.put(`/api/v1/branches/${branch}/hours`, { rules, exceptions }, { 'If-Match': headers.get('etag') });
    assert.equal(answer.status, 200, answer.text);
  };
  const becomes = async (wanted) => {
    await waitFor(JSON.stringify(wanted), async () => JSON.stringify(await closures()) === JSON.stringify(wanted));
    // What is said is what holds.
    const [{ open }] = await server.sql(`select array_agg(d.day::text order by d.day) as open from schedule s join branch b on b.id = s.branch_id
      cross join lateral hours_days(array[s.id], $2::date, $2::date + 12) as d where b.code = $1 and d.opens is not null`, [branch, day(30)]);
    for (let ahead = 30; ahead < 42; ahead++) assert.equal(wanted.some(([first, last]) => first <= day(ahead) && day(ahead) <= last), !(open ?? []).includes(day(ahead)), day(ahead));
  };
  // A day that opens, and made later on as many days a weekday that does.
  const opens = { first_day: day(36), last_day: day(36), periods: ['10:00–14:00'] };
  const weekly = { first_day: day(30), last_day: day(41), weekdays: [weekday(33)], periods: ['10:00–14:00'] };
  await put([closure, opens, weekly]);
  await becomes([[day(30), day(32)], [day(34), day(35)], [day(37), day(39)], [day(41), day(41)]]);
  assert.deepEqual((await visitor.get('/api/v1/events/on-a-day-that-opens')).json.warnings, []);
  const { text } = await rasa.get(`/en/staff/points/${point}/planned`);
  assert.equal(text.split('id="closures"')[1].match(/name="cancel"/g).length, 1, 'it is called off as a whole');
  await put([weekly, closure]);
  await becomes([[day(30), day(41)]]);
  assert.equal((await rasa.remove(`/api/v1/closures/${made.json.id}`)).status, 200);
  await put([]);
});
