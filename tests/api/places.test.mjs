// SPDX-License-Identifier: Apache-2.0
//
// Branches and points: ranking, filters, paging, representations and mistakes, over the twenty libraries with
// demonstration data. What a filter should find is worked out here, from the unfiltered list.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { clockAt, createDatabase, startServer, waitFor } from '../support/server.mjs';

// A Wednesday morning at which for ten minutes nothing opens or closes, begins or ends, and no report's age turns: what is asked first
// still holds when it is compared.
const NOW = '2027-03-10T10:18:00+02:00';
let server, database, branches, points;

async function get(path, headers = {}) {
  const answer = await fetch(new URL(path, server.url), { headers });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, headers: answer.headers, text, json: /json$/.test(type) ? JSON.parse(text) : undefined };
}

/** All rows of a list, page by page. */
async function all(path) {
  const rows = [];
  for (let next = path; next; ) {
    const { status, json, headers } = await get(next);
    assert.equal(status, 200, next);
    assert.equal(headers.get('link') !== null, json.next !== null, 'Link says what next says');
    rows.push(...json.items);
    next = json.next;
  }
  return rows;
}

const codes = (rows) => rows.map((row) => row.code);

/** Metres along a great circle, by the haversine formula on a sphere of mean radius. */
function metres(a, b) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = (angle) => Math.sin(angle / 2) ** 2;
  const [latitude, longitude] = [radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)];
  const chord = half(latitude) + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(longitude);
  return 2 * 6371008.8 * Math.asin(Math.sqrt(chord));
}

before(async () => {
  database = await createDatabase('migrated'); // so that the server puts in its data, about that day, before it answers
  server = await startServer({ demo: true, database, parameters: [clockAt(NOW)] });
  // The months that are over are counted by a job that runs once the server has started.
  await waitFor('the availability of past months', async () => (points = await all('/api/v1/points?limit=100')).some(({ availability }) => availability.length > 0));
  branches = await all('/api/v1/branches?limit=100');
});
after(async () => {
  await server?.stop();
  await database?.drop();
});

test('the twenty libraries are there, each with its point, in the order of Lithuanian names', () => {
  const towns = ['lazdijai', 'sakiai', 'pasvalys', 'telsiai', 'silute', 'skuodas', 'kretinga', 'varena', 'kelme', 'ignalina',
    'rokiskis', 'kupiskis', 'kaisiadorys', 'joniskis', 'salcininkai', 'visaginas', 'svencionys', 'jonava', 'ukmerge', 'anyksciai'];
  for (const town of towns) assert.ok(codes(branches).includes(`lt-${town}`), town);
  assert.ok(branches.length <= 100);
  for (const branch of branches) assert.ok(branch.points.length >= 1, branch.code);
  const names = branches.map((branch) => branch.name);
  assert.deepEqual(names, [...names].sort(new Intl.Collator('lt').compare));
});

test('near ranks by great-circle distance', async () => {
  const from = { latitude: 55.73, longitude: 24.36 };
  const ranked = await all('/api/v1/branches?near=55.73,24.36&limit=7');
  const expected = branches
    .filter((branch) => branch.location)
    .map((branch) => ({ code: branch.code, distance: metres(from, branch.location) }))
    .sort((a, b) => a.distance - b.distance);
  assert.equal(ranked.length, branches.length);
  ranked.slice(0, expected.length).forEach((branch, place) => {
    assert.ok(Math.abs(branch.distance_m - expected[place].distance) <= 1, branch.code);
  });
});

test('usable=now gives ranked, reasoned answers at any hour', async () => {
  const usable = await all('/api/v1/branches?near=55.73,24.36&usable=now');
  assert.ok(usable.length >= 3, 'the lobbies are open round the clock');
  const expected = branches.filter((branch) => branch.points.some((point) => point.usable_now));
  assert.deepEqual(codes(usable).sort(), codes(expected).sort());
  for (const branch of usable) {
    const point = branch.points.find((one) => one.usable_now);
    assert.ok(['working', 'limited'].includes(point.status));
    assert.equal(point.open_now, true);
    assert.ok(point.reasons.length >= 2);
    for (const reason of point.reasons) assert.ok(reason.text.length > 3 && !reason.text.includes('reason.'), reason.text);
  }
  const distances = usable.map((branch) => branch.distance_m);
  assert.deepEqual(distances, [...distances].sort((a, b) => a - b));
});

test('filters find what the unfiltered list says they should', async () => {
  const some = (test) => branches.filter((branch) => branch.points.some(test)).map((branch) => branch.code).sort();
  const cases = {
    'status=working': some((point) => point.status === 'working'),
    'status=limited,out_of_order': some((point) => ['limited', 'out_of_order'].includes(point.status)),
    'assisted=true': some((point) => point.assisted_now),
    'step_free=true': branches.filter((branch) => branch.step_free === true).map((branch) => branch.code).sort(),
    'municipality=LT-34': branches.filter((branch) => branch.municipality?.code === 'LT-34').map((branch) => branch.code).sort(),
    'utility=eso&usable=now': some((point) => point.utility.code === 'eso' && point.usable_now),
    'service=pay-bills&assisted=true': some((p) => p.assisted_now && p.services.some((service) => service.code === 'pay-bills')),
    'language=lt&status=working': some((point) => point.languages.includes('lt') && point.status === 'working'),
    'open=now': branches.filter((b) => b.open_now || b.points.some((point) => point.open_now)).map((b) => b.code).sort(),
    'bbox=20.9,55.5,23,56.5': branches.filter((b) => b.location && b.location.longitude >= 20.9 && b.location.longitude <= 23 &&
      b.location.latitude >= 55.5 && b.location.latitude <= 56.5).map((branch) => branch.code).sort(),
    'near=55.73,24.36&radius=60000': branches.filter((b) => b.location &&
      metres({ latitude: 55.73, longitude: 24.36 }, b.location) <= 60000).map((branch) => branch.code).sort(),
  };
  for (const [query, expected] of Object.entries(cases)) {
    const found = codes(await all(`/api/v1/branches?${query}`)).sort();
    assert.deepEqual(found, expected, query);
  }
  assert.deepEqual(codes(await all('/api/v1/points?usable=now')).sort(),
    codes(points.filter((point) => point.usable_now)).sort());
  assert.deepEqual(codes(await all('/api/v1/branches?language=sw')), [], 'nobody speaks it: not a mistake');
});

test('a utility that was replaced is asked for by either code', async () => {
  const of = async (utility) => codes(await all(`/api/v1/points?utility=${utility}`)).sort();
  assert.ok((await of('eso')).length >= 20);
  assert.deepEqual(await of('lesto'), await of('eso'));
  const months = async (utility) => (await get(`/api/v1/availability?utility=${utility}`)).json;
  assert.deepEqual(await months('lesto'), await months('eso'));
});

test('search finds what a person means', async () => {
  const first = async (q) => (await get(`/api/v1/branches?q=${encodeURIComponent(q)}`)).json.items.map((item) => item.code);
  assert.equal((await first('pasvalis'))[0], 'lt-pasvalys');
  assert.equal((await first('Pasvalys'))[0], 'lt-pasvalys');
  assert.equal((await first('salcininkai'))[0], 'lt-salcininkai');
  assert.equal((await first('Soleczniki'))[0], 'lt-salcininkai');
  assert.equal((await first('Шальчининкай'))[0], 'lt-salcininkai');
  assert.equal((await first('katiliskio'))[0], 'lt-pasvalys');
  assert.equal((await first('lesto')).length, 20, 'the old name of the utility finds its points');
  assert.equal((await first('www.manoelektra.lt')).length, 20, 'so does its site');
  assert.deepEqual(await first('qqqqqqqq'), []);
  const vilnius = (await get('/api/v1/branches?q=vilnius&limit=1&lang=lt')).json; // more than the typo in "Vilniaus g. 3" of Joniškis
  assert.equal(vilnius.place?.name, 'Vilnius');
  for (const words of ['siauliai', 'Šiauliai', 'Siauliaj']) { // no library there: the nearest ones
    const { json } = await get(`/api/v1/branches?q=${encodeURIComponent(words)}&limit=3&lang=lt`);
    assert.equal(json.place.name, 'Šiauliai', words);
    assert.ok(json.items[0].distance_m < json.items[1].distance_m, words);
    const rows = await all(`/api/v1/branches?q=${encodeURIComponent(words)}&limit=3`);
    assert.deepEqual(codes(rows), codes(await all(`/api/v1/branches?near=${json.place.latitude},${json.place.longitude}`)));
  }
});

test('paging gives each row once, whatever the order; a mark holds for its filters only', async () => {
  for (const query of ['sort=name', 'near=55.1,24.1', 'q=biblioteka', 'status=working,limited,unknown,out_of_order']) {
    const rows = codes(await all(`/api/v1/branches?${query}&limit=3`));
    assert.equal(new Set(rows).size, rows.length, query);
    assert.equal(rows.length, codes(await all(`/api/v1/branches?${query}&limit=100`)).length, query);
  }
  const { json } = await get('/api/v1/branches?limit=2');
  const mark = new URL(json.next, server.url).searchParams.get('after');
  for (const query of [`sort=name&after=${mark}`, 'after=AAAA', 'after=%25', `after=${mark}x`]) {
    const refused = await get(`/api/v1/branches?limit=2&${query}`);
    assert.equal(refused.status, 400, query);
    assert.equal(refused.json.errors[0].parameter, 'after');
  }
});

test('every mistake of a request is named, with its remedy', async () => {
  const { status, json, headers } = await get('/api/v1/branches?near=x&limit=0&colour=red', { 'accept-language': 'en' });
  assert.equal(status, 400);
  assert.match(headers.get('content-type'), /^application\/problem\+json/);
  assert.deepEqual(json.errors.map((error) => error.parameter), ['near', 'limit', 'colour']);
  assert.match(json.errors[0].detail, /latitude/);
  assert.match(json.errors[1].detail, /1 to 100/);
  const lithuanian = await get('/api/v1/branches?limit=0');
  assert.match(lithuanian.json.errors[0].detail, /sveikas/i);
  const wrong = ['near=91,0', 'near=1,181', 'near=1', 'near=1,2,3', 'near=nan,1', 'near=0x1,1', 'near=1e1,1', 'bbox=1,2,3', 'bbox=1,9,2,3',
    'status=works', 'status=', 'open=tomorrow', 'open=2026-11-22', 'assisted=yes', 'sort=size', 'sort=distance', 'sort=relevance',
    'radius=5', 'limit=101', 'limit=1.5', 'limit=-1', 'limit=', 'q=', `q=${'x'.repeat(201)}`, 'municipality=XX-99', 'utility=nobody',
    'service=none', 'near=1,1&near=2,2', 'lang=xx', 'q=%ff', 'q=%00', 'q=%', 'after='];
  for (const query of wrong) {
    const refused = await get(`/api/v1/branches?${query}`);
    assert.equal(refused.status, 400, query);
    assert.ok(refused.json.errors?.length >= 1 || /%/.test(query), query);
  }
});

test('hours beyond the horizon are refused with the last instant that is known', async () => {
  const { status, json } = await get('/api/v1/branches?open=2099-01-01T00:00:00Z', { 'accept-language': 'en' });
  assert.equal(status, 400);
  assert.equal(json.errors[0].code, 'horizon');
  const until = json.errors[0].detail.match(/until (\S+)/)[1];
  const just = new Date(Date.parse(until) - 60_000).toISOString().replace('.000', '');
  assert.equal((await get(`/api/v1/branches?open=${just}`)).status, 200);
  assert.equal((await get(`/api/v1/branches?open=${until}`)).status, 400);
});

test('one branch and one point stand alone as they do in lists', async () => {
  const { named_days: days, ...branch } = (await get('/api/v1/branches/lt-pasvalys')).json;
  assert.deepEqual(branch, branches.find((one) => one.code === 'lt-pasvalys'));
  assert.ok(Array.isArray(days), 'but for the names of its days');
  const point = (await get('/api/v1/points/pasvalys-eso')).json;
  assert.deepEqual(point, branch.points.find((one) => one.code === 'pasvalys-eso'));
  assert.equal(point.branch, 'lt-pasvalys');
  const reports = (await get('/api/v1/points/pasvalys-eso/status-reports')).json.items;
  assert.ok(reports.length >= 1 && reports.length <= 20);
  assert.equal(reports[0].observed_at, point.last_status_at);
  for (const path of ['branches/nowhere', 'points/nowhere', 'points/nowhere/status-reports', 'libraries/nowhere', 'events/nowhere']) {
    const missing = await get(`/api/v1/${path}`);
    assert.equal(missing.status, 404, path);
    assert.equal(missing.json.status, 404);
  }
});

test('the other lists answer, in the language asked for', async () => {
  const municipalities = await all('/api/v1/municipalities?limit=100&lang=en');
  assert.equal(municipalities.length, 60);
  assert.equal(municipalities.reduce((sum, one) => sum + one.branches, 0), branches.length);
  assert.equal((await all('/api/v1/libraries')).length, 20);
  const organizations = await all('/api/v1/organizations?kind=utility&lang=en');
  const lesto = organizations.find((one) => one.code === 'lesto');
  assert.equal(lesto.successor.code, 'eso');
  const services = await all('/api/v1/services?lang=en');
  assert.equal(services.find((one) => one.code === 'pay-bills').title, 'Pay bills');
  const lithuanian = await get('/api/v1/services', { 'accept-language': 'lt-LT,lt;q=0.9' });
  assert.equal(lithuanian.headers.get('content-language'), 'lt');
  assert.ok(lithuanian.json.items.some((one) => one.title === 'Apmokėti sąskaitas'));
  assert.ok((await all('/api/v1/campaigns')).length >= 2);
  const events = await all('/api/v1/events?from=2000-01-01');
  assert.ok(events.length >= 5);
  const starts = events.map((event) => event.starts_at);
  assert.deepEqual(starts, [...starts].sort());
  for (const event of await all('/api/v1/events')) assert.ok(Date.parse(event.ends_at ?? event.starts_at) >= Date.parse(NOW));
  const one = (await get(`/api/v1/events/${events[0].code}`)).json;
  assert.deepEqual(one, events[0]);
  const summary = (await get('/api/v1/summary')).json;
  assert.equal(summary.branches, branches.length);
  assert.equal(summary.points, points.length);
  assert.equal(summary.usable_now, points.filter((point) => point.usable_now).length);
});

/** The fields of a line of CSV. */
const fields = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);

test('everything that is demonstration data says so, in every format', async () => {
  // A row is, where it is itself, or something that is shown with it.
  const shown = (table, key) => `or exists (select from ${table} x where x.${key} = r.id and x.demo)`;
  const flags = {
    branches: `select code, demo ${shown('accessibility', 'branch_id')} ${shown('schedule', 'branch_id')} as demo from branch r`,
    points: `select code, demo ${['status_report', 'schedule', 'point_service', 'point_equipment', 'point_language'].map((table) => shown(table, 'point_id')).join(' ')} as demo
      from point r where lifecycle <> 'removed'`,
    events: `select code, demo from event r where lifecycle <> 'draft'`,
  };
  const [changed] = await server.sql(`update event set demo = false where id = (select max(id::text)::uuid from event where lifecycle <> 'draft') returning code`); // one of another kind
  await waitFor('an event that is none', async () => (await get(`/api/v1/events/${changed.code}`)).json.demo === false);
  for (const [list, statement] of Object.entries(flags)) {
    const expected = Object.fromEntries((await server.sql(statement)).map(({ code, demo }) => [code, demo]));
    assert.deepEqual(new Set(Object.values(expected)), new Set([true, false]), `${list}: there are both`);
    const told = { json: await all(`/api/v1/${list}?limit=100${list === 'events' ? '&from=2000-01-01' : ''}`) };
    if (list !== 'events') {
      told.geojson = (await get(`/api/v1/${list}.geojson`)).json.features.map(({ properties }) => properties);
      told.jsonl = (await get(`/api/v1/${list}.jsonl`)).text.trimEnd().split('\n').map((line) => JSON.parse(line));
      const [head, ...lines] = (await get(`/api/v1/${list}.csv`)).text.trimEnd().split('\r\n').map(fields);
      told.csv = lines.map((line) => ({ code: line[head.indexOf('code')], demo: { true: true, false: false }[line[head.indexOf('demo')]] }));
    }
    for (const [format, rows] of Object.entries(told)) assert.deepEqual(Object.fromEntries(rows.map(({ code, demo }) => [code, demo])), expected, `${list} as ${format}`);
  }
  await server.sql('update event set demo = true where code = $1', [changed.code]);
});

test('exports hold everything, page or not, as CSV, GeoJSON and JSON Lines', async () => {
  const geo = (await get('/api/v1/branches.geojson?near=55.73,24.36')).json;
  assert.equal(geo.type, 'FeatureCollection');
  assert.equal(geo.features.length, branches.length);
  for (const feature of geo.features) {
    assert.equal(feature.type, 'Feature');
    if (feature.geometry) {
      const [longitude, latitude] = feature.geometry.coordinates;
      assert.ok(longitude > 20 && longitude < 27 && latitude > 53 && latitude < 57, 'longitude comes first (RFC 7946)');
    }
  }
  const lines = (await get('/api/v1/branches.jsonl')).text.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(codes(lines), codes(branches));
  const csv = await get('/api/v1/branches.csv');
  assert.match(csv.headers.get('content-type'), /^text\/csv/);
  assert.equal(csv.text.trimEnd().split('\r\n').length, branches.length + 1);
  assert.equal((await get('/api/v1/branches.csv?limit=3')).text.trimEnd().split('\r\n').length, 4);
  const negotiated = await get('/api/v1/branches', { accept: 'text/csv' });
  assert.match(negotiated.headers.get('content-type'), /^text\/csv/);
  assert.equal((await get('/api/v1/branches', { accept: 'image/png' })).status, 406);
  assert.equal((await get('/api/v1/summary.csv')).status, 404);
});

// As it comes over the wire: fetch would unpack it.
async function wire(path, encoding) {
  const request = http.get(new URL(path, server.url), { agent: false, headers: { 'accept-encoding': encoding } });
  const [answer] = await once(request, 'response');
  const pieces = [];
  for await (const piece of answer) pieces.push(piece);
  return { headers: answer.headers, bytes: Buffer.concat(pieces) };
}

// Of one minute: what is said of now changes with it.
async function asked(path) {
  for (;;) {
    const plain = await wire(path, 'identity');
    const packed = await wire(path, 'gzip, deflate, br');
    const again = await wire(path, 'gzip;q=0');
    if (plain.bytes.equals(again.bytes)) return { plain, packed, again };
  }
}

test('exports are compressed for those who take it, and are the same bytes', async () => {
  for (const path of ['/api/v1/branches.csv', '/api/v1/points.csv', '/api/v1/branches.geojson', '/api/v1/points.jsonl', '/api/v1/points.csv?q=zzzz']) {
    const { plain, packed, again } = await asked(path);
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    for (const { headers } of [plain, packed, again]) {
      assert.match(headers.vary, /Accept-Encoding/);
      assert.equal(headers['content-length'], undefined);
      assert.equal(headers['transfer-encoding'], 'chunked');
    }
    assert.ok(gunzipSync(packed.bytes).equals(plain.bytes), path);
    if (plain.bytes.length > 10_000) assert.ok(packed.bytes.length * 3 < plain.bytes.length, `${path}: ${packed.bytes.length} of ${plain.bytes.length}`);
    if (process.env.SHOW) console.log(path, packed.bytes.length, plain.bytes.length);
  }
});

test('a page for one reader is put together from compressed rows, and is the same bytes', async () => {
  for (const path of ['/api/v1/branches?near=55.7,24.4', '/api/v1/points?near=55.7,24.4&limit=100', '/api/v1/branches?q=pasvalis',
    '/api/v1/branches?near=55.7,24.4&usable=now&lang=en', '/api/v1/points?bbox=20,53,27,57']) {
    const { plain, packed } = await asked(path);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.ok(gunzipSync(packed.bytes).equals(plain.bytes), path);
    assert.equal(Number(packed.headers['content-length']), packed.bytes.length);
    assert.equal(packed.headers.etag, plain.headers.etag.replace(/"$/, '-gp"'));
    const { headers } = packed;
    assert.equal((await get(path, { 'accept-encoding': 'gzip', 'if-none-match': headers.etag })).status, 304);
    assert.equal((await get(path, { 'accept-encoding': 'gzip', 'if-none-match': plain.headers.etag })).status, 304);
    assert.equal((await get(path, { 'accept-encoding': 'identity', 'if-none-match': headers.etag })).status, 200, 'it doesn’t take what it has');
    const head = await fetch(new URL(path, server.url), { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
    assert.equal(head.headers.get('etag'), headers.etag);
    JSON.parse(plain.bytes);
  }
});

test('answers have a strong ETag, take If-None-Match, vary rightly and are open to every origin', async () => {
  const one = await get('/api/v1/libraries?lang=en');
  const etag = one.headers.get('etag');
  assert.match(etag, /^"[^"]+"$/);
  assert.equal(one.headers.get('access-control-allow-origin'), '*');
  assert.match(one.headers.get('vary'), /accept-language/i);
  for (const header of [etag, `"x", ${etag}`, '*', `W/${etag}`])
    assert.equal((await get('/api/v1/libraries?lang=en', { 'if-none-match': header })).status, 304, header);
  assert.equal((await get('/api/v1/libraries?lang=en', { 'if-none-match': '"other"' })).status, 200);
  const other = await get('/api/v1/libraries?lang=lt');
  assert.notEqual(other.headers.get('etag'), etag);
  for (let i = 0; i < 4; i++) { // the third asking is served from the kept reply
    assert.equal((await get('/api/v1/libraries?lang=en')).text, one.text);
    assert.equal((await get('/api/v1/libraries', { 'accept-language': 'en' })).text.includes('"next"'), true);
  }
});

test('If-Match is judged before If-None-Match, and strongly', async () => {
  for (const path of ['/api/v1/libraries?lang=en', '/api/v1/branches?near=55.73,24.36']) {
    const etag = (await get(path)).headers.get('etag');
    for (const [tags, expected] of [['*', 200], [etag, 200], [`"x", ${etag}`, 200], ['"x"', 412], [`W/${etag}`, 412], ['', 412]])
      for (let i = 0; i < 3; i++) assert.equal((await get(path, { 'if-match': tags })).status, expected, `${path} ${tags}`);
    assert.equal((await get(path, { 'if-match': etag, 'if-none-match': etag })).status, 304, path);
    assert.equal((await get(path, { 'if-match': '"x"', 'if-none-match': etag })).status, 412, path);
  }
  const page = (await get('/lt/privacy')).headers.get('etag');
  assert.equal((await get('/lt/privacy', { 'if-match': page })).status, 412, 'a weak one is found by no strong comparison');
  assert.equal((await get('/lt/privacy', { 'if-match': '*', 'if-none-match': page })).status, 304);
  const { json } = await get('/api/v1/libraries', { 'if-match': '"x"' });
  assert.equal(json.type, '/docs/api#problem-precondition-failed');
  assert.equal((await get('/api/v1/branches.csv', { 'if-match': '"x"' })).status, 412, 'a stream has no tag');
  assert.equal((await get('/api/v1/branches/nowhere', { 'if-match': '"x"' })).status, 404, 'nothing to match');
});

test('the longest text is counted in characters, as OpenAPI says', async () => {
  for (const [letter, most] of [['a', 200], ['š', 200], ['€', 200], ['📚', 160]]) {
    const q = encodeURIComponent(letter.repeat(most));
    assert.equal((await get(`/api/v1/points?q=${q}`)).status, 200, letter);
    if (most < 200) continue; // longer ones are longer than an address may be
    const { status, json } = await get(`/api/v1/points?q=${q}${encodeURIComponent(letter)}`);
    assert.equal(status, 400, letter);
    assert.match(json.errors[0].detail, /200 ženklų/);
  }
});

test('the pages of names in any script follow each other', async (t) => {
  const names = { 'lt-anyksciai': 'Библиотека', 'lt-pasvalys': 'яяяя', 'lt-telsiai': 'βιβλιοθήκη', 'lt-jonava': '図書館 ★', 'lt-kelme': '→ “½” ♥ 😀' };
  const before = Object.fromEntries(await Promise.all(Object.keys(names).map(async (code) => [code, (await get(`/api/v1/branches/${code}`)).json.name])));
  const rename = (all) => server.sql(Object.entries(all).map(([code, name]) => `update branch set name = '${name}' where code = '${code}'`).join('; '));
  const there = (all) => waitFor('the names', async () => (await Promise.all(Object.entries(all).map(async ([code, name]) => (await get(`/api/v1/branches/${code}`)).json.name === name))).every(Boolean));
  t.after(async () => {
    await rename(before);
    await there(before);
  });
  await rename(names);
  await there(names);
  for (const query of ['branches?limit=1', 'points?limit=1', 'branches?limit=1&q=LT', 'branches?limit=1&near=55,24&sort=name', 'branches?limit=1&near=55,24']) {
    const whole = (await get(`/api/v1/${query.replace('limit=1', 'limit=100')}`)).json.items.map(({ code }) => code), found = [];
    for (let next = `/api/v1/${query}`; next && found.length <= 100; ) {
      const { status, json } = await get(next);
      assert.equal(status, 200, next);
      found.push(...json.items.map(({ code }) => code));
      next = json.next;
    }
    assert.deepEqual(found, whole, query);
  }
});

test('next replaces the mark however its name was escaped', async () => {
  const first = await get('/api/v1/branches?limit=2');
  const second = await get(first.json.next.replace('after=', '%61fter='));
  const third = await get(second.json.next);
  assert.equal(second.status, 200);
  assert.equal(third.status, 200);
  assert.deepEqual(codes([...first.json.items, ...second.json.items, ...third.json.items]), codes(branches).slice(0, 6));
});

test('an empty Accept is no preference', async () => {
  const answer = await new Promise((resolve, reject) =>
    http.get(new URL('/api/v1/summary', server.url), { headers: { Accept: '' } }, resolve).on('error', reject),
  );
  answer.resume();
  assert.equal(answer.statusCode, 200);
});

test('the ETag of a list tells apart what its rows say, how far they are and where it goes on', async () => {
  const tags = new Map();
  const queries = ['near=55.73,24.36', 'near=55.74,24.36', 'near=55.73,24.36&limit=3', 'near=55.73,24.36&lang=en', 'limit=3'];
  for (const query of queries) {
    const etag = (await get(`/api/v1/branches?${query}`)).headers.get('etag');
    assert.equal(tags.get(etag), undefined, query);
    tags.set(etag, query);
    assert.equal((await get(`/api/v1/branches?${query}`, { 'if-none-match': etag })).status, 304, query);
  }
});

test('methods that a path does not have are refused with those that it has', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await fetch(new URL('/api/v1/municipalities', server.url), { method });
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers.get('allow'), 'HEAD, GET, OPTIONS');
  }
  const preflight = await fetch(new URL('/api/v1/branches', server.url), { method: 'OPTIONS' });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-methods'), /GET/);
  const head = await fetch(new URL('/api/v1/branches', server.url), { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.ok(Number(head.headers.get('content-length')) > 1000);
});

test('the short address of a point leads to the page of its branch', async () => {
  const answer = await fetch(new URL('/p/pasvalys-eso', server.url), { redirect: 'manual', headers: { 'accept-language': 'en' } });
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get('location'), '/en/branches/lt-pasvalys#pasvalys-eso');
});

test('a name that several places have says in which municipality each is, and what it says finds that one', async () => {
  const named = async (lang) => (await get(`/api/v1/places?lang=${lang}&q=naujam`)).json.items.map(({ name }) => name);
  assert.deepEqual(await named('lt'), ['Naujamiestis, Vilniaus miesto savivaldybė', 'Naujamiestis, Panevėžio rajono savivaldybė']);
  assert.deepEqual(await named('en'), ['Naujamiestis, Vilnius City Municipality', 'Naujamiestis, Panevėžys District Municipality']);
  const { items } = (await get('/api/v1/places?lang=lt&limit=1000')).json;
  assert.equal(items.filter(({ name }) => name.includes(',')).length, 2, 'others are called as they are');
  assert.equal(new Set(items.map(({ name }) => name)).size, items.length);

  const nearest = async (language, q) => /<span class="km">([^<]+)/.exec(await (await fetch(new URL(`/${language}/?q=${encodeURIComponent(q)}`, server.url))).text())[1];
  const [large, small] = items.filter(({ name }) => name.startsWith('Naujamiestis'));
  for (const [language, names] of [['lt', await named('lt')], ['en', await named('en')]])
    for (const [i, { location }] of [large, small].entries()) {
      const near = /<span class="km">([^<]+)/.exec(await (await fetch(new URL(`/${language}/?near=${location.latitude},${location.longitude}`, server.url))).text())[1];
      assert.equal(await nearest(language, names[i]), near, names[i]);
    }
});

test('names of places: the largest first, by how a name or a word of it begins, then municipalities', async () => {
  const names = await all('/api/v1/places?limit=50&lang=lt');
  const settlements = names.filter(({ type }) => type === 'place');
  const municipalities = names.filter(({ type }) => type === 'municipality');
  assert.ok(settlements.length > 100 && municipalities.length === 60, `${settlements.length} and ${municipalities.length}`);
  assert.deepEqual(names, [...settlements, ...municipalities]);
  assert.deepEqual(settlements.map(({ population }) => population), settlements.map(({ population }) => population).sort((a, b) => b - a));
  assert.equal(new Set(codes(names)).size, names.length);
  assert.deepEqual(names, (await get('/api/v1/places?limit=1000&lang=lt')).json.items, 'pages lose and repeat nothing');

  const found = async (q) => (await get(`/api/v1/places?lang=lt&limit=8&q=${encodeURIComponent(q)}`)).json.items.map(({ name }) => name);
  assert.equal((await found('SIAU'))[0], 'Šiauliai');
  assert.deepEqual(await found('šiau'), await found('siau'));
  assert.ok((await found('akmene')).includes('Naujoji Akmenė'), 'a word within a name');
  assert.ok((await found('soleczniki')).includes('Šalčininkai'), 'a name in another language');
  assert.deepEqual(await found('kmen'), [], 'not the middle of a word');
  assert.deepEqual(await found('zzzz'), []);
  const { next } = (await get('/api/v1/places?limit=1&q=v&lang=lt')).json;
  assert.equal((await get(next.replace('q=v', 'q=k'))).status, 400);
});
