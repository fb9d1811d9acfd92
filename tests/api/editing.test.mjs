// SPDX-License-Identifier: Apache-2.0
//
// Editing the directory: who may, merge patches with If-Match, two editors at once, what is plausible, and what the public sees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';

let agreement; // the code of ESO's with the library
async function agree(body = {}) {
  const answer = await coordinator.post('/api/v1/agreements', { utility: 'eso', library, ...body });
  assert.equal(answer.status, 201, answer.text);
  agreement = answer.json.code;
  return answer.json;
}
let server, visitor, coordinator, manager, librarian, admin;
const branch = 'lt-pasvalys', library = 'pasvalio-vb', point = 'pasvalys-eso';

before(async () => {
  server = await startServer();
  visitor = person(server);
  coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  manager = await enrol(server, { role: 'library_manager', scope: library, name: 'Danguole' });
  librarian = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  admin = await enrol(server, { role: 'admin', name: 'Admin' });
  await agree();
});
after(() => server.stop());

const problems = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`);
const read = async (who, target) => {
  const answer = await who.get(target);
  assert.equal(answer.status, 200, answer.text);
  return { row: answer.json, etag: answer.headers.get('etag') };
};
const stored = (code, who = manager) => read(who, `/api/v1/staff/branches/${code}`);
const patch = async (who, target, body, etag) => who.patch(target, body, { 'If-Match': etag, 'Content-Type': 'application/merge-patch+json' });
/** Reads, then changes: the answer. */
async function change(who, kind, code, body) {
  const { etag } = await read(who, `/api/v1/staff/${kind}/${code}`);
  return patch(who, `/api/v1/${kind}/${code}`, body, etag);
}
async function make(body, who = manager) {
  const answer = await who.post('/api/v1/branches', { library, confirm_duplicate: true, ...body });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.code;
}

test('the stored row is for who is signed in, with its version as ETag', async () => {
  const answer = await manager.get(`/api/v1/staff/branches/${branch}`);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers.get('etag'), `"v${answer.json.version}"`);
  assert.equal(answer.headers.get('cache-control'), 'private, no-store');
  assert.equal(answer.json.library, library);
  assert.deepEqual(answer.json.location, { latitude: 56.06251, longitude: 24.39965, precision: 'locality' });
  assert.equal((await visitor.get(`/api/v1/staff/branches/${branch}`)).status, 401);
  assert.equal((await manager.get('/api/v1/staff/branches/lt-kelme')).status, 403);
  assert.equal((await manager.get('/api/v1/staff/branches/nowhere')).status, 404);
});

test('a merge patch changes what it names, null clears, and the public sees it', async () => {
  const code = await make({ name: 'Patch filialas', street: 'Vilniaus g. 1', locality: 'Joniškėlis', notes: { lt: 'Iš kiemo', en: 'Yard' }, step_free: true });
  const before = await stored(code);
  const answer = await patch(manager, `/api/v1/branches/${code}`, { name: 'Joniškėlio biblioteka', street: null, notes: { en: null }, step_free: null, phone: '+370 451 34028' }, before.etag);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.name, 'Joniškėlio biblioteka');
  assert.equal(answer.json.street, null);
  assert.equal(answer.json.locality, 'Joniškėlis', 'what isn’t named stays');
  assert.deepEqual(answer.json.notes, { lt: 'Iš kiemo' });
  assert.equal(answer.json.step_free, null);
  assert.equal(answer.headers.get('etag'), `"v${answer.json.version}"`);
  assert.ok(answer.json.version > before.row.version);
  await waitFor('the new name', async () => (await visitor.get(`/api/v1/branches/${code}`)).json.name === 'Joniškėlio biblioteka');
  assert.equal((await patch(manager, `/api/v1/branches/${code}`, { notes: null }, answer.headers.get('etag'))).json.notes, null);
});

test('without If-Match 428; what isn’t one’s ETag is told so', async () => {
  assert.equal((await manager.patch(`/api/v1/branches/${branch}`, { area: 'rural' })).status, 428);
  for (const tag of ['*', 'v1', '"1"', '"v01"', 'W/"v1"', '"v1", "v2"']) {
    const answer = await patch(manager, `/api/v1/branches/${branch}`, { area: 'rural' }, tag);
    assert.equal(answer.status, 400, tag);
    assert.deepEqual(problems(answer), ['If-Match if_match']);
  }
});

test('two editors at once: the second sees the difference, and nothing is overwritten', async () => {
  const code = await make({ name: 'Dviejų redaktorių filialas', street: 'Senoji g. 1' });
  const { etag } = await stored(code);
  const both = await Promise.all([
    patch(manager, `/api/v1/branches/${code}`, { street: 'Naujoji g. 1', area: 'rural' }, etag),
    patch(admin, `/api/v1/branches/${code}`, { street: 'Naujoji g. 2', area: 'rural' }, etag),
  ]);
  assert.deepEqual(both.map((answer) => answer.status).sort(), [200, 412]);
  const [won, lost] = both[0].status === 200 ? both : [both[1], both[0]];
  assert.equal(lost.json.current.street, won.json.street);
  assert.equal(lost.headers.get('etag'), won.headers.get('etag'));
  assert.deepEqual(lost.json.differences, [{ pointer: '/street', current: won.json.street, sent: won.json.street.endsWith('1') ? 'Naujoji g. 2' : 'Naujoji g. 1' }]);
  assert.equal((await stored(code)).row.street, won.json.street);
});

test('of twenty editors with one ETag one wins', async () => {
  const code = await make({ name: 'Lenktynių filialas' });
  const { etag } = await stored(code);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => patch(manager, `/api/v1/branches/${code}`, { street: `Gatvė ${i}` }, etag)));
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  assert.ok(answers.every((answer) => [200, 412].includes(answer.status)));
});

test('what must be there can’t be cleared; everything that is wrong is told at once', async () => {
  const { etag } = await stored(branch);
  const answer = await patch(manager, `/api/v1/branches/${branch}`, { name: null, kind: null, active: null, colour: 1, location: { latitude: 'x' } }, etag);
  assert.equal(answer.status, 422);
  assert.deepEqual(problems(answer).sort(), ['/active required', '/colour unknown_member', '/kind required', '/location/latitude type', '/name required']);
  for (const [body, wanted] of [
    [{ library: 'nowhere' }, '/library unknown_code'],
    [{ library: 'kelmes-vb' }, '/library not_yours'],
    [{ municipality: 'LT-99' }, '/municipality unknown_code'],
    [{ time_zone: 'Mars/Base' }, '/time_zone time_zone'],
    [{ website: 'psvb.lt' }, '/website url'],
    [{ phone: 'call us' }, '/phone phone'],
    [{ name: ' x' }, '/name line'],
    [{ code: 'LT_X' }, '/code code_shape'],
    [{ code: 'lt-kelme' }, '/code code_taken'],
  ]) {
    const refused = await patch(manager, `/api/v1/branches/${branch}`, body, etag);
    assert.ok([409, 422].includes(refused.status), refused.text);
    assert.deepEqual(problems(refused), [wanted]);
  }
  assert.equal((await stored(branch)).etag, etag, 'nothing changed');
});

test('coordinates must be plausible', async () => {
  const { etag } = await stored(branch);
  for (const [location, wanted] of [
    [{ latitude: 0, longitude: 0 }, '/location/latitude null_island'],
    [{ latitude: 56.06, longitude: 56.06 }, '/location/longitude location_twice'],
    [{ latitude: 24.39965, longitude: 56.06251 }, '/location/latitude location_swapped'],
    [{ latitude: 54.687, longitude: 25.28 }, '/location/latitude location_far'],
    [{ latitude: null }, '/location/latitude location_whole'],
  ]) {
    const refused = await patch(manager, `/api/v1/branches/${branch}`, { location }, etag);
    assert.equal(refused.status, 422, refused.text);
    assert.deepEqual(problems(refused), [wanted]);
  }
  const good = await patch(manager, `/api/v1/branches/${branch}`, { location: { latitude: 56.0612, longitude: 24.4011, precision: 'entrance' } }, etag);
  assert.deepEqual(good.json.location, { latitude: 56.0612, longitude: 24.4011, precision: 'entrance' });
  const back = await patch(manager, `/api/v1/branches/${branch}`, { location: null }, good.headers.get('etag'));
  assert.equal(back.json.location, null);
  assert.equal((await patch(manager, `/api/v1/branches/${branch}`, { location: { latitude: 56.06251, longitude: 24.39965, precision: 'locality' } }, back.headers.get('etag'))).status, 200);
});

test('a branch that may be there already is asked about first', async () => {
  const body = { library, name: 'Dublikato filialas', location: { latitude: 56.1, longitude: 24.3 } };
  const made = await manager.post('/api/v1/branches', body);
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.code, 'lt-dublikato-filialas');
  assert.equal(made.json.time_zone, 'Europe/Vilnius');
  assert.equal(made.json.municipality, 'LT-34');
  assert.equal(made.json.verified_at, null);
  assert.equal(made.headers.get('location'), '/api/v1/staff/branches/lt-dublikato-filialas');
  for (const other of [{ name: 'DUBLIKATO – filialas' }, { name: 'Dublikato filialas', location: null }, { name: 'Visai kitas', location: { latitude: 56.1019, longitude: 24.3012 } }]) {
    const asked = await manager.post('/api/v1/branches', { ...body, ...other });
    assert.equal(asked.status, 409, asked.text);
    assert.deepEqual(problems(asked), ['/confirm_duplicate duplicate']);
    assert.equal(asked.json.candidates[0].code, 'lt-dublikato-filialas');
    if (other.location !== null) assert.ok(asked.json.candidates[0].distance_m < 300);
  }
  const confirmed = await manager.post('/api/v1/branches', { ...body, confirm_duplicate: true });
  assert.equal(confirmed.status, 201);
  assert.equal(confirmed.json.code, 'lt-dublikato-filialas-2');
  assert.equal((await manager.post('/api/v1/branches', { ...body, name: 'Tolimas', location: { latitude: 56.11, longitude: 24.3 } })).status, 201);
});

test('the same create sent twice makes one', async () => {
  const headers = { 'Idempotency-Key': 'branch-1' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => manager.post('/api/v1/branches', { library, name: 'Vienintelis filialas' }, headers)));
  assert.deepEqual([...new Set(answers.map((answer) => `${answer.status} ${answer.json.code}`))], ['201 lt-vienintelis-filialas']);
});

test('editing never touches verified_at, verifying never touches the data', async () => {
  const code = await make({ name: 'Tikrinamas filialas' });
  const first = await stored(code);
  const verify = (etag) => manager.post(`/api/v1/branches/${code}/verifications`, undefined, { 'If-Match': etag });
  assert.equal((await manager.post(`/api/v1/branches/${code}/verifications`)).status, 428);
  const verified = await verify(first.etag);
  assert.equal(verified.status, 200, verified.text);
  assert.ok(verified.json.verified_at);
  const same = ({ version, verified_at, ...rest }) => rest;
  assert.deepEqual(same(verified.json), same(first.row));
  assert.equal((await verify(first.etag)).status, 412, 'somebody may have changed what was looked at');
  const edited = await patch(manager, `/api/v1/branches/${code}`, { area: 'rural' }, verified.headers.get('etag'));
  assert.equal(edited.json.verified_at, verified.json.verified_at);
  const unchanged = await patch(manager, `/api/v1/branches/${code}`, { area: 'rural' }, edited.headers.get('etag'));
  assert.equal(unchanged.headers.get('etag'), edited.headers.get('etag'), 'saving without a change changes nothing');
  assert.equal(unchanged.json.updated_at, edited.json.updated_at);
});

test('closed, moved, renamed: the public follows', async () => {
  const code = await make({ name: 'Keliaujantis filialas' }, admin);
  assert.equal((await change(manager, 'branches', code, { active: false })).json.active, false);
  assert.equal((await change(admin, 'branches', code, { library: 'kelmes-vb', municipality: 'LT-19' })).json.library, 'kelmes-vb');
  assert.equal((await manager.get(`/api/v1/staff/branches/${code}`)).status, 403, 'it is another library’s now');
  assert.equal((await change(admin, 'branches', code, { code: 'lt-nukeliaves' })).status, 200);
  await waitFor('the new code', async () => (await visitor.get('/api/v1/branches/lt-nukeliaves')).status === 200);
  const old = await visitor.get(`/api/v1/branches/${code}`);
  assert.equal(old.status, 301);
  assert.match(old.headers.get('location'), /lt-nukeliaves$/);
  assert.deepEqual(problems(await manager.post('/api/v1/branches', { library, name: 'X', code })), ['/code code_retired']);
});

test('merged: points go along, the old code leads to the kept one; removed: gone', async () => {
  const kept = await make({ name: 'Liekantis filialas' }, admin), merged = await make({ name: 'Susijungiantis filialas' }, admin);
  assert.equal((await coordinator.post('/api/v1/points', { branch: merged, utility: 'eso', code: 'jungiamas-eso' })).status, 201);
  const { etag } = await stored(merged);
  const into = (to, tag = etag) => manager.post(`/api/v1/branches/${merged}/merge`, { into: to }, { 'If-Match': tag });
  assert.deepEqual(problems(await into('nowhere')), ['/into unknown_code']);
  assert.deepEqual(problems(await into('lt-kelme')), ['/into not_yours']);
  assert.deepEqual(problems(await into(merged)), ['/into into_itself']);
  assert.deepEqual(problems(await manager.remove(`/api/v1/branches/${merged}`, { 'If-Match': etag })), ['branch has_points']);
  const done = await into(kept);
  assert.equal(done.status, 200, done.text);
  assert.equal(done.json.code, kept);
  assert.equal((await read(coordinator, '/api/v1/staff/points/jungiamas-eso')).row.branch, kept);
  await waitFor('the redirect', async () => (await visitor.get(`/api/v1/branches/${merged}`)).status === 301);
  assert.match((await visitor.get(`/api/v1/branches/${merged}`)).headers.get('location'), new RegExp(`${kept}$`));
  const found = await visitor.get('/api/v1/branches?q=susijungiantis');
  assert.ok(found.json.items.some((item) => item.code === kept), 'it is found by its old name');
  const gone = await make({ name: 'Per klaidą' });
  assert.deepEqual((await manager.remove(`/api/v1/branches/${gone}`, { 'If-Match': (await stored(gone)).etag })).json, { removed: gone });
  await waitFor('410', async () => (await visitor.get(`/api/v1/branches/${gone}`)).status === 410);
});

test('points: made planned, then on their way, with lists', async () => {
  const home = await make({ name: 'Vietos filialas' }, admin);
  const made = await coordinator.post('/api/v1/points', { branch: home, utility: 'eso', services: ['declare-readings'], languages: ['lt', 'en'] });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.code, 'vietos-filialas-eso');
  assert.equal(made.json.lifecycle, 'planned');
  assert.deepEqual(made.json.languages, ['en', 'lt']);
  const go = (body) => change(coordinator, 'points', made.json.code, body);
  assert.deepEqual(problems(await go({ lifecycle: 'suspended' })), ['/lifecycle lifecycle_goes_on']);
  for (const lifecycle of ['active', 'suspended', 'active']) assert.equal((await go({ lifecycle })).json.lifecycle, lifecycle);
  const listed = await go({ services: [], languages: ['lt'], valid_days: 14, website: 'https://www.eso.lt/' });
  assert.deepEqual([listed.json.services, listed.json.languages, listed.json.valid_days], [[], ['lt'], 14], listed.text);
  assert.deepEqual(problems(await go({ services: ['nothing'] })), ['/services unknown_code']);
  await waitFor('the point', async () => (await visitor.get(`/api/v1/points/${made.json.code}`)).status === 200);
  assert.equal((await go({ lifecycle: 'removed' })).status, 200);
  await waitFor('410', async () => (await visitor.get(`/api/v1/points/${made.json.code}`)).status === 410);
  assert.deepEqual(problems(await go({ lifecycle: 'active' })), ['/lifecycle lifecycle_goes_on']);
});

test('a point that was removed gives its utility no say in the branch any more', async () => {
  const code = await make({ name: 'Tik su viena vieta' });
  const at = `/api/v1/staff/branches/${code}`, point = (await manager.post('/api/v1/points', { branch: code, utility: 'eso' })).json;
  await server.sql(`delete from agreement a using library l where l.id = a.library_id and l.code = $1`, [library]);
  assert.equal((await coordinator.get(at)).status, 200);
  assert.equal((await change(coordinator, 'points', point.code, { lifecycle: 'removed' })).status, 200);
  assert.equal((await coordinator.get(at)).status, 403);
});

test('a library makes points of utilities that it has an agreement with', async () => {
  const [{ code: agreed }] = await server.sql(`select o.code from organization o where o.kind = 'utility' and o.code = 'eso'`);
  await server.sql(`delete from agreement a using library l where l.id = a.library_id and l.code = $1`, [library]);
  const body = { branch, utility: agreed, code: 'antra-pasvalio', confirm_duplicate: true };
  assert.equal((await manager.post('/api/v1/points', body)).status, 403, 'row level security says no');
  assert.equal((await coordinator.post('/api/v1/branches', { library, name: 'Be sutarties' })).status, 403);
  assert.equal((await agree({ starts_on: '2026-09', obligations: { lt: 'Slapta' } })).state, 'draft');
  assert.equal((await manager.post('/api/v1/points', body)).status, 201);
});

test('a second point of a utility in a branch is asked about first', async () => {
  const code = await make({ name: 'Dviejų vietų filialas' });
  const first = await coordinator.post('/api/v1/points', { branch: code, utility: 'eso' });
  assert.equal(first.status, 201, first.text);
  const asked = await coordinator.post('/api/v1/points', { branch: code, utility: 'eso' });
  assert.equal(asked.status, 409, asked.text);
  assert.deepEqual(problems(asked), ['/confirm_duplicate duplicate_point']);
  assert.deepEqual(asked.json.candidates.map(({ code: at, lifecycle }) => [at, lifecycle]), [[first.json.code, 'planned']]);
  assert.equal((await change(coordinator, 'points', first.json.code, { lifecycle: 'removed' })).status, 200);
  assert.equal((await coordinator.post('/api/v1/points', { branch: code, utility: 'eso' })).status, 201, 'one that was removed is none');
  assert.equal((await coordinator.post('/api/v1/points', { branch: code, utility: 'eso', confirm_duplicate: true })).status, 201);
});

test('agreements: a draft isn’t public, an active one is, without its obligations', async () => {
  const code = agreement;
  const shown = async () => (await visitor.get(`/api/v1/libraries/${library}`)).text;
  assert.equal((await manager.get(`/api/v1/staff/agreements/${code}`)).status, 200, 'the library reads it');
  assert.equal((await librarian.get(`/api/v1/staff/agreements/${code}`)).status, 404, 'others don’t even learn that it is there');
  const { etag } = await read(coordinator, `/api/v1/staff/agreements/${code}`);
  assert.equal((await patch(manager, `/api/v1/agreements/${code}`, { state: 'active' }, etag)).status, 403);
  for (const ends of ['2026', '2026-13', '2026-02-30', 'soon', '20260901']) {
    const answer = await patch(coordinator, `/api/v1/agreements/${code}`, { ends_on: ends }, etag);
    assert.deepEqual(problems(answer), [ends === '2026' ? '/ends_on ends_before' : '/ends_on precise_date'], ends);
  }
  const active = await patch(coordinator, `/api/v1/agreements/${code}`, { state: 'active', ends_on: '2028-08-31', summary: { lt: 'Vieša santrauka' } }, etag);
  assert.equal(active.status, 200, active.text);
  assert.equal(active.json.starts_on, '2026-09');
  await waitFor('the agreement', async () => (await shown()).includes('2028-08-31'));
  assert.doesNotMatch(await shown(), /Slapta/);
  assert.deepEqual(problems(await coordinator.post('/api/v1/agreements', { utility: 'lesto', library })), ['/utility not_yours']);
});

test('libraries: made by a coordinator for the utility, changed with their institution, merged', async () => {
  const body = { name: 'Naujoji viešoji biblioteka', municipality: 'LT-34', phone: '+370 600 00000', confirm_duplicate: true };
  const asked = await coordinator.post('/api/v1/libraries', { ...body, confirm_duplicate: undefined, utility: 'eso' });
  assert.equal(asked.status, 409, asked.text);
  assert.deepEqual(problems(asked), ['/confirm_duplicate duplicate_library']);
  assert.deepEqual(asked.json.candidates, [{ code: 'pasvalio-vb', name: 'Pasvalio Mariaus Katiliškio viešoji biblioteka', municipality: 'LT-34' }]);
  const same = await coordinator.post('/api/v1/libraries', { name: 'pasvalio mariaus katiliskio viesoji biblioteka', utility: 'eso' });
  assert.equal(same.json.candidates?.[0]?.code, 'pasvalio-vb', 'called the same, whatever its municipality');
  assert.deepEqual(problems(await coordinator.post('/api/v1/libraries', body)), ['/utility required']);
  assert.equal((await manager.post('/api/v1/libraries', { ...body, utility: 'eso' })).status, 422);
  const made = await coordinator.post('/api/v1/libraries', { ...body, utility: 'eso' });
  assert.equal(made.status, 201, made.text);
  const code = made.json.code;
  assert.equal(code, 'naujoji-viesoji-biblioteka');
  const home = await coordinator.post('/api/v1/branches', { library: code, name: 'Naujosios filialas', kind: 'central' });
  assert.equal(home.status, 201, home.text);
  const { etag } = await read(coordinator, `/api/v1/staff/libraries/${code}`);
  const changed = await patch(coordinator, `/api/v1/libraries/${code}`, { name: 'Naujausioji biblioteka', phone: null, website: 'https://example.org/' }, etag);
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual([changed.json.name, changed.json.phone], ['Naujausioji biblioteka', null]);
  assert.equal((await patch(coordinator, `/api/v1/libraries/${code}`, { name: 'X' }, etag)).status, 412);
  const merged = await admin.post(`/api/v1/libraries/${code}/merge`, { into: library }, { 'If-Match': changed.headers.get('etag') });
  assert.equal(merged.status, 200, merged.text);
  assert.equal((await stored(home.json.code)).row.library, library);
  assert.equal((await stored(home.json.code)).row.kind, 'branch', 'one central library is enough');
  await waitFor('the redirect', async () => (await visitor.get(`/api/v1/libraries/${code}`)).status === 301);
  const found = await visitor.get('/api/v1/branches?q=naujausioji');
  assert.ok(found.json.items.some((item) => item.code === home.json.code), 'its branches are found by its old name');
});

test('a coordinator can’t take in a library that is somebody else’s', async () => {
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('vandenys', 'utility', 'Vandenys', 'lt', 'LT')`);
  const other = await enrol(server, { role: 'coordinator', scope: 'vandenys', name: 'Vanda' });
  assert.equal((await other.get(`/api/v1/staff/branches/${branch}`)).status, 403);
  assert.equal((await other.post('/api/v1/agreements', { utility: 'vandenys', library })).status, 403);
  assert.deepEqual(problems(await other.post('/api/v1/points', { branch, utility: 'vandenys' })), ['/branch not_yours']);
});

test('an agreement that has ended isn’t opened again over the library’s head', async () => {
  const made = await coordinator.post('/api/v1/libraries', { confirm_duplicate: true, name: 'Nauja biblioteka', municipality: 'LT-34', utility: 'eso' });
  assert.equal(made.status, 201, made.text);
  const [{ code }] = await server.sql('select a.code from agreement a join library l on l.id = a.library_id where l.code = $1', [made.json.code]);
  const head = await enrol(server, { role: 'library_manager', scope: made.json.code, name: 'Birute' });
  assert.equal((await change(coordinator, 'agreements', code, { state: 'active' })).status, 200);
  assert.equal((await change(coordinator, 'agreements', code, { state: 'ended' })).status, 200);
  assert.equal((await coordinator.get(`/api/v1/staff/libraries/${made.json.code}`)).status, 403);
  assert.equal((await change(coordinator, 'agreements', code, { state: 'active' })).status, 403);
  assert.equal((await head.get(`/api/v1/staff/agreements/${code}`)).json.state, 'ended');
  assert.equal((await change(admin, 'agreements', code, { state: 'active' })).status, 200);
});

test('hours: set whole, read the same, with the public following', async () => {
  const code = await make({ name: 'Valandų filialas' }, admin);
  const at = `/api/v1/branches/${code}/hours`, staff = `/api/v1/staff/branches/${code}/hours`;
  const { row, etag } = await read(manager, staff);
  assert.deepEqual(row, { version: 1, rules: [], exceptions: [] });
  const said = {
    rules: [
      { kind: 'weekly', weekdays: [1, 2, 3, 4, 5], periods: ['10:00–13:00', '13:30–18:00'] },
      { kind: 'weekly', weekdays: [6], periods: ['22:00–26:00'] },
      { kind: 'weekly', weekdays: [1, 2, 3, 4, 5], season_from: '06-01', season_until: '08-31', periods: ['09:00–16:00'] },
      { kind: 'monthly', weekdays: [1, 2, 3, 4, 5, 6, 7], month_nth: -1, month_of: 'working_day', periods: [] },
      { kind: 'holiday', weekdays: [1, 2, 3, 4, 5, 6, 7], periods: [] },
      { kind: 'eve', weekdays: [1, 2, 3, 4, 5, 6, 7], shortened: 60, periods: null },
    ],
    exceptions: [{ first_day: '2027-02-01', last_day: '2027-02-10', periods: [], reason: { lt: 'Inventorizacija' } }],
  };
  const put = (body, tag) => manager.put(at, body, tag && { 'If-Match': tag });
  assert.equal((await put(said)).status, 428);
  const made = await put(said, etag);
  assert.equal(made.status, 200, made.text);
  const key = (rule) => JSON.stringify(Object.entries(rule).sort());
  assert.deepEqual(made.json.rules.map(key).sort(), said.rules.map(key).sort());
  assert.deepEqual(made.json.exceptions, said.exceptions);
  const lost = await put(said, etag);
  assert.equal(lost.status, 412);
  assert.equal(lost.json.current.version, 2);
  await waitFor('the hours', async () => (await visitor.get(`/api/v1/branches/${code}`)).json.open_now !== null);
  const again = await put({ rules: [{ kind: 'weekly', weekdays: [2, 1], periods: ['10-18', '22.30-2'] }], exceptions: [] }, made.headers.get('etag'));
  assert.deepEqual(again.json.rules, [{ kind: 'weekly', weekdays: [1, 2], periods: ['10:00–18:00', '22:30–26:00'] }], again.text);
});

test('hours that are saved change what differs alone', async () => {
  const { json: { code } } = await manager.post('/api/v1/branches', { library, name: 'Skirtumų filialas' });
  const at = `/api/v1/branches/${code}/hours`, staff = `/api/v1/staff/branches/${code}/hours`;
  const day = (weekday, until = 18) => ({ kind: 'weekly', weekdays: [weekday], periods: [`10:00–${until}:00`] });
  const away = (first_day, last_day, lt) => ({ first_day, last_day, periods: [], reason: { lt } });
  const rules = [1, 2, 3, 4, 5].map((weekday) => day(weekday));
  const exceptions = [away('2027-02-03', '2027-02-05', 'Anksčiau'), away('2027-02-01', '2027-02-03', 'Vėliau'), away('2027-03-01', '2027-03-01', 'Kovas')];
  const saved = async (said) => {
    const [{ last }] = await server.sql('select max(number) as last from audit_entry');
    const answer = await manager.put(at, said, { 'If-Match': (await read(manager, staff)).etag });
    assert.equal(answer.status, 200, answer.text);
    const noted = await server.sql(`select operation || ' ' || kind as said from audit_entry where number > $1 and kind like 'hours%' order by number`, [last]);
    return noted.map(({ said }) => said);
  };
  assert.equal((await saved({ rules, exceptions })).length, 8);
  assert.deepEqual(await saved({ rules, exceptions }), [], 'what is the same stays');
  const { rules: stored, exceptions: told } = (await read(manager, staff)).row;
  assert.deepEqual(await saved({ rules: stored, exceptions: told }), [], 'in the order that is told, too');
  assert.deepEqual(await saved({ rules: [...rules.slice(0, 4), day(5, 16)], exceptions }), ['delete hours_rule', 'create hours_rule'], 'one day of the week');
  assert.deepEqual(await saved({ rules: rules.slice(0, 4), exceptions: exceptions.slice(0, 2) }),
    ['delete hours_rule', 'delete hours_exception']);
  const { row } = await read(manager, staff);
  assert.deepEqual([row.rules.length, row.exceptions.map(({ reason }) => reason.lt)], [4, ['Anksčiau', 'Vėliau']]);
});

test('of exceptions as long as each other the later one of the document holds, and those that stay are the same rows', async () => {
  const code = await make({ name: 'Eilės filialas' });
  const at = `/api/v1/branches/${code}/hours`, staff = `/api/v1/staff/branches/${code}/hours`;
  const away = (lt, first_day = '2027-07-01', last_day = '2027-07-31') => ({ first_day, last_day, periods: [], reason: { lt } });
  const saved = async (exceptions) => {
    const answer = await manager.put(at, { rules: [], exceptions }, { 'If-Match': (await read(manager, staff)).etag });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json.exceptions, exceptions);
  };
  const rows = () => server.sql(`select e.id, e.reason ->> 'lt' as said, e.made_at::text, u.name from hours_exception e join schedule s on s.id = e.schedule_id
    join branch b on b.id = s.branch_id left join people.user u on u.id = e.user_id where b.code = $1 order by e.made_at`, [code]);
  const opens = async (day) => (await server.sql(`select d.opens from schedule s join branch b on b.id = s.branch_id
    cross join lateral hours_days(array[s.id], $2::date, $2::date + 1) as d where b.code = $1`, [code, day]))[0].opens;
  const closed = away('Uždaryta'), tuesdays = { ...away('Antradieniais'), weekdays: [2], periods: ['10:00–14:00'] };
  await saved([closed, tuesdays]);
  assert.deepEqual([await opens('2027-07-05'), await opens('2027-07-06')], [null, 600]);
  await saved([tuesdays, closed]);
  assert.equal(await opens('2027-07-06'), null);
  // Days that overlap: the later one holds, and not that which begins later.
  await saved([away('Vėlesnė pradžia', '2027-02-03', '2027-02-05'), { ...away('Ankstesnė pradžia', '2027-02-01', '2027-02-03'), periods: ['09:00–12:00'] }]);
  assert.equal(await opens('2027-02-03'), 540);

  // What a coordinator planned keeps its id, its time and who planned it, wherever others are put.
  await saved([closed, tuesdays]);
  const planned = await coordinator.post(`/api/v1/branches/${code}/closures`, { first_day: '2027-05-03', last_day: '2027-05-04', reason: { lt: 'Planas' } });
  assert.equal(planned.status, 201, planned.text);
  const before = await rows();
  assert.deepEqual([before[2].id, before[2].name], [planned.json.id, 'Rasa']);
  const { exceptions: [, , plan] } = (await read(manager, staff)).row;
  await saved([away('Pirma'), closed, away('Įterpta'), away('Ir dar'), tuesdays, plan, away('Paskutinė')]);
  const now = await rows();
  assert.deepEqual(now.map(({ said }) => said), ['Pirma', 'Uždaryta', 'Įterpta', 'Ir dar', 'Antradieniais', 'Planas', 'Paskutinė']);
  assert.deepEqual([now[1], now[4], now[5]], before);
  assert.equal(new Set(now.map(({ made_at: made }) => made)).size, 7, 'no two are made at one time: chance would decide');
  // Put between two again and again until there is no time between them.
  let between = [];
  for (let i = 0; i < 12; i++) await saved([closed, ...(between = [away(`Nr. ${i}`), ...between]), tuesdays]);
  await saved([tuesdays, closed]);
  assert.equal((await coordinator.remove(`/api/v1/closures/${planned.json.id}`)).status, 404);
});

test('hours that are none are refused, and leave all as it was', async () => {
  const staff = `/api/v1/staff/branches/${branch}/hours`;
  const weekly = { kind: 'weekly', weekdays: [1], periods: ['10:00–18:00'] };
  await manager.put(`/api/v1/branches/${branch}/hours`, { rules: [weekly], exceptions: [] }, { 'If-Match': (await read(manager, staff)).etag });
  const { row, etag } = await read(manager, staff);
  for (const [rule, wanted] of [
    [{ ...weekly, periods: ['25:00–26:00'] }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: ['10:00–34:01'] }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: [null] }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: ['22:00–22:00'] }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: [['10:00–18:00']] }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: ['10:00–18:00', '9:00–11:00'] }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: ['soon'] }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: 'x' }, '/rules/1/periods hours_periods'],
    [{ ...weekly, periods: null }, '/rules hours_rule'],
    [{ ...weekly, weekdays: [8] }, '/rules/1/weekdays hours_weekdays'],
    [{ ...weekly, weekdays: [] }, '/rules/1/weekdays hours_weekdays'],
    [{ ...weekly, weekdays: [1.5] }, '/rules/1/weekdays hours_weekdays'],
    [{ ...weekly, weekdays: 'x' }, '/rules/1/weekdays hours_weekdays'],
    [{ ...weekly, weekdays: { a: 1 } }, '/rules/1/weekdays hours_weekdays'],
    [{ ...weekly, kind: 'yearly' }, '/rules hours_rule'],
    [{ ...weekly, colour: 'red' }, '/rules/1 hours_rule'],
    [{ ...weekly, valid_from: '2026-02-30' }, '/rules/1/valid_from hours_day'],
    [{ ...weekly, valid_from: '0000-01-01' }, '/rules/1/valid_from hours_day'],
    [{ ...weekly, valid_from: 'infinity' }, '/rules/1/valid_from hours_day'],
    [{ ...weekly, valid_from: 'tomorrow' }, '/rules/1/valid_from hours_day'],
    [{ ...weekly, valid_until: 20270101 }, '/rules/1/valid_until hours_day'],
    [{ ...weekly, weekdays: ['1'] }, '/rules/1/weekdays hours_weekdays'],
    [{ ...weekly, valid_until: '2200-01-01' }, '/rules hours_rule'],
    [{ ...weekly, season_from: '06-01' }, '/rules hours_season'],
    [{ ...weekly, season_from: '06-01', season_until: '14-01' }, '/rules/1/season_until hours_season'],
    [{ ...weekly, stop: 'Nowhere' }, '/rules hours_stop'],
    [{}, '/rules/1 hours_rule'],
  ]) {
    const answer = await manager.put(`/api/v1/branches/${branch}/hours`, { rules: [weekly, rule], exceptions: [] }, { 'If-Match': etag });
    assert.equal(answer.status, 422, `${JSON.stringify(rule)} ${answer.text}`);
    assert.deepEqual(problems(answer), [wanted], JSON.stringify(rule));
  }
  for (const [exception, wanted] of [
    [{ first_day: '2027-01-02', last_day: '2027-01-01', periods: [] }, '/exceptions hours_days'],
    [{ first_day: '2027-01-02', last_day: '2038-01-02', periods: [] }, '/exceptions hours_long'],
    [{ first_day: '2027-01-02' }, '/exceptions/0 hours_exception'],
    [{ periods: [] }, '/exceptions/0 hours_exception'],
    [{ first_day: '2027-01-02', periods: [], reason: 'x' }, '/exceptions hours_exception'],
    [{ first_day: 'infinity', periods: [] }, '/exceptions/0/first_day hours_day'],
    [{ first_day: '24.12.2027', periods: [] }, '/exceptions/0/first_day hours_day'],
    [{ first_day: '2027-12-24', last_day: 'Dec 25 2027', periods: [] }, '/exceptions/0/last_day hours_day'],
    [{ first_day: '2027-12-24', weekdays: ['5'], periods: [] }, '/exceptions/0/weekdays hours_weekdays'],
    [{ first_day: '2027-01-02', periods: [], reason: { lt: 'a\u0001b' } }, '/exceptions hours_exception'],
    [{ first_day: '2027-01-02', periods: [], reason: { lt: 'x'.repeat(2000) } }, '/exceptions hours_exception'],
  ]) {
    const answer = await manager.put(`/api/v1/branches/${branch}/hours`, { rules: [weekly], exceptions: [exception] }, { 'If-Match': etag });
    assert.deepEqual(problems(answer), [wanted], answer.text);
  }
  const types = await manager.put(`/api/v1/branches/${branch}/hours`, { rules: [1], exceptions: {} }, { 'If-Match': etag });
  assert.deepEqual(problems(types).sort(), ['/exceptions type', '/rules type']);
  assert.deepEqual((await read(manager, staff)).row, row);
  assert.equal((await librarian.put(`/api/v1/branches/${branch}/hours`, { rules: [], exceptions: [] }, { 'If-Match': etag })).status, 403);
});

test('merged: who follows it, what visitors reported and the way in go along; reports move with their point', async () => {
  const kept = await make({ name: 'Kuris lieka' }, admin), merged = await make({ name: 'Kuris sulietas' }, admin), third = await make({ name: 'Kur persikelta' }, admin);
  assert.equal((await change(manager, 'branches', merged, { step_free: true })).status, 200);
  assert.equal((await coordinator.post('/api/v1/points', { branch: merged, utility: 'eso', code: 'sekamas-eso', lifecycle: 'active' })).status, 201);
  await waitFor('the point', async () => (await visitor.get('/api/v1/points/sekamas-eso')).status === 200);
  assert.equal((await visitor.post('/api/v1/points/sekamas-eso/problem-reports', { problem: 'printer' })).status, 201);
  assert.equal((await visitor.post(`/api/v1/branches/${merged}/corrections`, { correction: 'phone' })).status, 201);
  const followers = (code) => server.sql(`select f.email, f.confirmed_at is not null as confirmed from people.follower f join branch b on b.id = f.branch_id where b.code = $1 order by f.email`, [code]);
  const follow = (code, email, confirmed) => server.sql(`insert into people.follower (email, language, branch_id, confirmed_at) select $1, 'lt', id, case when $2 then clock_now() end from branch where code = $3`, [email, confirmed, code]);
  await follow(merged, 'abu@example.org', true);
  await follow(kept, 'abu@example.org', false);
  await follow(merged, 'vienas@example.org', true);
  assert.equal((await manager.post(`/api/v1/branches/${merged}/merge`, { into: kept }, { 'If-Match': (await stored(merged)).etag })).status, 200);
  assert.deepEqual(await followers(kept), [{ email: 'abu@example.org', confirmed: true }, { email: 'vienas@example.org', confirmed: true }]);
  const reports = () => server.sql(`select r.about, b.code from public_report r join branch b on b.id = r.branch_id where r.about in ('printer', 'phone') order by r.about`);
  assert.deepEqual(await reports(), [{ about: 'phone', code: kept }, { about: 'printer', code: kept }]);
  assert.equal((await stored(kept)).row.step_free, true);
  assert.equal((await change(coordinator, 'points', 'sekamas-eso', { branch: third })).status, 200);
  assert.deepEqual(await reports(), [{ about: 'phone', code: kept }, { about: 'printer', code: third }]);
});

test('of two who merge two branches into each other at once one does, and the other is told', async () => {
  for (let i = 0; i < 5; i++) {
    const pair = [await make({ name: `Pora ${i}` }), await make({ name: `Pora kita ${i}` })];
    const etags = [];
    for (const code of pair) etags.push((await stored(code)).etag);
    const answers = await Promise.all([0, 1].map((one) => manager.post(`/api/v1/branches/${pair[one]}/merge`, { into: pair[1 - one] }, { 'If-Match': etags[one] })));
    const statuses = answers.map(({ status }) => status).sort();
    assert.equal(statuses[0], 200, answers.map(({ text }) => text).join('\n'));
    assert.ok([404, 412, 422].includes(statuses[1]), answers.map(({ text }) => text).join('\n'));
  }
});

test('a branch that has hours can be deleted, and merged into one that has hours', async () => {
  const codes = [];
  for (const name of ['Su valandomis', 'Su kitomis valandomis', 'Su trečiomis valandomis']) {
    codes.push(await make({ name }));
    const { etag } = await read(manager, `/api/v1/staff/branches/${codes.at(-1)}/hours`);
    const hours = { rules: [{ kind: 'weekly', weekdays: [1], periods: ['10-18'] }], exceptions: [{ first_day: '2026-12-24', periods: [] }] };
    assert.equal((await manager.put(`/api/v1/branches/${codes.at(-1)}/hours`, hours, { 'If-Match': etag })).status, 200);
  }
  const [merged, kept, deleted] = codes;
  const answer = await manager.post(`/api/v1/branches/${merged}/merge`, { into: kept }, { 'If-Match': (await stored(merged)).etag });
  assert.equal(answer.status, 200, answer.text);
  const gone = await manager.remove(`/api/v1/branches/${deleted}`, { 'If-Match': (await stored(deleted)).etag });
  assert.ok(gone.status < 300, gone.text);
  assert.equal((await read(manager, `/api/v1/staff/branches/${kept}/hours`)).row.rules.length, 1);
});

test('hours go along to a branch of whose hours nothing was said but of today', async () => {
  const merged = await make({ name: 'Su savaite' }), kept = await make({ name: 'Be savaitės' });
  const hours = async (code) => (await manager.get(`/api/v1/staff/branches/${code}/hours`)).json;
  const said = { rules: [{ kind: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], periods: ['00:00–24:00'] }], exceptions: [{ first_day: '2026-12-24', last_day: '2026-12-24', periods: [] }] };
  assert.equal((await manager.put(`/api/v1/branches/${merged}/hours`, said, { 'If-Match': '"v1"' })).status, 200);
  assert.equal((await manager.post(`/api/v1/branches/${kept}/today`, { cause: 'closed_today' })).status, 201);
  await server.sql(`update branch set time_zone = 'Pacific/Kiritimati' where code = $1`, [merged]);
  const question = await manager.get(`/en/staff/directory/branches/${merged}/merge?into=${kept}`);
  assert.match(question.text, /Its opening hours move/);
  const answer = await manager.post(`/api/v1/branches/${merged}/merge`, { into: kept }, { 'If-Match': (await stored(merged)).etag });
  assert.equal(answer.status, 200, answer.text);
  const { rules, exceptions, version } = await hours(kept);
  assert.deepEqual({ rules, exceptions }, said);
  assert.ok(version > 2, `${version}`);
  const state = async () => (await visitor.get(`/api/v1/branches/${kept}`)).json;
  await waitFor('what was tapped there', async () => (await state()).open_now === false);
  assert.equal((await manager.remove(`/api/v1/branches/${kept}/today/closed_today`)).status, 200);
  await waitFor('the hours that went along', async () => (await state()).open_now === true);
  // By the clock of where they are now.
  const [compiled] = await server.sql(`select h.compiled_from, wall_minute(b.time_zone, (h.compiled_for - 1)::timestamp) as wanted from hours_compiled h
    join schedule s on s.id = h.schedule_id join branch b on b.id = s.branch_id where b.code = $1`, [kept]);
  assert.equal(compiled.compiled_from, compiled.wanted);
});

test('what one tap says of today stays when hours are set', async () => {
  assert.equal((await librarian.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 201);
  const { etag } = await read(manager, `/api/v1/staff/branches/${branch}/hours`);
  assert.equal((await manager.put(`/api/v1/branches/${branch}/hours`, { rules: [], exceptions: [] }, { 'If-Match': etag })).status, 200);
  assert.equal((await server.sql(`select count(*) from hours_exception where cause = 'closed_today'`))[0].count, 1);
});

test('librarians read, and don’t edit; phones neither', async () => {
  const { etag } = await stored(branch, librarian);
  assert.equal((await patch(librarian, `/api/v1/branches/${branch}`, { name: 'X' }, etag)).status, 403);
  assert.equal((await librarian.post('/api/v1/branches', { library, name: 'X' })).status, 403);
  assert.equal((await librarian.post(`/api/v1/branches/${branch}/verifications`, undefined, { 'If-Match': etag })).status, 403);
  assert.equal((await patch(visitor, `/api/v1/branches/${branch}`, { name: 'X' }, etag)).status, 401);
});

test('row level security alone keeps what is foreign', async () => {
  const [{ user_id: user }] = await server.sql(`select user_id from people.grant g join people.user u on u.id = g.user_id where u.name = 'Danguole'`);
  const asManager = (statement) => server.sql(`begin; set local role branchlight_staff; select set_config('branchlight.user', '${user}', true); ${statement}; rollback`);
  const changed = async (statement) => (await asManager(`with done as (${statement} returning 1) select count(*) from done`));
  for (const statement of [
    `update branch set area = 'rural' where code = 'lt-kelme'`,
    `delete from branch where code = 'lt-kelme'`,
    `update point set valid_days = 3 where code = 'kelme-eso'`,
    `update organization set phone = null where code = 'eso'`,
  ]) await changed(statement);
  assert.equal((await server.sql(`select area from branch where code = 'lt-kelme'`))[0].area, 'urban');
  await assert.rejects(asManager(`insert into branch (code, library_id, kind, name, name_language, country, time_zone) select 'lt-xxx', id, 'branch', 'X', 'lt', 'LT', 'Europe/Vilnius' from library where code = 'kelmes-vb'`), /row-level security/);
  await assert.rejects(asManager(`update branch set library_id = (select id from library where code = 'kelmes-vb') where code = '${branch}'`), /row-level security/);
  await assert.rejects(asManager(`select branch_merge((select id from branch where code = '${branch}'), (select id from branch where code = 'lt-kelme'))`), /one's own/);
  await assert.rejects(asManager(`insert into agreement (code, utility_id, library_id, state) select 'zzz', o.id, l.id, 'draft' from organization o, library l where o.code = 'eso' and l.code = '${library}'`), /row-level security/);
  await assert.rejects(asManager(`update branch set demo = true where code = '${branch}'`), /permission denied/);
});

test('a utility’s contacts are its coordinators’ to keep; they stand beside its points at once', async () => {
  const at = '/api/v1/organizations/eso', staff = '/api/v1/staff/organizations/eso';
  const { row, etag } = await read(coordinator, staff);
  assert.equal(row.kind, 'utility');
  for (const who of [manager, librarian]) {
    assert.equal((await who.get(staff)).status, 403);
    assert.equal((await who.patch(at, { phone: '1' }, { 'If-Match': etag })).status, 403);
  }
  assert.equal((await coordinator.patch('/api/v1/organizations/lesto', { phone: '1852' }, { 'If-Match': '"v1"' })).status, 403);
  assert.deepEqual(problems(await coordinator.patch(at, { phone: 'call us', self_service: 'eso.lt' }, { 'If-Match': etag })).length, 1);
  assert.deepEqual(problems(await coordinator.patch(at, { self_service: 'eso.lt' }, { 'If-Match': etag })), ['/self_service url']);
  assert.deepEqual(problems(await coordinator.patch(at, { name: null }, { 'If-Match': etag })), ['/name required']);
  const changed = await coordinator.patch(at, { phone: '+370 697 61852', self_service: 'https://mano.eso.example/' }, { 'If-Match': etag });
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual([changed.json.phone, changed.json.self_service, changed.json.contact_certainty, changed.json.name], ['+370 697 61852', 'https://mano.eso.example/', 'confirmed', row.name]);
  assert.equal((await coordinator.patch(at, { phone: '1852' }, { 'If-Match': etag })).status, 412, 'of two the second is told');
  const shown = async () => (await (await fetch(new URL('/api/v1/points/pasvalys-eso', server.url))).json()).utility;
  await waitFor('the points', async () => (await shown()).phone === '+370 697 61852');
  assert.equal((await coordinator.get('/api/v1/audit')).json.items.some(({ kind }) => kind === 'organization'), true);
  const back = await coordinator.patch(at, { phone: row.phone, self_service: row.self_service }, { 'If-Match': changed.headers.get('etag') });
  assert.equal(back.status, 200);
  // An institution of a library is edited with the library, and by nobody as a utility.
  const [{ code }] = await server.sql("select o.code from organization o join library l on l.organization_id = o.id where l.code = 'pasvalio-vb'");
  assert.ok([403, 404].includes((await coordinator.get(`/api/v1/staff/organizations/${code}`)).status));
});

test('a library is closed after its branches, its page says so, and no branch is opened in it', async () => {
  const made = await coordinator.post('/api/v1/libraries', { name: 'Uždaroma biblioteka', utility: 'eso', confirm_duplicate: true });
  assert.equal(made.status, 201, made.text);
  const closing = made.json.code, at = `/api/v1/libraries/${closing}`;
  const branches = [];
  for (const name of ['Rytų filialas', 'Centras']) branches.push((await coordinator.post('/api/v1/branches', { library: closing, name, kind: name === 'Centras' ? 'central' : 'branch', confirm_duplicate: true })).json.code);
  const refused = await change(coordinator, 'libraries', closing, { active: false });
  assert.deepEqual(problems(refused), ['/active open_branches']);
  assert.match(refused.json.errors[0].detail, /Centras, Rytų filialas/);
  await assert.rejects(server.sql('update library set active = false where code = $1', [closing]), /library_closes_last|branches in use/);
  for (const code of branches) assert.equal((await change(coordinator, 'branches', code, { active: false })).status, 200);
  const closed = await change(coordinator, 'libraries', closing, { active: false });
  assert.equal(closed.status, 200, closed.text);
  assert.equal(closed.json.active, false);
  await waitFor('the library', async () => (await (await fetch(new URL(at, server.url))).json()).active === false);
  assert.match(await (await fetch(new URL(`/en/libraries/${closing}`, server.url))).text(), /closed for good/);
  assert.deepEqual(problems(await change(coordinator, 'branches', branches[0], { active: true })), ['/library library_closed']);
  assert.deepEqual(problems(await coordinator.post('/api/v1/branches', { library: closing, name: 'Naujas', confirm_duplicate: true })), ['/library library_closed']);
  assert.equal((await change(coordinator, 'libraries', closing, { active: true })).status, 200);
  assert.equal((await change(coordinator, 'branches', branches[0], { active: true })).status, 200);
});

test('a library that was entered by mistake is removed, and nothing that has branches or agreements', async () => {
  const added = async (body) => (await coordinator.post('/api/v1/libraries', { utility: 'eso', confirm_duplicate: true, ...body })).json.code;
  const take = async (who, code) => who.remove(`/api/v1/libraries/${code}`, { 'If-Match': (await read(who, `/api/v1/staff/libraries/${code}`)).etag });
  const gone = await added({ name: 'Klaidinga biblioteka' }), hidden = await added({ name: 'Klaidingas juodraštis', draft: true });
  const { organization_id: institution } = (await server.sql('select organization_id from library where code = $1', [gone]))[0];
  for (const [code, status] of [[gone, 410], [hidden, 404]]) {
    assert.equal((await coordinator.remove(`/api/v1/libraries/${code}`)).status, 428);
    const answer = await take(coordinator, code);
    assert.deepEqual([answer.status, answer.json], [200, { removed: code }], answer.text);
    await waitFor(`${status}`, async () => (await fetch(new URL(`/api/v1/libraries/${code}`, server.url))).status === status);
  }
  assert.deepEqual(await server.sql('select from organization where id = $1', [institution]), []);
  assert.deepEqual(problems(await take(coordinator, library)), ['library has_branches']);
  const agreed = await added({ name: 'Biblioteka su sutartimi' });
  assert.equal((await change(coordinator, 'agreements', `eso-${agreed}`.slice(0, 36), { state: 'active' }).catch(() => ({ status: 0 }))).status, 200);
  assert.deepEqual(problems(await take(coordinator, agreed)), ['library has_agreements']);
});

test('a library whose name has no Latin letter can be added, twice', async () => {
  for (const [name, code] of [['Библиотека имени Пушкина', 'library'], ['Городская библиотека', 'library-2']]) {
    const made = await admin.post('/api/v1/libraries', { name, name_language: 'ru', draft: true });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.code, code);
  }
  assert.equal((await admin.post('/api/v1/libraries', { name: '   ', draft: true })).status, 422);
});
