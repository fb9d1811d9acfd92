// SPDX-License-Identifier: Apache-2.0
//
// Every link within the site leads somewhere: from both first pages outwards, at most so many pages, fragments too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { startSite } from './site.mjs';

const PAGES_MAX = 300;

let server;
before(async () => {
  server = await startServer({ demo: true, contract: false });
});
after(() => server?.stop());

const plain = (html) => html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** What a page links to or loads, as whole addresses. */
function links(html, base) {
  const found = [...html.matchAll(/<(?:a|link|form|img|script|source|iframe)\b[^>]*?\s(?:href|src|action)="([^"]*)"/g)];
  return found.map(([, address]) => new URL(plain(address), base));
}

test('no link within the site is broken', async () => {
  const origin = new URL(server.url).origin;
  const waiting = ['/lt/', '/en/'];
  const seen = new Map(waiting.map((address) => [address, 'the start'])); // address → where it was found
  const bodies = new Map();
  const fragments = []; // {address, fragment, on}
  const broken = [];
  let pages = 0;
  while (waiting.length > 0 && pages < PAGES_MAX) {
    const address = waiting.shift();
    const answer = await fetch(origin + address);
    pages++;
    // Staff's pages show strangers where to sign in.
    const door = answer.status === 401 && address.includes('/staff/');
    if (answer.status >= 400 && !door) broken.push(`${answer.status} ${address} (on ${seen.get(address)})`);
    const html = answer.headers.get('content-type')?.startsWith('text/html');
    const body = await answer.text();
    if (!html || answer.status >= 400) continue;
    bodies.set(address, body);
    for (const { origin: where, pathname, search, hash, protocol } of links(body, answer.url)) {
      if (where !== origin || !protocol.startsWith('http')) continue; // mail, telephone, other sites
      const target = pathname + search;
      if (hash) fragments.push({ target, fragment: decodeURIComponent(hash.slice(1)), on: address });
      if (seen.has(target)) continue;
      seen.set(target, address);
      waiting.push(target);
    }
  }
  for (const { target, fragment, on } of fragments)
    if (bodies.has(target) && !bodies.get(target).includes(`id="${fragment}"`)) broken.push(`#${fragment} isn’t on ${target} (on ${on})`);
  assert.deepEqual(broken, []);
  for (const name of ['data', 'privacy', 'accessibility', 'branches/lt-pasvalys'])
    for (const language of ['lt', 'en']) assert.ok(bodies.has(`/${language}/${name}`), name);
  assert.ok(pages > 60, `${pages} pages`);
});

test('a draft has no public page to lead to', async (t) => {
  const site = await startSite({ published: true });
  t.after(() => site.stop());
  const shown = async (name) => (await fetch(site.at(name), { headers: site.headers({ as: 'coordinator' }) })).text();
  assert.match(await shown('branch, to be edited'), />Viešas puslapis</);
  assert.doesNotMatch(await shown('branch, a draft'), />Viešas puslapis</);
});
