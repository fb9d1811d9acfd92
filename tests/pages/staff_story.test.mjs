// SPDX-License-Identifier: Apache-2.0
//
// One day: a coordinator follows the link that the server printed, adds a library with two branches and a point, enrols a librarian's
// phone by a QR code; the librarian confirms, reports a fault without a connection, closes for the day; a visitor's open page changes
// by itself; who follows gets one letter; undo restores; the history tells of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { startServer, waitFor } from '../support/server.mjs';
import { startSmtp } from '../support/smtp.mjs';
import { toNoon } from '../support/staff.mjs';
import { launchBrowser } from './browser.mjs';

let server, browser, post, coordinator, phone, visitor;
const complaints = [], follower = 'ada@example.org';
const library = 'stalupio-biblioteka', branch = 'lt-stalupio-filialas', point = 'stalupio-filialas-eso'; // made below

async function open(viewport, options = {}) {
  const context = await browser.newContext({ viewport, locale: 'lt', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !/net::ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(message.text()) && complaints.push(message.text()));
  return page;
}

before(async () => {
  post = await startSmtp();
  server = await startServer({ demo: true, contract: false, parameters: [`--mail-server=smtp://127.0.0.1:${post.port}`, '--mail-from=registras@example.org'] });
  browser = await launchBrowser();
  coordinator = await open({ width: 1280, height: 900 });
  phone = await open({ width: 320, height: 640 }, { hasTouch: true, isMobile: true });
  visitor = await open({ width: 390, height: 844 });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await post?.stop();
});

const at = (target) => new URL(target, server.url).href;
const api = async (target) => (await fetch(at(`api/v1/${target}`))).json();
const seen = async () => (await api(`points/${point}`)).status;
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
/** Takes back what was said, until the page says so: it must not come in the way of the next one. */
const undo = async (button) => {
  await button.tap();
  await phone.waitForURL(/[?]undone=true$/);
};
const follow = (page, name) => page.getByRole('link', { name }).click();

test('the link that the server printed makes the first coordinator', async () => {
  const [link] = await waitFor('the link', () => /http:\/\/[^\s]+\/lt\/invitations\/[\w-]+/.exec(server.output.stdout));
  await coordinator.goto(link);
  await coordinator.getByLabel('Vardas').fill('Rasa');
  await coordinator.getByLabel('El. paštas').fill('rasa@example.org');
  await press(coordinator, /Priimti/);
  await coordinator.waitForURL(/\/lt\/staff\/account/);
  await coordinator.getByRole('link', { name: /Vėliau/ }).click(); // a passphrase can wait
  await coordinator.waitForURL(/\/lt\/staff\/$/);
  assert.ok((await coordinator.getByRole('listitem').count()) > 10, 'all points of the utility');
});

test('the coordinator adds a library, two branches and a point, and when it is open', async () => {
  const field = (name) => coordinator.getByLabel(name, { exact: true });
  const save = async () => {
    await Promise.all([coordinator.waitForEvent('framenavigated'), press(coordinator, 'Išsaugoti')]);
    assert.match(coordinator.url(), /[?]saved=true$/, await coordinator.locator('main').innerText());
  };
  await follow(coordinator, 'Katalogas');
  await follow(coordinator, 'Pridėti biblioteką');
  await field('Pavadinimas').fill('Stalupio biblioteka');
  await field('Savivaldybė').selectOption({ label: 'Akmenės rajono savivaldybė' });
  await save();
  for (const name of ['Vabalio filialas', 'Stalupio filialas']) {
    await follow(coordinator, 'Pridėti filialą');
    await field('Pavadinimas').fill(name);
    await save();
    if (name === 'Vabalio filialas') await follow(coordinator, 'Stalupio biblioteka');
  }
  await follow(coordinator, 'Pridėti savitarnos vietą');
  await save();
  await field('Būklė').selectOption('active');
  await save();
  await follow(coordinator, 'Stalupio filialas');
  await follow(coordinator, 'Darbo laikas');
  for (const day of ['Pirmadienis', 'Antradienis', 'Trečiadienis', 'Ketvirtadienis', 'Penktadienis', 'Šeštadienis', 'Sekmadienis']) await field(`${day}, Paprastai`).fill('9–18');
  await field('Per valstybines šventes').selectOption({ label: 'Dirba kaip įprastai' });
  await save();
  await toNoon(server, branch);
  await waitFor('the public to be told', async () => (await api(`branches/${branch}`)).open_now === true);
  assert.deepEqual((await api('branches?limit=100')).items.filter((one) => one.library.code === library).map(({ code }) => code).sort(), ['lt-stalupio-filialas', 'lt-vabalio-filialas']);
  assert.deepEqual((await api(`branches/${branch}`)).points.map(({ code, status }) => [code, status]), [[point, 'unknown']]);
});

/** From an invitation to “everything works”, tapping on each page what leads on, as a person would: how many taps that takes. */
async function taps(page, link, branchName) {
  const ways = [page.getByRole('button', { name: /Viskas veikia/ }), page.getByRole('button', { name: /Priimti/ }), page.getByRole('link', { name: branchName }), page.getByRole('link', { name: /Vėliau/ })];
  await page.goto(link);
  for (let count = 1; count < 10; count++) {
    const shown = await Promise.all(ways.map((way) => way.first().isVisible()));
    const way = shown.indexOf(true), from = page.url();
    assert.notEqual(way, -1, `nothing leads on from ${from}`);
    await ways[way].first().tap();
    await page.waitForURL((url) => url.href !== from);
    if (way === 0) return count;
  }
  throw new Error('ten taps, and no end');
}

test('a phone is enrolled by a QR code: from there to the first confirmed status in three taps at most', async () => {
  await follow(coordinator, 'Žmonės');
  await coordinator.getByText('Pakviesti', { exact: true }).click();
  await coordinator.getByLabel('Telefoną').check();
  await coordinator.getByLabel('Žmogaus ar telefono vardas').fill('Telefonas');
  await coordinator.getByLabel('Vaidmuo ir vieta').selectOption(`librarian:${branch}`);
  await press(coordinator, 'Sukurti kvietimą');
  const { data, width, height } = PNG.sync.read(await coordinator.getByRole('img', { name: 'QR kodas su kvietimo nuoroda' }).screenshot());
  const scanned = jsqr(new Uint8ClampedArray(data), width, height)?.data;
  assert.equal(scanned, await coordinator.getByLabel('Nuoroda', { exact: true }).inputValue());
  const count = await taps(phone, scanned, 'Stalupio filialas');
  assert.ok(count <= 3, `${count} taps`);
  await phone.waitForURL(/[?]done=/);
  await waitFor('the status', async () => (await seen()) === 'working');
  await phone.getByRole('status').filter({ hasText: 'Įrašyta' }).waitFor(); // in a live region, or nobody hears it
});

test('where a library has two points, saying which is one of the three taps', async () => {
  const answer = await coordinator.request.post(at('/api/v1/invitations'), {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    data: { kind: 'device', role: 'librarian', scope: 'lt-pasvalys', name: 'Telefonas' },
  });
  const other = await open({ width: 320, height: 640 }, { hasTouch: true, isMobile: true });
  const count = await taps(other, (await answer.json()).link, /Energijos skirstymo/);
  assert.ok(count <= 3, `${count} taps`);
  await other.waitForURL(/points\/pasvalys-eso[?]done=/);
  await other.context().close();
});

test('a visitor follows the library: asks on its page, and opens the link that comes', async () => {
  await visitor.goto(at(`/lt/branches/${branch}`));
  await follow(visitor, 'Naujienos el. paštu');
  await visitor.getByLabel('Jūsų el. paštas').fill(follower);
  await press(visitor, 'Atsiųsti nuorodą');
  const { link } = await post.next(({ to }) => to === follower);
  await visitor.goto(link);
  await press(visitor, 'Patvirtinti');
  await visitor.getByRole('status').filter({ hasText: 'Nuo šiol parašysime' }).waitFor();
});

test('a fault that is tapped without a connection is sent when there is one, and the visitor’s page changes by itself', async () => {
  const listening = visitor.waitForRequest(/\/api\/v1\/stream[?]after=\d+$/); // once everything else has come
  await visitor.goto(at(`/lt/branches/${branch}`));
  await listening;
  assert.equal(await visitor.getByText('Neveikia').count(), 0);
  await phone.waitForLoadState('networkidle');
  await phone.context().setOffline(true);
  await phone.getByText('Yra gedimas').tap();
  await phone.getByRole('button', { name: 'Internetas' }).tap();
  const badge = phone.locator('[data-queue]');
  await badge.waitFor({ state: 'visible' });
  assert.match(await badge.textContent(), /Nėra ryšio – išsiųsime vėliau/);
  assert.equal(await seen(), 'working', 'nothing was sent yet');
  await phone.context().setOffline(false);
  await waitFor('the fault', async () => (await seen()) === 'out_of_order');
  await badge.waitFor({ state: 'hidden' });
  await visitor.getByText('Neveikia', { exact: false }).first().waitFor({ timeout: 5_000 });
  const rows = await server.sql(`select r.observed_at < r.recorded_at as earlier from status_report r where r.status = 'out_of_order' and r.user_id is not null`);
  assert.deepEqual(rows, [{ earlier: true }], 'once, with the time of the tap');
});

test('a part more that is tapped without a connection joins what is out of order, with the end that was meant', async () => {
  const components = async () => (await server.sql(`select s.components, s.status from point_status s join point p on p.id = s.point_id where p.code = $1`, [point]))[0];
  await phone.goto(at(`/lt/staff/points/${point}`), { waitUntil: 'networkidle' });
  await phone.context().setOffline(true);
  await phone.getByText('Yra gedimas').tap();
  await phone.getByText('Rytoj').first().tap();
  await phone.getByRole('button', { name: 'Spausdintuvas' }).tap();
  await phone.locator('[data-queue]').waitFor({ state: 'visible' });
  const queued = await phone.evaluate(() => localStorage.getItem('branchlight.reports'));
  assert.match(queued, /ends_at=/);
  await phone.context().setOffline(false);
  await waitFor('the part', async () => (await components()).components.printer === 'down');
  assert.deepEqual(await components(), { components: { network: 'down', printer: 'down' }, status: 'out_of_order' });
  await waitFor('an empty queue', () => phone.evaluate(() => localStorage.getItem('branchlight.reports') === null).catch(() => false)); // the page loads anew
  await phone.waitForLoadState('networkidle');
  await undo(phone.getByRole('button', { name: 'Grąžinti, kaip buvo' }).first());
  await waitFor('the undo', async () => !(await components()).components.printer);
});

test('undo restores what was there', async () => {
  await phone.getByRole('button', { name: /Viskas veikia/ }).tap();
  await phone.waitForURL(/[?]done=/);
  await waitFor('working', async () => (await seen()) === 'working');
  await undo(phone.getByRole('button', { name: 'Grąžinti, kaip buvo' }));
  await waitFor('the fault again', async () => (await seen()) === 'out_of_order');
});

test('who comes back to the page can undo still', async () => {
  await phone.getByRole('button', { name: /Viskas veikia/ }).tap();
  await phone.waitForURL(/[?]done=/);
  await waitFor('working', async () => (await seen()) === 'working');
  await phone.goto(phone.url().split('?')[0]);
  await undo(phone.locator('.log li').first().getByRole('button', { name: /Grąžinti, kaip buvo/ }));
  await waitFor('the fault again', async () => (await seen()) === 'out_of_order');
});

test('another part that is out of order joins those that are already; nothing is said of the others', async () => {
  const components = async () => (await server.sql(`select s.components from point_status s join point p on p.id = s.point_id where p.code = $1`, [point]))[0].components;
  const fault = async (name) => {
    await phone.getByText('Yra gedimas').tap();
    await phone.getByRole('button', { name }).tap();
    await phone.waitForURL(/[?]done=/);
  };
  assert.deepEqual(await components(), { network: 'down' });
  await phone.goto(phone.url().split('?')[0]);
  await fault('Spausdintuvas');
  assert.deepEqual(await components(), { network: 'down', printer: 'down' });
  assert.match(await phone.locator('.log li').first().innerText(), /Neveikia internetas · Neveikia spausdintuvas/);
  await visitor.goto(at(`/lt/branches/${branch}`));
  const page = await visitor.locator('main').innerText();
  assert.match(page, /Nėra interneto\. Neveikia spausdintuvas\./);
  assert.doesNotMatch(page, /Pranešimo metu veikė/);
  await undo(phone.getByRole('button', { name: 'Grąžinti, kaip buvo' }).first());
  await waitFor('the undo', async () => !(await components()).printer);
});

test('closed for today, and open again', async () => {
  const open = async () => (await api(`branches/${branch}`)).open_now;
  assert.equal(await open(), true);
  await phone.getByRole('button', { name: /Šiandien nedirbame/ }).tap();
  await waitFor('closed', async () => (await open()) === false);
  assert.match(await phone.locator('.said').textContent(), /Šiandien nedirbame/);
  await phone.locator('.said').getByRole('button').tap();
  await phone.locator('.said').waitFor({ state: 'detached' });
  await waitFor('open', async () => (await open()) === true);
});

test('who follows gets one letter: of what is so still, not of what was taken back', async () => {
  // The job as it runs some minutes from now, when nothing can be undone any more.
  const told = async (minutes) => {
    const then = new Date(Date.now() + minutes * 60_000).toISOString();
    const [{ done }] = await server.sql(`with clock as materialized (select set_config('branchlight.now', $1, true)) select people.followers_tell() as done from clock`, [then]);
    await server.sql('update people.mail set due_at = now() where sent_at is null');
    await server.sql('notify branchlight_mail');
    return Number(done);
  };
  assert.equal(await told(11), 1);
  const letter = await post.next(({ to, headers }) => to === follower && headers.subject.startsWith('Neveikia'));
  assert.match(letter.body, new RegExp(at(`/lt/branches/${branch}`)));
  assert.deepEqual([await told(12), await told(90)], [0, 0]);
  assert.deepEqual(await server.sql('select count(*) from people.mail where sent_at is null'), [{ count: 0 }]);
  assert.equal(post.letters.filter(({ to }) => to === follower).length, 2, 'with the one that asked to confirm');
});

test('the history tells the coordinator of all of it', async () => {
  await coordinator.goto(at('/lt/staff/history'));
  const labels = await coordinator.locator('main dt').allTextContents();
  assert.ok(labels.length > 5);
  assert.deepEqual(labels.filter((label) => label.includes('_')), [], 'each field has a name that people use');
  const kinds = new Set();
  let text = '';
  for (;;) {
    for (const kind of await coordinator.locator('.trail li > p b').allTextContents()) kinds.add(kind);
    text += await coordinator.locator('.trail').textContent();
    const older = coordinator.getByRole('link', { name: 'Ankstesni' });
    if (!(await older.count())) break;
    await Promise.all([coordinator.waitForEvent('framenavigated'), older.click()]);
  }
  for (const kind of ['Biblioteka', 'Filialas', 'Savitarnos vieta', 'Darbo laikas', 'Pranešimas apie būseną', 'Darbo laiko išimtis', 'Kvietimas', 'Prisijungimas']) assert.ok(kinds.has(kind), kind);
  for (const what of ['Stalupio filialas', 'Vabalio filialas', point, 'Telefonas']) assert.ok(text.includes(what), what);
  assert.deepEqual(complaints, []);
});
