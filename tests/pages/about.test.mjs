// SPDX-License-Identifier: Apache-2.0
//
// About the data, privacy, accessibility: what they claim holds, and the operator's contact is there where there is one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

let plain, reached;
before(async () => {
  [plain, reached] = await Promise.all([
    startServer(),
    startServer({ demo: true, env: { BRANCHLIGHT_CONTACT: 'help@library.example' } }),
  ]);
});
after(() => Promise.all([plain?.stop(), reached?.stop()]));

const page = async (server, target) => (await fetch(new URL(target, server.url))).text();
const about = ['data', 'privacy', 'accessibility'];

test('the contact is a link, and where there is none the page says so', async () => {
  for (const name of about) {
    assert.match(await page(reached, `/en/${name}`), /<a href="mailto:help@library\.example">help@library\.example<\/a>/, name);
    const without = await page(plain, `/en/${name}`);
    assert.match(without, /operator has not named a contact/, name);
    assert.doesNotMatch(without, /mailto:|href=""/, name);
  }
});

test('certainty is counted as the API tells it', async () => {
  const { items } = await (await fetch(new URL('api/v1/branches?limit=100', plain.url))).json();
  const html = await page(plain, '/en/data');
  const words = { own_site: 'From the library’s own site', third_party: 'From another source', unverified: 'Not verified', confirmed: 'Confirmed' };
  for (const [certainty, name] of Object.entries(words)) {
    const count = items.filter(({ address }) => address.certainty === certainty).length;
    const shown = new RegExp(`<dt>${name}(?:<span>(\\d+) address(?:es)?</span>)?</dt>`).exec(html);
    assert.ok(shown, name);
    assert.equal(Number(shown[1] ?? 0), count, certainty);
  }
});

test('files are there, and about as large as told', async () => {
  const html = await page(reached, '/lt/data');
  const files = [...html.matchAll(/<a href="(\/api\/v1\/[^"]+)">[^<]+<\/a><small>[^<]*apie (\d+) (KB|MB)<\/small>/g)];
  assert.equal(files.length, 6);
  for (const [, address, count, unit] of files) {
    const answer = await fetch(new URL(address, reached.url));
    assert.equal(answer.status, 200, address);
    const real = (await answer.arrayBuffer()).byteLength / (unit === 'KB' ? 1e3 : 1e6);
    assert.ok(Math.abs(real - Number(count)) <= 1 + real * 0.2, `${address}: ${real} ${unit}, told ${count}`);
  }
});

test('demonstration data is told of where it is, and only there', async () => {
  assert.match(await page(reached, '/en/data'), /holds demonstration data at present/);
  assert.match(await page(plain, '/en/data'), /holds no demonstration data/);
});

test('the log holds what the privacy page says, and nothing else', async () => {
  await page(plain, '/lt/?q=slaptas&near=55.7311,24.3');
  const { admin } = plain;
  assert.equal((await admin('/livez')).status, 200);
  await plain.stop(); // it writes out the log
  const lines = plain.output.stderr.split('\n').filter((line) => line.includes('"event":"request"')).map((line) => JSON.parse(line));
  assert.ok(lines.some(({ route }) => route === 'find_page'));
  for (const line of lines) assert.deepEqual(Object.keys(line).sort(), ['bytes', 'event', 'id', 'level', 'method', 'route', 'status', 'time', 'us']);
  assert.doesNotMatch(plain.output.stderr, /slaptas|55\.7311|127\.0\.0\.1/);
});

test('the accessibility statement names no body for a country that nobody here knows', async () => {
  for (const language of ['lt', 'en']) {
    const section = (await page(reached, `/${language}/accessibility`)).split('aria-labelledby="enforcement"')[1].split('</section>')[0];
    assert.match(section, /2016\/2102/);
    assert.match(section, /href="#feedback"/);
    assert.deepEqual([...section.matchAll(/href="(https?:[^"]*)"/g)].map(([, url]) => new URL(url).host), ['digital-strategy.ec.europa.eu']);
    assert.doesNotMatch(section, /Lietuv|Lithuania|[Aa]gent/);
  }
});

test('the accessibility statement has what the model of Decision (EU) 2018/1523 asks for, in its order', async () => {
  const asked = {
    lt: ['tvarkytojas siekia, kad ji būtų prieinama', 'taikomas visiems', 'iš dalies atitinka', 'Kas dar neatitinka', 'Neproporcinga našta', 'Kam Direktyva netaikoma', 'parengtas 20', 'peržiūrėtas 20', 'savarankišku vertinimu', 'Atsiliepimai ir kontaktai', '9 straipsnį'],
    en: ['operator is committed to making it accessible', 'applies to all pages', 'partially compliant', 'Not compliant', 'Disproportionate burden', 'Outside the scope', 'prepared on', 'last reviewed on', 'self-assessment', 'Feedback and contact', 'article 9'],
  };
  for (const [language, parts] of Object.entries(asked)) {
    const text = (await page(reached, `/${language}/accessibility`)).split('class="prose"')[1];
    const places = parts.map((part) => text.indexOf(part));
    assert.ok(!places.includes(-1), `${language}: ${parts[places.indexOf(-1)]}`);
    assert.deepEqual(places, [...places].sort((a, b) => a - b));
  }
});
