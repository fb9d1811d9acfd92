// SPDX-License-Identifier: Apache-2.0
//
// What went wrong is told as a page with a way on: 400, 404, 405, 410, 412, and 503 while nothing has been loaded.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDatabase, startServer, waitFor } from '../support/server.mjs';

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
  } finally {
    await client.end();
    await early?.stop();
    await database.drop();
  }
});
