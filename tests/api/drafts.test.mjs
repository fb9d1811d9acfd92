// SPDX-License-Identifier: Apache-2.0
//
// Drafts: staff prepares a branch with its points, or a library, and nobody else learns of it, by whichever address, until it is
// published; and what was public doesn't go back.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { runBranchlight, startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

const library = 'pasvalio-vb', mark = 'zybryn'; // in every name and code of a draft
let server, mapped, visitor, manager, librarian, coordinator, stranger, rival, admin;

before(async () => {
  server = await startServer();
  visitor = person(server);
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('rival-power', 'utility', 'Rival Power', 'en', 'LT')`);
  [manager, coordinator, stranger, rival, admin] = await Promise.all([
    enrol(server, { role: 'library_manager', scope: library, name: 'Danguole' }),
    enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' }),
    enrol(server, { role: 'library_manager', scope: 'kelmes-vb', name: 'Jonas' }),
    enrol(server, { role: 'coordinator', scope: 'rival-power', name: 'Vytas' }),
    enrol(server, { role: 'admin', name: 'Admin' }),
  ]);
  const agreed = await coordinator.post('/api/v1/agreements', { utility: 'eso', library });
  assert.equal(agreed.status, 201, agreed.text);
});
after(async () => {
  await mapped?.stop();
  await server.stop();
});

/** What a second instance on the same database answers, which reads everything anew, and has an address (without one there is no sitemap). */
const second = (target) => new Promise((resolve, reject) => {
  http.get({ port: mapped.port, host: '127.0.0.1', path: target, agent: false, headers: { Host: 'registry.example' } }, async (response) => resolve((await response.setEncoding('utf8').toArray()).join(''))).on('error', reject);
});
const sitemap = () => second('/sitemap.xml');
const problems = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`);
const tag = async (who, target) => (await who.get(target)).headers.get('etag');
const version = (code, who = manager) => tag(who, `/api/v1/staff/branches/${code}`);
async function make(body, who = manager) {
  const answer = await who.post('/api/v1/branches', { library, confirm_duplicate: true, draft: true, ...body });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}
async function makePoint(branch, body = {}, who = manager) {
  const answer = await who.post('/api/v1/points', { branch, utility: 'eso', lifecycle: 'active', confirm_duplicate: true, ...body });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.code;
}
const publish = async (code, who = manager) => who.post(`/api/v1/branches/${code}/publication`, undefined, { 'If-Match': await version(code, who) });
/** Everything before now has reached visitors, and is seen by them. */
async function settled() {
  const name = `Riboženklis ${Math.random().toString(36).slice(2)}`;
  const { code } = await make({ name, draft: false });
  await waitFor('the boundary', async () => (await visitor.get(`/api/v1/branches/${code}`)).json?.name === name);
}

/** A listener of the stream: {text, close()}. */
const listen = () => new Promise((resolve, reject) => {
  const listener = { text: '', close: () => request.destroy() };
  const request = http.get(new URL('/api/v1/stream', server.url), { agent: false }, (response) => {
    response.setEncoding('utf8').on('data', (text) => {
      listener.text += text;
      if (text.includes('retry:')) resolve(listener);
    }).on('error', () => {});
  }).on('error', reject);
});

test('of a draft nothing is to be found at any public address; published, it is there within a second', async () => {
  const stream = await listen();
  // A draft library with a draft branch, with everything that a branch can have.
  const made = await coordinator.post('/api/v1/libraries', { confirm_duplicate: true, code: `${mark}-vb`, name: 'Zybrynų viešoji biblioteka', utility: 'eso', draft: true, municipality: 'LT-34' });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.published_at, null);
  const draft = await make({ code: `lt-${mark}`, library: `${mark}-vb`, name: 'Zybrynų filialas', street: 'Zybrynų g. 1', locality: 'Zybrynai', location: { latitude: 56.07, longitude: 24.38 },
    notes: { lt: 'Zybrynų kieme', en: 'Zybryn yard' }, phone: '+370 451 99999', step_free: true }, coordinator);
  assert.equal(draft.published_at, null);
  const point = await makePoint(draft.code, { code: `${mark}-eso`, notes: { lt: 'Zybrynų salė' }, services: ['declare-readings'], languages: ['lt'] }, coordinator);
  const hours = await coordinator.put(`/api/v1/branches/${draft.code}/hours`, { rules: [{ kind: 'weekly', periods: ['00:00–24:00'] }], exceptions: [{ first_day: '2027-05-03', periods: [], reason: { lt: 'Zybrynų diena' } }] }, { 'If-Match': '"v1"' });
  assert.equal(hours.status, 200, hours.text);
  assert.equal((await coordinator.post(`/api/v1/points/${point}/status-reports`, { status: 'working' })).status, 201);
  const soon = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19) + 'Z';
  assert.equal((await coordinator.post(`/api/v1/points/${point}/planned-work`, { starts_at: soon(1), ends_at: soon(2), reason: { lt: 'Zybrynų darbai' } })).status, 201);
  assert.equal((await coordinator.patch(`/api/v1/branches/${draft.code}`, { website: `https://${mark}.example/` }, { 'If-Match': await version(draft.code, coordinator) })).status, 200);
  await server.sql(`with e as (insert into event (code, kind, lifecycle, title, starts_at, ends_at, time_zone) values ('two-places', 'lecture', 'announced', '{"lt": "Dviejose vietose"}', now() + interval '9 days', now() + interval '10 days', 'Europe/Vilnius') returning id)
    insert into event_branch (event_id, branch_id) select e.id, b.id from e, branch b where b.code in ('lt-pasvalys', $1)`, [draft.code]);
  await settled();
  mapped = await startServer({ database: server.database, contract: false, env: { BRANCHLIGHT_PUBLIC_URL: 'https://registry.example' } });

  // Every public address that there is, with the codes of what is public, and with the draft's.
  const operations = JSON.parse((await runBranchlight(['openapi', '--operations'])).stdout).filter(({ method, signed_in: signedIn, name }) => method === 'GET' && !signedIn && name !== 'stream_get');
  const fill = (address, codes) => address.replace(/\{([a-z_]+)\}/g, (_, name) => codes[name] ?? 'none');
  const known = { lang: 'lt', branch: 'lt-pasvalys', point: 'pasvalys-eso', library, municipality: 'LT-34', event: 'two-places', campaign: 'elektromagija' };
  const hidden = { lang: 'lt', branch: draft.code, point, library: `${mark}-vb` };
  const asked = operations.flatMap(({ path }) => [fill(path, known), fill(path, { ...known, lang: 'en' })]);
  for (const list of ['branches', 'points', 'events']) asked.push(...['geojson', 'csv', 'jsonl'].map((format) => `/api/v1/${list}.${format}`), `/api/v1/${list}?limit=100`);
  asked.push('/api/v1/branches/lt-pasvalys/status-reports.atom', '/api/v1/municipalities/LT-34/status-reports.atom', '/api/v1/branches?near=56.07,24.38&limit=100', '/lt/?near=56.07,24.38', '/lt/?municipality=LT-34', '/api/v1/libraries?limit=100', '/api/v1/organizations?limit=100', '/api/v1/points?usable=true&limit=100');
  assert.ok(asked.length > 80);
  for (const target of new Set(asked)) {
    const text = await (await fetch(new URL(target, server.url))).text();
    assert.doesNotMatch(text, new RegExp(mark, 'i'), target);
    assert.doesNotMatch(await second(target), new RegExp(mark, 'i'), `${target}, where all is read anew`);
  }
  const places = await sitemap();
  assert.match(places, /branches\/lt-pasvalys</);
  assert.doesNotMatch(places, new RegExp(mark));
  const own = operations.filter(({ path }) => /\{(branch|point|library)\}/.test(path)).map(({ path }) => fill(path, hidden));
  assert.ok(own.length > 12);
  for (const target of own) assert.equal((await visitor.get(target)).status, 404, target);
  for (const target of [`/api/v1/branches?q=${mark}`, `/api/v1/points?q=${mark}`, `/api/v1/branches?library=${mark}-vb`]) {
    const answer = await visitor.get(target);
    assert.deepEqual(answer.json.items ?? [], [], target);
  }
  assert.deepEqual((await visitor.get('/api/v1/places?q=zybryn')).json.items ?? [], []);
  assert.deepEqual(await server.sql(`select kind, code from change where code ~ $1`, [mark]), [], 'the change feed has no line of it');
  assert.doesNotMatch(stream.text, new RegExp(mark, 'i'), 'nor does the stream');
  assert.deepEqual((await visitor.get('/api/v1/events/two-places')).json.branches.map((branch) => branch.code), ['lt-pasvalys'], 'an event doesn’t tell that it is held there, too');

  // What visitors send about it is about nothing.
  for (const [target, body] of [[`/api/v1/points/${point}/problem-reports`, { problem: 'computer' }], [`/api/v1/branches/${draft.code}/corrections`, { correction: 'phone', text: 'x' }],
    [`/api/v1/points/${point}/followers`, { email: 'a@example.org' }], [`/api/v1/branches/${draft.code}/followers`, { email: 'a@example.org' }]])
    assert.equal((await visitor.post(target, body)).status, 404, target);

  const started = Date.now();
  const published = await publish(draft.code, coordinator);
  assert.equal(published.status, 200, published.text);
  assert.deepEqual([published.json.branch, published.json.missing], [draft.code, []]);
  await waitFor('the branch', async () => (await visitor.get(`/api/v1/branches/${draft.code}`)).status === 200);
  assert.ok(Date.now() - started < 1000, `${Date.now() - started} ms`);
  assert.deepEqual((await visitor.get(`/api/v1/branches/${draft.code}/history`)).json.items, [], 'nor later what was changed while it was a draft');
  const seen = (await visitor.get(`/api/v1/points/${point}`)).json;
  assert.deepEqual([seen.status, seen.usable_now, seen.planned_work.length], ['working', true, 1]);
  assert.equal((await visitor.get(`/api/v1/libraries/${mark}-vb`)).status, 200, 'with its library');
  await waitFor('the sitemap', async () => (await sitemap()).includes(`/branches/lt-${mark}<`));
  assert.equal((await visitor.get(`/api/v1/points?q=${mark}`)).json.items.length, 1);
  assert.equal((await visitor.get('/api/v1/events/two-places')).json.branches.length, 2);
  await waitFor('the event', () => stream.text.includes(`${mark}-eso`));
  const said = await server.sql(`select kind || ' ' || operation as said from change where code ~ $1 order by number`, [mark]);
  assert.deepEqual(said.map((row) => row.said).filter((what) => !what.startsWith('organization')), ['library create', 'branch create', 'point create'], 'each once, and as what is new');
  stream.close();
});

test('staff of its library and utility see and edit a draft; to others it isn’t there', async () => {
  const { code } = await make({ code: 'lt-slaptas', name: 'Slaptas filialas' });
  const point = await makePoint(code, { code: 'slaptas-eso' });
  librarian = await enrol(server, { role: 'librarian', scope: code, name: 'Ona' });
  assert.match((await librarian.get(`/lt/staff/points/${point}`)).text, /Slaptas filialas/, 'the only point is shown at once');
  for (const [name, who] of Object.entries({ manager, coordinator, librarian, admin })) {
    assert.equal((await who.get(`/api/v1/staff/branches/${code}`)).status, 200, name);
    assert.equal((await who.get(`/api/v1/staff/points/${point}`)).status, 200, name);
    if (who !== librarian) assert.match((await who.get('/lt/staff/')).text, /Slaptas filialas/, name);
  }
  assert.match((await manager.get('/lt/staff/directory')).text, /Slaptas filialas<\/b>[^\n]*juodraštis/, 'marked in words');
  assert.doesNotMatch((await manager.get('/lt/staff/directory/verification')).text, /Slaptas/, 'nothing to verify yet');
  assert.doesNotMatch((await manager.get('/lt/staff/attention')).text, /Slaptas/, 'nobody waits for it to be confirmed');
  assert.equal((await librarian.post(`/api/v1/branches/${code}/publication`, undefined, { 'If-Match': '"v1"' })).status, 403);
  for (const [name, who] of Object.entries({ stranger, rival })) {
    for (const target of [`/api/v1/staff/branches/${code}`, `/api/v1/staff/branches/${code}/hours`, `/api/v1/staff/points/${point}`, `/api/v1/staff/points/${point}/hours/adviser`, `/lt/staff/directory/branches/${code}`, `/lt/staff/points/${point}`])
      assert.equal((await who.get(target)).status, 404, `${name} ${target}`);
    for (const [method, target, body] of [['patch', `/api/v1/branches/${code}`, { name: 'Mano' }], ['post', `/api/v1/branches/${code}/publication`], ['post', `/api/v1/branches/${code}/merge`, { into: 'lt-kelme' }], ['post', `/api/v1/points/${point}/status-reports`, { status: 'working' }]])
      assert.equal((await who[method](target, body, { 'If-Match': '"v1"' })).status, 404, `${name} ${method} ${target}`);
    for (const target of ['/lt/staff/directory', '/lt/staff/', '/lt/staff/history', '/api/v1/audit', '/api/v1/incidents', '/lt/staff/people']) assert.doesNotMatch((await who.get(target)).text, /[Ss]laptas/, `${name} ${target}`);
  }
  // What looks like it is a candidate for its own people only, and its code is taken for everybody.
  assert.equal((await manager.post('/api/v1/branches', { library, name: 'Slaptas filialas' })).status, 409);
  assert.deepEqual(problems(await stranger.post('/api/v1/branches', { library: 'kelmes-vb', name: 'Kitas', code })), ['/code code_taken']);
});

test('publication says what is missing, happens once, and is in the history', async () => {
  const { code } = await make({ name: 'Tuščias filialas' });
  assert.equal((await manager.post(`/api/v1/branches/${code}/publication`)).status, 428);
  assert.equal((await manager.post(`/api/v1/branches/${code}/publication`, undefined, { 'If-Match': '"v9"' })).status, 412);
  const first = await publish(code);
  assert.deepEqual(first.json.missing, ['location', 'hours', 'point']);
  const again = await publish(code);
  assert.deepEqual(again.json, first.json);
  assert.equal(again.headers.get('etag'), first.headers.get('etag'));
  const page = await manager.get(`/lt/staff/history?branch=${code}`);
  assert.match(page.text, /paskelbta/);
  const { items } = (await admin.get('/api/v1/audit')).json;
  const entry = items.find(({ fields, of }) => fields.published_at && of?.code === code);
  assert.deepEqual([entry.operation, entry.name], ['update', 'Danguole']);
  assert.doesNotMatch(page.text, new RegExp(`history/${entry.number}"`), 'no button to undo it');
  const undone = await admin.post(`/api/v1/audit/${entry.number}/undo`);
  assert.equal(undone.status, 409, undone.text);
  assert.match(undone.text, /close the branch/);
});

test('what was public doesn’t become a draft', async () => {
  const there = (await make({ name: 'Viešas filialas', draft: false })).code, draft = (await make({ name: 'Juodraštinis filialas' })).code;
  const point = await makePoint(there);
  assert.deepEqual(problems(await manager.patch(`/api/v1/branches/${there}`, { draft: true }, { 'If-Match': await version(there) })), ['/draft unknown_member']);
  await assert.rejects(server.sql('update branch set published_at = null where code = $1', [there]), /branch_published_stays|can't be a draft/);
  const moved = await manager.patch(`/api/v1/points/${point}`, { branch: draft }, { 'If-Match': await tag(manager, `/api/v1/staff/points/${point}`) });
  assert.equal(moved.status, 409, moved.text);
  assert.deepEqual(problems(moved), ['/branch moved_into_draft']);
  const empty = (await make({ name: 'Viešas be vietų', draft: false })).code;
  for (const code of [there, empty]) {
    const merged = await manager.post(`/api/v1/branches/${code}/merge`, { into: draft }, { 'If-Match': await version(code) });
    assert.equal(merged.status, 409, merged.text);
    assert.match(merged.text, /draft/);
  }
  assert.equal((await visitor.get(`/api/v1/branches/${there}`)).status, 200);
});

test('a draft’s code stays reserved, and leads nowhere', async () => {
  const gone = (await make({ code: 'lt-dingstantis', name: 'Dingstantis' })).code, merged = (await make({ code: 'lt-sulietas', name: 'Sulietas' })).code;
  const renamed = await make({ code: 'lt-senas-vardas', name: 'Pervadintas' });
  await makePoint(merged, { code: 'sulietas-eso' });
  assert.equal((await manager.patch('/api/v1/branches/lt-senas-vardas', { code: 'lt-naujas-vardas' }, { 'If-Match': `"v${renamed.version}"` })).status, 200);
  assert.equal((await manager.remove(`/api/v1/branches/${gone}`, { 'If-Match': await version(gone) })).status, 200);
  assert.equal((await manager.post(`/api/v1/branches/${merged}/merge`, { into: 'lt-pasvalys' }, { 'If-Match': await version(merged) })).status, 200);
  await publish('lt-naujas-vardas');
  await waitFor('the merged point', async () => (await visitor.get('/api/v1/points/sulietas-eso')).status === 200);
  await settled();
  for (const code of [gone, merged, 'lt-senas-vardas']) {
    assert.equal((await visitor.get(`/api/v1/branches/${code}`)).status, 404, `${code} was never public: neither gone nor moved`);
    assert.deepEqual(problems(await manager.post('/api/v1/branches', { library, name: 'Naujas', code, confirm_duplicate: true })), ['/code code_retired']);
  }
  assert.equal((await visitor.get('/api/v1/branches/lt-naujas-vardas')).status, 200);
  assert.deepEqual(await server.sql(`select code from change where code in ('lt-dingstantis', 'lt-sulietas', 'lt-senas-vardas')`), []);
});

test('what is changed in the step that publishes isn’t told, nor is a draft’s name by what it is merged into', async () => {
  const { code } = await make({ name: 'Slaptas vardas' });
  const row = (await manager.get(`/api/v1/staff/branches/${code}`)).json;
  const page = await manager.post(`/en/staff/directory/branches/${code}/published`, new URLSearchParams({ version: row.version, library, name: 'Viešas vardas', kind: row.kind, country: row.country, time_zone: row.time_zone, active: 'true' }));
  assert.equal(page.status, 303, page.text.replace(/^[^]*<main/, ''));
  await waitFor('the branch', async () => (await visitor.get(`/api/v1/branches/${code}`)).json?.name === 'Viešas vardas');
  await settled();
  assert.doesNotMatch((await visitor.get(`/api/v1/branches/${code}/history`)).text, /Slaptas/);
  const secret = (await make({ name: 'Paslaptingasis filialas' })).code;
  await server.sql(`insert into name (branch_id, kind, language, name) select id, 'alias', 'lt', 'Slaptavardė' from branch where code = $1`, [secret]);
  assert.equal((await manager.post(`/api/v1/branches/${secret}/merge`, { into: 'lt-pasvalys' }, { 'If-Match': await version(secret) })).status, 200);
  await settled();
  assert.deepEqual(await server.sql(`select n.name from name n join branch b on b.id = n.branch_id where b.code = 'lt-pasvalys' and n.name ~ 'Paslaptingasis|Slaptavard'`), []);
});

test('what was changed of a point while it was a draft isn’t told of the branch that it comes to', async () => {
  const later = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const history = async () => (await visitor.get('/api/v1/branches/lt-pasvalys/history')).text;
  const ways = {
    merged: async (code) => assert.equal((await manager.post(`/api/v1/branches/${code}/merge`, { into: 'lt-pasvalys' }, { 'If-Match': await version(code) })).status, 200),
    moved: async (code, point) => assert.equal((await manager.patch(`/api/v1/points/${point}`, { branch: 'lt-pasvalys' }, { 'If-Match': await tag(manager, `/api/v1/staff/points/${point}`) })).status, 200),
    published: async (code, point) => {
      assert.equal((await publish(code)).status, 200);
      await ways.moved(code, point);
    },
  };
  for (const [way, go] of Object.entries(ways)) {
    const { code } = await make({ name: `Juodraštis ${way}` });
    const point = await makePoint(code, { utility: 'eso', lifecycle: 'planned' });
    const change = async (lt) => assert.equal((await manager.patch(`/api/v1/points/${point}`, { notes: { lt } }, { 'If-Match': await tag(manager, `/api/v1/staff/points/${point}`) })).status, 200);
    await change(`Slapta pastaba ${way}`);
    await later(1.1);
    await go(code, point);
    await change(`Vieša pastaba ${way}`);
    await waitFor('the point in its branch', async () => (await visitor.get(`/api/v1/points/${point}`)).text.includes(`Vieša pastaba ${way}`));
    await settled();
    assert.doesNotMatch((await history()).replaceAll('"from": {"lt": "Slapta pastaba', ''), /Slapta pastaba/, way);
  }
});

test('a library that is a draft becomes public with its first public branch', async () => {
  const made = await admin.post('/api/v1/libraries', { confirm_duplicate: true, code: 'nauja-vb', name: 'Nauja viešoji biblioteka', municipality: 'LT-34', draft: true });
  assert.equal(made.status, 201, made.text);
  assert.equal((await stranger.get('/api/v1/staff/libraries/nauja-vb')).status, 404);
  const branch = await admin.post('/api/v1/branches', { library: 'nauja-vb', name: 'Naujos centras', kind: 'central', confirm_duplicate: true });
  assert.equal(branch.status, 201, branch.text);
  await waitFor('the library', async () => (await visitor.get('/api/v1/libraries/nauja-vb')).status === 200);
  assert.ok((await admin.get('/api/v1/staff/libraries/nauja-vb')).json.published_at);
});
