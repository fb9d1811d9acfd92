// SPDX-License-Identifier: Apache-2.0
//
// What /docs/api tells beginners to type works: every command on it is run, every address on it answers, and each leads to what the
// words beside it say.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startServer } from '../support/server.mjs';

const run = promisify(execFile);
const plain = (html) => html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

let server, html;
before(async () => {
  server = await startServer({ demo: true });
  html = await (await fetch(new URL('docs/api', server.url), { headers: { 'Accept-Language': 'en' } })).text();
});
after(() => server?.stop());

test('every command answers as the page says', async () => {
  const commands = [...html.matchAll(/<pre class="run"><code>(.*?)<\/code><\/pre>/gs)].map(([, command]) => plain(command));
  assert.ok(commands.length >= 6, `${commands.length} commands`);
  for (const command of commands) {
    const here = command.replaceAll('http://127.0.0.1:8080/', server.url);
    assert.notEqual(here, command, 'it asks this server');
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', here], { maxBuffer: 1 << 26 });
    if (command.includes('.csv')) assert.match(stdout, /^code,branch_code,/);
    else if (command.includes('colour')) assert.deepEqual(JSON.parse(stdout).errors.map(({ parameter }) => parameter).sort(), ['colour', 'limit']);
    else if (command.includes('/branches/')) assert.equal(JSON.parse(stdout).code, 'lt-pasvalys');
    else assert.ok(JSON.parse(stdout).items.length > 0, command);
    if (command.includes('near='))
      for (const member of ['distance_m', 'open_until', 'assisted_now', 'reasons', 'branch']) assert.ok(member in JSON.parse(stdout).items[0], member);
  }
});

test('every address on the page answers', async () => {
  const main = html.split('<main')[1].split('</main>')[0];
  const addresses = [...new Set([...main.matchAll(/href="(\/[^"]*)"/g)].map(([, address]) => plain(address)))];
  assert.ok(addresses.length > 20, `${addresses.length} addresses`);
  for (const address of addresses) assert.equal((await fetch(new URL(address, server.url))).status, 200, address);
});

test('filters that are shown find something', async () => {
  const terms = html.split('<dl class="terms">')[1].split('</dl>')[0];
  for (const [, address] of terms.matchAll(/href="(\/[^"]*)"/g)) {
    const { items } = await (await fetch(new URL(plain(address), server.url))).json();
    // Who is open and helped just now is the clock's to say.
    assert.ok(items.length > 0 || address.includes('now'), address);
  }
});

test('it may be found: one address, no noindex; the frame is in the reader’s language', async () => {
  assert.match(html, /<link rel="canonical" href="\/docs\/api">/);
  assert.doesNotMatch(html, /noindex/);
  const answer = await fetch(new URL('docs/api', server.url), { headers: { 'Accept-Language': 'lt' } });
  assert.match(answer.headers.get('vary'), /Accept-Language/);
  const lithuanian = await answer.text();
  assert.match(lithuanian, /<html lang="lt">/);
  assert.match(lithuanian, /<main id="content" class="wrap" lang="en">/);
  assert.match(lithuanian, /<a href="\/lt\/privacy">Privatumas<\/a>/);
});
