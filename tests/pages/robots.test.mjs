// SPDX-License-Identifier: Apache-2.0
//
// What machines ask a site for: robots.txt, the sitemap, security.txt, icons, the manifest, previews.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDatabase, startServer } from '../support/server.mjs';

// The gate believes one Host where the public URL is told; with the port left to the system it can't be known before, so the
// tests send it.
const publicUrl = 'https://registry.example';
let plain, told;
before(async () => {
  [plain, told] = await Promise.all([
    startServer({ demo: true }),
    startServer({ demo: true, env: { BRANCHLIGHT_PUBLIC_URL: publicUrl, BRANCHLIGHT_CONTACT: 'https://library.example/contact' } }),
  ]);
});
after(() => Promise.all([plain?.stop(), told?.stop()]));

const get = (server, target, headers = {}) =>
  new Promise((resolve, reject) => {
    import('node:http').then(({ default: http }) => {
      const host = server !== plain ? new URL(publicUrl).host : `127.0.0.1:${server.port}`;
      http
        .get({ host: '127.0.0.1', port: server.port, path: target, headers: { Host: host, ...headers } }, (answer) => {
          const chunks = [];
          answer.on('data', (chunk) => chunks.push(chunk));
          answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(chunks), text: Buffer.concat(chunks).toString() }));
        })
        .on('error', reject);
    });
  });
const locations = (xml) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => loc);

test('robots may read all but endless addresses', async () => {
  const { text, headers } = await get(told, '/robots.txt');
  assert.match(headers['content-type'], /^text\/plain/);
  assert.match(text, /^User-agent: \*$/m);
  assert.match(text, /^Disallow: \/\*\?\*after=$/m);
  assert.doesNotMatch(text, /^Disallow: \/$/m);
  assert.match(text, /^Sitemap: https:\/\/registry\.example\/sitemap\.xml$/m);
  assert.doesNotMatch((await get(plain, '/robots.txt')).text, /Sitemap/);
});

test('the sitemap lists pages that are there, each with its languages', async () => {
  const { text, headers, status } = await get(told, '/sitemap.xml');
  assert.equal(status, 200);
  assert.match(headers['content-type'], /^application\/xml/);
  const listed = locations(text);
  assert.equal(new Set(listed).size, listed.length);
  const { items } = JSON.parse((await get(plain, '/api/v1/branches?limit=100')).text);
  for (const language of ['lt', 'en'])
    for (const path of ['', 'events', 'municipalities', 'data', 'privacy', 'accessibility', ...items.map(({ code }) => `branches/${code}`)])
      assert.ok(listed.includes(`${publicUrl}/${language}/${path}`), path);
  assert.equal(text.match(/<xhtml:link rel="alternate" hreflang="lt"/g).length, listed.length);
  for (const address of listed) {
    const answer = await get(told, new URL(address).pathname);
    assert.equal(answer.status, 200, address);
    assert.ok(answer.text.includes(`<link rel="canonical" href="${address}">`), address);
  }
});

test('without a public URL there is no sitemap; beyond its end there is nothing', async () => {
  assert.equal((await get(plain, '/sitemap.xml')).status, 404);
  assert.equal((await get(told, '/sitemap.xml?page=1')).status, 200);
  assert.equal((await get(told, '/sitemap.xml?page=2')).status, 404);
});

test('a large registry has an index of parts, which together list every page once', async (t) => {
  // Before a server looks, and without the notes of each change, which nobody reads here.
  const database = await createDatabase('seeded');
  await database.sql(`set session_replication_role = replica; insert into branch (code, library_id, name, name_language, kind, country, time_zone)
    select 'lt-many-' || n, (select id from library order by code limit 1), 'Many ' || n, 'lt', 'branch', 'LT', 'Europe/Vilnius' from generate_series(1, 10100) n`);
  const large = await startServer({ database, env: { BRANCHLIGHT_PUBLIC_URL: publicUrl } });
  t.after(() => large.stop().then(() => database.drop()));
  const { text: index } = await get(large, '/sitemap.xml');
  assert.match(index, /<sitemapindex/);
  const parts = locations(index);
  assert.deepEqual(parts, [1, 2].map((n) => `${publicUrl}/sitemap.xml?page=${n}`));
  const all = [];
  for (const part of parts) {
    const { text, bytes } = await get(large, part.slice(publicUrl.length));
    assert.ok(text.endsWith('</urlset>\n'));
    assert.ok(bytes.length < 50e6);
    assert.ok(locations(text).length <= 50_000);
    all.push(...locations(text));
  }
  const different = new Set(all);
  assert.equal(different.size, all.length);
  for (let n = 1; n <= 10100; n++) assert.ok(different.has(`${publicUrl}/lt/branches/lt-many-${n}`), `${n}`);
  assert.equal(all.filter((address) => address.includes('/en/branches/lt-many-')).length, 10100);
});

test('security.txt: only with a contact, and never expired', async () => {
  assert.equal((await get(plain, '/.well-known/security.txt')).status, 404);
  const { text, headers } = await get(told, '/.well-known/security.txt');
  assert.match(headers['content-type'], /^text\/plain/);
  const fields = Object.fromEntries(text.trim().split('\n').map((line) => line.split(/: (.*)/)));
  assert.deepEqual(Object.keys(fields), ['Contact', 'Expires', 'Preferred-Languages', 'Canonical']);
  assert.equal(fields.Contact, 'https://library.example/contact');
  assert.equal(fields.Canonical, `${publicUrl}/.well-known/security.txt`);
  const days = (Date.parse(fields.Expires) - Date.now()) / 86400e3;
  assert.ok(days > 90 && days < 365, fields.Expires);
});

const dimensions = (png) => {
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

test('icons are what they say, and small', async () => {
  const icon = await get(plain, '/favicon.ico');
  assert.equal(icon.headers['content-type'], 'image/x-icon');
  assert.equal(icon.bytes.readUInt16LE(2), 1);
  assert.ok(icon.bytes.length <= 5 * 1024);
  const { text } = await get(plain, '/lt/');
  const touch = await get(plain, /<link rel="apple-touch-icon" href="([^"]+)">/.exec(text)[1]);
  assert.equal(touch.headers['content-type'], 'image/png');
  assert.match(touch.headers['cache-control'], /immutable/);
  assert.equal(touch.headers['content-encoding'], undefined);
  assert.deepEqual(dimensions(touch.bytes), [180, 180]);
});

test('the manifest makes it installable, in each language', async () => {
  for (const language of ['lt', 'en']) {
    const address = /<link rel="manifest" href="([^"]+)">/.exec((await get(plain, `/${language}/data`)).text)[1];
    const { text, headers } = await get(plain, address);
    assert.equal(headers['content-type'], 'application/manifest+json');
    const manifest = JSON.parse(text);
    assert.equal(manifest.lang, language);
    assert.equal(manifest.start_url, `/${language}/`);
    assert.equal(manifest.display, 'standalone');
    assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'));
    for (const { src, sizes, type } of manifest.icons) {
      const icon = await get(plain, src);
      assert.equal(icon.headers['content-type'], type);
      assert.equal(dimensions(icon.bytes).join('x'), sizes);
    }
  }
});

test('previews have a picture where the public URL is told', async () => {
  for (const target of ['/lt/', '/en/branches/lt-pasvalys', '/docs/api']) {
    const address = /<meta property="og:image" content="([^"]+)">/.exec((await get(told, target)).text)[1];
    assert.ok(address.startsWith(`${publicUrl}/assets/preview-`), address);
    const { bytes } = await get(told, address.slice(publicUrl.length));
    assert.deepEqual(dimensions(bytes), [1200, 630]);
    assert.ok(bytes.length <= 60 * 1024);
    assert.doesNotMatch((await get(plain, target)).text, /og:image/);
  }
});
