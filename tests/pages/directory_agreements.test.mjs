// SPDX-License-Identifier: Apache-2.0
//
// A library's agreements on its staff page, and merging it into another: plain forms, without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';
import { axeViolations, launchBrowser } from './browser.mjs';

let server, browser, admin, manager, coordinator, librarian, visitor;
const home = '/en/staff/directory', library = 'pasvalio-vb', agreements = `${home}/libraries/${library}/agreements`;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  visitor = person(server);
  admin = await enrol(server, { role: 'admin', name: 'Jonas' });
  manager = await enrol(server, { role: 'library_manager', scope: library, name: 'Danguole' });
  coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  librarian = await enrol(server, { role: 'librarian', scope: 'lt-pasvalys', name: 'Ona' });
  const [{ id }] = await server.sql(`insert into agreement (code, utility_id, library_id, state) select 'pirmoji', u.id, l.id, 'active' from organization u, library l where u.code = 'eso' and l.code = $1 returning id`, [library]);
  assert.ok(id);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const stored = async (code, who = coordinator) => (await who.get(`/api/v1/staff/agreements/${code}`)).json;
const codeOf = (answer) => /agreements\/([^?]+)\?saved/.exec(answer.headers?.get('location') ?? answer)[1];
const dayIn = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A page in a browser without scripts, signed in. */
async function open(who, target, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, ...options });
  const [name, value] = who.cookie.split('=');
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  const response = await page.goto(new URL(target, server.url).href);
  return { page, status: response.status(), close: () => context.close() };
}

async function make(fields, who = coordinator, at = agreements) {
  const answer = await who.post(at, new URLSearchParams({ utility: 'eso', state: 'active', ...fields }));
  assert.equal(answer.status, 303, answer.text);
  return codeOf(answer);
}

/** The library's list: [{utility and all words, target}]. */
async function listed(who = coordinator, code = library) {
  const { text, status } = await who.get(`${home}/libraries/${code}`);
  assert.equal(status, 200);
  const section = /<section aria-labelledby="agreements">.*?<\/section>/s.exec(text)[0];
  return [...section.matchAll(/<li><a href="([^"]+)">(.*?)<\/li>/gs)].map(([, target, html]) => ({ target, words: html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim() }));
}

test('an agreement is added by a form, with what is wrong beside its field, and read by the library', async () => {
  const { page, close } = await open(coordinator, `${home}/libraries/${library}`);
  await page.getByRole('link', { name: 'Add an agreement' }).click();
  await page.getByLabel('State').selectOption('active');
  await page.getByLabel('In force from').fill('2026-13');
  await page.getByLabel('In force until').fill('soon');
  await page.getByLabel('Obligations (English)').fill('The library gives the room.\nThe utility pays.');
  await page.getByLabel('Public summary (Lithuanian)').fill('Savitarnos vieta');
  const save = () => page.getByRole('button', { name: 'Save' }).click();
  const wrong = (label) => page.locator('.field', { has: page.getByLabel(label) }).locator('.wrong').textContent();
  await save();
  assert.match(await wrong('In force from'), /year, month or day/);
  assert.match(await wrong('In force until'), /year, month or day/);
  assert.equal(await page.getByLabel('Obligations (English)').inputValue(), 'The library gives the room.\nThe utility pays.', 'what was typed is still there');
  assert.equal(await page.getByLabel('State').inputValue(), 'active');
  await page.getByLabel('In force from').fill('2026-09');
  await page.getByLabel('In force until').fill('2026-01');
  await save();
  assert.match(await wrong('In force until'), /before it starts/);
  await page.getByLabel('In force until').fill('2099');
  await save();
  const code = codeOf(page.url());
  assert.match(await page.textContent('main'), /Saved/);
  await close();
  const row = await stored(code);
  assert.deepEqual([row.utility, row.library, row.state, row.starts_on, row.ends_on, row.summary, row.obligations],
    ['eso', library, 'active', '2026-09', '2099', { lt: 'Savitarnos vieta' }, { en: 'The library gives the room.\nThe utility pays.' }]);

  const read = await manager.get(`${home}/agreements/${code}`);
  assert.equal(read.status, 200);
  assert.match(read.text, /The library gives the room\.\nThe utility pays\./);
  assert.doesNotMatch(read.text, /name="obligations|End this agreement|>Save</, 'and can’t change it');
  assert.equal((await manager.post(`${home}/agreements/${code}`, new URLSearchParams({ version: row.version, base: '{}', state: 'ended' }))).status, 403);
  assert.equal((await manager.post(`${home}/agreements/${code}/end`, new URLSearchParams({ version: row.version }))).status, 403);
  assert.equal((await librarian.get(`${home}/agreements/${code}`)).status, 403);
  assert.equal((await visitor.get(`${home}/agreements/${code}`)).status, 401);
  assert.equal((await coordinator.get(`${home}/agreements/no-such`)).status, 404);
  assert.equal((await stored(code)).state, 'active');
});

test('who has no utility can’t add one, and is told so', async () => {
  assert.match((await manager.get(agreements)).text, /A utility’s coordinator adds agreements/);
  assert.equal((await manager.get(`${home}/libraries/${library}`)).text.includes('Add an agreement'), false);
  const refused = await manager.post(agreements, new URLSearchParams({ utility: 'eso', state: 'active' }));
  assert.equal(refused.status, 422);
  assert.match(refused.text, /That isn’t yours/);
});

test('a button that is pressed twice makes one', async () => {
  const { text } = await coordinator.get(agreements);
  const once = /name="once" value="([^"]+)"/.exec(text)[1];
  const before = (await listed()).length;
  const first = await make({ once, state: 'draft', starts_on: '2031' }), second = await make({ once, state: 'draft', starts_on: '2031' });
  assert.equal(second, first);
  assert.equal((await listed()).length, before + 1);
  assert.notEqual(await make({ once, state: 'draft', starts_on: '2032' }), first, 'who alters what was sent means another');
});

test('the list says in words what holds, what ends soon and what is over', async () => {
  const month = dayIn(0).slice(0, 7); // it ends with its last day, not with its first
  const codes = { soon: await make({ ends_on: dayIn(34) }), later: await make({ ends_on: dayIn(90) }), over: await make({ ends_on: dayIn(-2) }), today: await make({ ends_on: dayIn(0) }), month: await make({ ends_on: month }), draft: await make({ state: 'draft' }), ended: await make({ state: 'ended', ends_on: '2019' }) };
  const rows = await listed();
  const words = (name) => rows.find(({ target }) => target.endsWith(`/${codes[name]}`)).words;
  assert.match(words('soon'), /In force.*Ends in 34 days/);
  assert.match(words('later'), /In force/);
  assert.doesNotMatch(words('later'), /Ends in/);
  assert.match(words('over'), /time is over/);
  assert.match(words('today'), /last day/);
  const left = (Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0) - Date.parse(dayIn(0))) / 86_400_000;
  assert.match(words('month'), left === 0 ? /last day/ : new RegExp(`Ends in ${left} day`));
  assert.match(words('draft'), /Draft/);
  assert.match(words('ended'), /Ended.*2019/);
  assert.ok(rows.findIndex(({ target }) => target.endsWith(codes.soon)) < rows.findIndex(({ target }) => target.endsWith(codes.draft)), 'what holds comes first');
});

test('two editors: the second sees field by field what the first wrote', async () => {
  const code = await make({ ends_on: '2098' });
  const [one, other] = await Promise.all([open(coordinator, `${home}/agreements/${code}`), open(coordinator, `${home}/agreements/${code}`)]);
  await one.page.getByLabel('In force until').fill('2097');
  await one.page.getByLabel('Public summary (English)').fill('First');
  await one.page.getByRole('button', { name: 'Save' }).click();
  await other.page.getByLabel('In force until').fill('2096');
  await other.page.getByLabel('Obligations (English)').fill('Second');
  await other.page.getByRole('button', { name: 'Save' }).click();
  assert.match(await other.page.textContent('[role=alert]'), /Nothing was saved/);
  assert.equal((await stored(code)).ends_on, '2097');
  assert.match(await other.page.locator('.field', { has: other.page.getByLabel('In force until') }).locator('.theirs').textContent(), /2097/);
  assert.equal(await other.page.getByLabel('In force until').inputValue(), '2096');
  assert.equal(await other.page.getByLabel('Public summary (English)').inputValue(), 'First', 'what wasn’t touched is as it is now');
  await other.page.getByRole('button', { name: 'Save my changes all the same' }).click();
  const row = await stored(code);
  assert.deepEqual([row.ends_on, row.summary, row.obligations], ['2096', { en: 'First' }, { en: 'Second' }]);
  await Promise.all([one.close(), other.close()]);
});

test('ended from today, by one button; of what was seen', async () => {
  const code = await make({ starts_on: '2020', ends_on: '2098' });
  const { page, close } = await open(coordinator, `${home}/agreements/${code}`);
  const outdated = await coordinator.post(`${home}/agreements/${code}/end`, new URLSearchParams({ version: 7 }));
  assert.equal(outdated.status, 412);
  assert.match(outdated.text, /Nothing was done: look again/);
  assert.doesNotMatch(outdated.text, /Save my changes all the same/, 'nothing was typed');
  await page.getByText('End this agreement').click();
  await page.getByRole('button', { name: 'End it today' }).click();
  assert.match(await page.textContent('.term'), /Ended/);
  assert.equal(await page.getByText('End this agreement').count(), 0);
  await close();
  const row = await stored(code);
  assert.deepEqual([row.state, row.ends_on], ['ended', dayIn(0)]);
  const early = await make({ starts_on: '2097', ends_on: '2098' });
  assert.equal((await coordinator.post(`${home}/agreements/${early}/end`, new URLSearchParams({ version: 1 }))).status, 303);
  assert.deepEqual([(await stored(early)).state, (await stored(early)).ends_on], ['ended', '2098'], 'what hasn’t begun isn’t over before it began');
});

test('what has ended isn’t opened again over the library’s head, and the form says so', async () => {
  const made = await coordinator.post('/api/v1/libraries', { confirm_duplicate: true, name: 'Baigianti biblioteka', municipality: 'LT-34', utility: 'eso' });
  await enrol(server, { role: 'library_manager', scope: made.json.code, name: 'Birute' });
  const code = 'eso-baigianti-biblioteka', at = `${home}/agreements/${code}`;
  assert.equal((await coordinator.post(`${at}/end`, new URLSearchParams({ version: 1 }))).status, 303);
  const shown = await coordinator.get(at);
  assert.equal(shown.status, 200);
  assert.doesNotMatch(shown.text, new RegExp(`libraries/${made.json.code}"`), 'no way to a library that isn’t one’s own any more');
  const { page, close } = await open(coordinator, at);
  await page.getByLabel('State').selectOption('active');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('.field', { has: page.getByLabel('State') }).locator('.wrong').textContent(), /Ask an administrator/);
  await close();
  const [, version] = /name="version" value="(\d+)"/.exec((await admin.get(at)).text);
  assert.equal((await admin.post(at, new URLSearchParams({ version, base: '{"state":"ended"}', state: 'active' }))).status, 303);
  assert.equal((await stored(code)).state, 'active');
});

test('merging: the choice, the question, the result', async () => {
  const made = (await coordinator.post('/api/v1/libraries', { confirm_duplicate: true, name: 'Dukart įrašyta biblioteka', municipality: 'LT-34', utility: 'eso' })).json.code;
  const home1 = await coordinator.post('/api/v1/branches', { library: made, name: 'Dukart įrašytos centras', kind: 'central' });
  await coordinator.post('/api/v1/branches', { library: made, name: 'Dukart įrašytos filialas', kind: 'branch', confirm_duplicate: true });
  assert.equal(home1.status, 201, home1.text);
  const { page, close } = await open(coordinator, `${home}/libraries/${made}`);
  await page.getByRole('link', { name: 'Merge into another library' }).click();
  assert.equal(await page.getByRole('option', { name: 'Dukart' }).count(), 0, 'not into itself');
  const target = page.url();
  await page.goto(`${target}?into=${made}`);
  assert.match(await page.locator('.field .wrong').textContent(), /into itself/);
  await page.goto(`${target}?into=no-such`);
  assert.match(await page.locator('.field .wrong').textContent(), /no such code/);
  await page.getByLabel('Which one stays').selectOption(library);
  await page.getByRole('button', { name: 'Show what will change' }).click();
  const question = await page.textContent('[aria-labelledby=question]');
  assert.match(question, /2 branches move/);
  assert.match(question, /1 agreement moves/);
  assert.match(question, /One central library stays/);
  assert.match(question, new RegExp(`/en/libraries/${made}`));
  assert.equal((await coordinator.get(`/api/v1/staff/libraries/${made}`)).status, 200, 'nothing has happened yet');

  const { json, headers } = await coordinator.get(`/api/v1/staff/libraries/${made}`);
  assert.equal((await coordinator.patch(`/api/v1/libraries/${made}`, { phone: '+370 600 00000' }, { 'If-Match': headers.get('etag') })).status, 200, json.code);
  await page.getByRole('button', { name: 'Merge' }).click();
  assert.match(await page.textContent('[role=alert]'), /Nothing was done/);
  await page.getByRole('button', { name: 'Merge' }).click();
  assert.match(page.url(), new RegExp(`libraries/${library}\\?merged=true$`));
  assert.match(await page.textContent('[role=status].works'), /old address leads here/);
  await close();
  const branch = (await coordinator.get(`/api/v1/staff/branches/${home1.json.code}`)).json;
  assert.deepEqual([branch.library, branch.kind], [library, 'branch']);
  await waitFor('the redirect', async () => (await visitor.get(`/en/libraries/${made}`)).headers.get('location')?.endsWith(`/en/libraries/${library}`));
});

test('merging into what isn’t one’s own is refused, and who has one library is told so', async () => {
  const foreign = (await server.sql(`select l.code from library l join branch b on b.library_id = l.id where b.code = 'lt-kelme'`))[0].code;
  const at = `${home}/libraries/${library}/merge`;
  assert.match((await manager.get(at)).text, /There is no other library/);
  assert.equal((await manager.get(`${at}?into=${foreign}`)).status, 422);
  const { json } = await manager.get(`/api/v1/staff/libraries/${library}`);
  assert.equal((await manager.post(at, new URLSearchParams({ into: foreign, version: json.version }))).status, 422);
  assert.equal((await manager.post(at, new URLSearchParams({ version: json.version }))).status, 422);
  assert.equal((await librarian.get(at)).status, 403);
  assert.equal((await manager.get(`/api/v1/staff/libraries/${library}`)).status, 200);
});

test('the pages are usable by everybody', async () => {
  const code = await make({ ends_on: dayIn(20) });
  const others = (await coordinator.get(`${home}/libraries/${library}/merge`)).text;
  const into = /<option value="([a-z][^"]+)"/.exec(others)[1];
  for (const [who, target] of [[coordinator, `${home}/libraries/${library}`], [coordinator, agreements], [manager, agreements], [coordinator, `${home}/agreements/${code}`], [manager, `${home}/agreements/${code}`], [coordinator, `${home}/libraries/${library}/merge?into=${into}`]]) {
    for (const width of [320, 1280]) {
      const { page, status, close } = await open(who, target, { javaScriptEnabled: true, viewport: { width, height: 800 } });
      assert.equal(status, 200, target);
      assert.deepEqual(await axeViolations(page), [], `${target} at ${width}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${target} fits ${width}`);
      await close();
    }
  }
});
