// SPDX-License-Identifier: Apache-2.0
//
// What went wrong is told as a page with a way on: 400, 404, 405, 410, 412, 500 where the database can't, and
// 503 while nothing has been loaded.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDatabase, startServer, waitFor } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const get = (target, options = {}) => fetch(new URL(target, server.url), options);

test('a page that is not there offers the search, which finds', async () => {
  const html = await (await get('/en/branches/none')).text();
  const action = /<form [^>]*action="([^"]+)"/.exec(html)[1];
  assert.match(html, /<input type="search" id="q" name="q"/);
  const found = await get(`${action.replace('#found', '')}?q=kupiskis`);
  assert.equal(found.status, 200);
  assert.match(await found.text(), /branches\/lt-kupiskis/);
  assert.match(html, /<meta name="robots" content="noindex">/);
});

test('writing to a page is refused, with a way on', async () => {
  const answer = await get('/lt/', { method: 'POST', body: 'a=b', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  const html = await answer.text();
  assert.equal(answer.status, 405);
  assert.match(answer.headers.get('allow'), /GET/);
  assert.match(html, /<h1>Šį puslapį galima tik skaityti<\/h1>/);
  assert.match(html, /<input type="search"/);
});

test('a page that is not the one that If-Match names says so', async () => {
  const answer = await get('/lt/', { headers: { 'If-Match': '"of another day"' } });
  assert.equal(answer.status, 412);
  assert.match(await answer.text(), /<h1>Puslapis jau pasikeitęs<\/h1>/);
});

test('a query that is no text is told apart from a page that is not there', async () => {
  const answer = await get('/lt/?q=100%');
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /<h1>Adresas neteisingas<\/h1>/);
});

test('what was removed is gone, and says so', async () => {
  await server.sql(`delete from point using branch where branch.id = point.branch_id and branch.code = 'lt-kelme'`);
  await server.sql(`delete from branch where code = 'lt-kelme'`);
  const answer = await waitFor('the removal', async () => {
    const now = await get('/en/branches/lt-kelme');
    return now.status === 200 ? undefined : now;
  });
  assert.equal(answer.status, 410);
  const html = await answer.text();
  assert.match(html, /<h1>This page is gone<\/h1>/);
  assert.match(html, /<input type="search"/);
});

test('our own mistake: said in the reader’s language, with the number that the log has, and nothing of the database', async (t) => {
  const broken = await startServer({ contract: false, parameters: ['--contact=help@library.example'] }); // OpenAPI promises no 500
  t.after(() => broken.stop());
  const rasa = await enrol(broken, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  await broken.sql('alter function precise_last_day(date, text) rename to mislaid');
  for (const [language, title, again] of [['lt', 'Įvyko mūsų klaida', 'Bandyti dar kartą'], ['en', 'Something went wrong on our side', 'Try again']]) {
    const { status, headers, text } = await rasa.get(`/${language}/staff/attention?library=pasvalio-vb&sort=place`);
    assert.equal(status, 500);
    assert.match(headers.get('cache-control'), /no-store/);
    assert.match(text, new RegExp(`<html lang="${language}"`));
    assert.match(text, new RegExp(`<h1>${title}</h1>`));
    assert.match(text, new RegExp(`<a class="btn main" href="/${language}/staff/attention\\?library=pasvalio-vb&amp;sort=place">${again}</a>`));
    assert.match(text, /<a href="mailto:help@library\.example">/);
    const id = headers.get('x-request-id');
    assert.ok(id && text.includes(`: ${id}</p>`), 'the number to tell');
    assert.doesNotMatch(text, /precise_last_day|mislaid|function|does not exist|42883|select|PostgreSQL/i);
    const told = await waitFor('the log', () => broken.output.stderr.split('\n').find((line) => line.includes(id) && line.includes('sqlstate')));
    assert.match(told, /42883.*precise_last_day/, 'the operator finds under it what it was');
  }
  const { status, headers, json, text } = await rasa.get('/api/v1/attention');
  assert.equal(status, 500, text);
  assert.equal(headers.get('content-type'), 'application/problem+json');
  assert.equal(json.title, 'Internal error');
  assert.doesNotMatch(text, /precise_last_day|mislaid|does not exist|42883/);
  assert.equal((await fetch(new URL('lt/', broken.url))).status, 200, 'the public is answered');
  await broken.sql('alter function mislaid(date, text) rename to precise_last_day');
  assert.equal((await rasa.get('/lt/staff/attention')).status, 200, 'and staff as soon as it is mended');
});

test('our own mistake with what a visitor sent: that nothing was saved, the way back to the form, and whom to tell', async (t) => {
  for (const contact of ['help@library.example', '']) {
    const broken = await startServer({ contract: false, parameters: contact ? [`--contact=${contact}`] : [] });
    t.after(() => broken.stop());
    await broken.sql('alter table public_report rename to mislaid');
    for (const [language, title, saved, back] of [['lt', 'Įvyko mūsų klaida', 'Nieko neįrašyta', 'Grįžti į formą'], ['en', 'Something went wrong on our side', 'Nothing was saved', 'Back to the form']]) {
      const path = `/${language}/points/kelme-eso/problem`;
      const answer = await fetch(new URL(path, broken.url), { method: 'POST', body: 'problem=computer', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
      const html = await answer.text();
      assert.equal(answer.status, 500);
      assert.match(html, new RegExp(`<html lang="${language}"[^]*<h1>${title}</h1>\n<p class="lead">[^<]*${saved}`));
      assert.match(html, new RegExp(`<a class="btn main" href="${path}">${back}</a>`));
      if (contact) assert.match(html, /<a href="mailto:help@library\.example">/);
      else assert.match(html, language === 'lt' ? /pasakykite bibliotekai/ : /tell the library/);
      assert.ok(html.trimEnd().endsWith('</html>') && html.includes('</footer>'), 'the page is whole');
    }
  }
});

test('too much at once: a page that says so, with the way back to the form', async (t) => {
  const slow = await startServer({ contract: false, parameters: ['--workers=1'] });
  const { default: pg } = await import('pg');
  const client = new pg.Client({ host: slow.database.host, database: slow.database.name, user: 'postgres' });
  const held = new AbortController();
  t.after(async () => {
    held.abort();
    await client.end();
    await slow.stop();
  });
  await client.connect();
  await client.query('begin; lock table public.public_report in access exclusive mode');
  for (const [language, title, back] of [['lt', 'Dabar per daug užklausų', 'Grįžti į formą'], ['en', 'Too much is asked at once', 'Back to the form']]) {
    const path = `/${language}/points/kelme-eso/problem`;
    const send = () => fetch(new URL(path, slow.url), { method: 'POST', body: 'problem=computer', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, signal: held.signal });
    const refused = await Promise.any(Array.from({ length: 300 }, async () => {
      const answer = await send();
      assert.equal(answer.status, 503);
      return answer;
    }));
    const html = await refused.text();
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.match(html, new RegExp(`<html lang="${language}"[^]*<h1>${title}</h1>`));
    assert.match(html, new RegExp(`<a class="btn main" href="${path}">${back}</a>`));
    assert.ok(html.trimEnd().endsWith('</html>') && html.includes('</footer>'), 'the page is whole');
    assert.equal((await fetch(new URL(`/${language}/`, slow.url))).status, 200, 'what is read is answered all the while');
  }
});

test('while nothing has been loaded: try again, at the same address', async () => {
  const database = await createDatabase('seeded');
  // A table that only the loader reads is locked before the server starts, so that the first load fails.
  const { default: pg } = await import('pg');
  const client = new pg.Client({ host: database.host, database: database.name, user: 'postgres' });
  await client.connect();
  let early;
  try {
    await client.query('begin; lock table public.retired_code in access exclusive mode');
    early = await startServer({ database, ready: false });
    const answer = await fetch(new URL('en/branches/lt-pasvalys?a=1&b=2', early.url));
    const html = await answer.text();
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.match(html, /<h1>The data is still being loaded<\/h1>/);
    assert.match(html, /<a class="btn main" href="\/en\/branches\/lt-pasvalys\?a=1&amp;b=2">Try again<\/a>/);
    assert.doesNotMatch(html, /<input/);
    const own = await (await fetch(new URL('lt/', early.url))).text();
    assert.match(own, /<html lang="lt"[^]*<h1>Duomenys dar įkeliami<\/h1>[^]*<a class="btn main" href="\/lt\/">Bandyti dar kartą<\/a>[^]*<\/footer>/);
  } finally {
    await client.end();
    await early?.stop();
    await database.drop();
  }
});
