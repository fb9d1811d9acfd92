// SPDX-License-Identifier: Apache-2.0
//
// What all pages share: addresses, languages, headers, assets, problems. What each page must be is in every_page.test.mjs.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import { startServer, waitFor } from '../support/server.mjs';

let server;
before(async () => {
  server = await startServer({ demo: true });
});
after(() => server?.stop());

const get = (target, headers = {}) => fetch(new URL(target, server.url), { headers, redirect: 'manual' });

test('/ chooses the language', async () => {
  for (const [accept, language] of [
    ['en-GB,en;q=0.9,lt;q=0.1', 'en'],
    ['lt', 'lt'],
    ['fr', 'lt'],
    ['fr,en;q=0.5', 'en'],
  ]) {
    const answer = await get('/', { 'Accept-Language': accept });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), `/${language}/`);
    assert.match(answer.headers.get('vary'), /Accept-Language/);
  }
  const short = await get('/en');
  assert.deepEqual([short.status, short.headers.get('location')], [308, '/en/']);
});

test('what was chosen by Accept-Language says so', async () => {
  for (const target of ['/', '/docs/api', '/p/pasvalys-eso', '/p/none', '/nope', '/xx/', '/assets/none'])
    assert.match((await get(target)).headers.get('vary') ?? '', /Accept-Language/, target);
  for (const target of ['/lt/', '/en/branches/lt-pasvalys', '/lt/none'])
    assert.doesNotMatch((await get(target)).headers.get('vary') ?? '', /Accept-Language/, target);
});

test('an address that does not exist is 404 to every method', async () => {
  for (const target of ['/nope', '/xx/', '/xx/branches/lt-pasvalys', '/lt/nope', '/api/v1/nope'])
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(new URL(target, server.url), { method });
      assert.deepEqual([answer.status, answer.headers.get('allow')], [404, null], `${method} ${target}`);
    }
  for (const target of ['/lt/', '/en', '/docs/api', '/lt/branches/lt-pasvalys'])
    assert.equal((await fetch(new URL(target, server.url), { method: 'POST' })).status, 405, target);
});

test('the address decides the language, not the header', async () => {
  for (const language of ['lt', 'en']) {
    const answer = await get(`/${language}/`, { 'Accept-Language': language === 'lt' ? 'en' : 'lt' });
    assert.equal(answer.headers.get('content-language'), language);
    assert.match(await answer.text(), new RegExp(`<html lang="${language}">`));
  }
});

test('what is not there is a page, in the language of the address', async () => {
  for (const [target, status, language, heading] of [
    ['/lt/none', 404, 'lt', 'Tokio puslapio nėra'],
    ['/en/none', 404, 'en', 'There is no such page'],
    ['/en/branches/none', 404, 'en', 'There is no such page'],
    ['/lt/branches/NONE_!', 404, 'lt', 'Tokio puslapio nėra'],
    ['/xx/', 404, 'lt', 'Tokio puslapio nėra'],
    ['/assets/none.0123456789ab.css', 404, 'lt', 'Tokio puslapio nėra'],
  ]) {
    const answer = await get(target, { Accept: 'text/html' });
    const html = await answer.text();
    assert.equal(answer.status, status, target);
    assert.match(answer.headers.get('content-type'), /^text\/html/);
    assert.match(html, new RegExp(`<html lang="${language}">`), target);
    assert.ok(html.includes(`<h1>${heading}</h1>`), target);
  }
});

test('assets are kept for ever under the name of their content', async () => {
  const style = /<link rel="stylesheet" href="([^"]+)">/.exec(await (await get('/lt/')).text())[1];
  assert.match(style, /^\/assets\/branchlight\.[0-9a-f]{12}\.css$/);
  const answer = await get(style);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/css/);
  assert.match(answer.headers.get('cache-control'), /immutable/);
  const old = await get('/assets/branchlight.000000000000.css');
  assert.equal(old.status, 200);
  assert.equal(old.headers.get('cache-control'), 'no-cache');
  for (const name of ['branchlight.css', 'find_page.000000000000.html', 'lt.000000000000.json', '..%2f..%2fsql.000000000000.css'])
    assert.ok((await get(`/assets/${name}`)).status >= 400, name);
});

test('a page is not sent again where it has not changed', async () => {
  const first = await get('/lt/branches/lt-pasvalys');
  const tag = first.headers.get('etag');
  assert.ok(tag);
  for (;;) {
    const again = await get('/lt/branches/lt-pasvalys', { 'If-None-Match': tag });
    if (again.status === 304) break;
    assert.notEqual(again.headers.get('etag'), tag, 'only another minute makes another page');
    return;
  }
});

test('assets are sent as the build compressed them, from the first asking on', async () => {
  const [address] = /\/assets\/branchlight\.\w+\.css/.exec(await (await get('/lt/')).text());
  const plain = readFileSync(new URL('../../static/css/branchlight.css', import.meta.url));
  const quickly = { br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }), gzip: (bytes) => gzipSync(bytes, { level: 6 }) };
  for (const [encoding, unpack] of [['br', brotliDecompressSync], ['gzip', gunzipSync]]) {
    const [answer] = await once(http.get(new URL(address, server.url), { headers: { 'Accept-Encoding': encoding } }), 'response');
    const body = Buffer.concat(await answer.toArray());
    assert.deepEqual([answer.statusCode, answer.headers['content-encoding']], [200, encoding]);
    assert.ok(unpack(body).equals(plain), encoding);
    assert.ok(body.length < quickly[encoding](plain).length, `${encoding}: ${body.length} bytes`);
  }
});

test('a page’s ETag is weak: a change elsewhere changes its bytes, and nothing that is read', async () => {
  const target = '/lt/branches/lt-pasvalys';
  const plain = { 'Accept-Encoding': 'identity' }; // what is kept is compressed otherwise, and tagged so
  for (;;) {
    const first = await get(target, plain);
    const tag = first.headers.get('etag');
    const bytes = await first.text();
    await server.sql(`update branch set notes = jsonb_build_object('lt', 'Pastaba ' || clock_timestamp()) where code = 'lt-telsiai'`);
    const second = await waitFor('another change', async () => {
      const answer = await get(target, plain);
      const text = await answer.text();
      return text === bytes ? undefined : { tag: answer.headers.get('etag'), text };
    });
    const change = / data-change="\d+"/;
    if (second.text.replace(change, '') !== bytes.replace(change, '')) continue; // the minute turned
    assert.equal(second.tag, tag);
    assert.match(tag, /^W\/"/, 'no strong one, since the bytes differ');
    assert.equal((await get(target, { ...plain, 'If-None-Match': tag })).status, 304);
    assert.equal((await get(target, { ...plain, 'If-Match': tag })).status, 412, 'a strong comparison');
    return;
  }
});

test('a page is described by what it is about, and only public pages are kept for when there is no connection', async () => {
  const described = async (target) => {
    const html = await (await get(target)).text();
    const [, search] = /<meta name="description" content="([^"]+)">/.exec(html);
    const [, preview] = /<meta property="og:description" content="([^"]+)">/.exec(html);
    assert.equal(preview, search, target);
    return search;
  };
  const site = 'Which library has a self-service point that works, is open now, and has someone to help.';
  assert.equal(await described('/en/'), site);
  assert.match(await described('/en/branches/lt-pasvalys'), /^Pasvalys: /);
  for (const target of ['/en/events', '/en/data', '/en/municipalities', '/docs/api']) assert.notEqual(await described(target), site, target);
  const [, operations] = (await (await get('/docs/api')).text()).split('<main');
  assert.ok(!operations.includes(await described('/docs/api')), 'an operation without a description has none');
  assert.match(await (await get('/en/')).text(), /<body data-offline>/);
  assert.match(await (await get('/en/staff/sign-in')).text(), /<body class="staff">/);
});
