// SPDX-License-Identifier: Apache-2.0
//
// One day: a coordinator follows the link that the server printed, enrols a librarian's phone; the librarian confirms, reports a
// fault without a connection, closes for the day; a visitor's open page changes by itself; undo restores; the history tells of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { launchBrowser } from './browser.mjs';

let server, browser, coordinator, phone, visitor;
const complaints = [];

async function open(viewport, options = {}) {
  const context = await browser.newContext({ viewport, locale: 'lt', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !/net::ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(message.text()) && complaints.push(message.text()));
  return page;
}

before(async () => {
  server = await startServer({ demo: true, contract: false });
  browser = await launchBrowser();
  coordinator = await open({ width: 1280, height: 900 });
  phone = await open({ width: 320, height: 640 }, { hasTouch: true, isMobile: true });
  visitor = await open({ width: 390, height: 844 });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const seen = async () => (await (await fetch(new URL('api/v1/points/pasvalys-eso', server.url))).json()).status;
const press = (page, name) => page.getByRole('button', { name }).click();

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

test('a phone is enrolled by its link: from there to the first confirmed status in three taps', async () => {
  const answer = await coordinator.request.post(new URL('/api/v1/invitations', server.url).href, {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    data: { kind: 'device', role: 'librarian', scope: 'lt-pasvalys', name: 'Telefonas' },
  });
  const { link } = await answer.json();
  let taps = 0;
  await phone.goto(link);
  await phone.getByRole('button', { name: /Priimti/ }).tap();
  taps++;
  await phone.waitForURL(/\/lt\/staff\//);
  // Two points are in this library: one more tap says which.
  if (!/points\/./.test(phone.url())) {
    await phone.goto(new URL('/lt/staff/points/pasvalys-eso', server.url).href);
    taps++;
  }
  await phone.getByRole('button', { name: /Viskas veikia/ }).tap();
  taps++;
  await phone.waitForURL(/[?]done=/);
  assert.ok(taps <= 3);
  await waitFor('the status', async () => (await seen()) === 'working');
  await phone.getByRole('status').filter({ hasText: 'Įrašyta' }).waitFor(); // in a live region, or nobody hears it
});

test('a fault that is tapped without a connection is sent when there is one, and the visitor’s page changes by itself', async () => {
  const listening = visitor.waitForRequest(/\/api\/v1\/stream$/); // once everything else has come
  await visitor.goto(new URL('/lt/branches/lt-pasvalys', server.url).href);
  await listening;
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
  const components = async () => (await server.sql(`select s.components, s.status from point_status s join point p on p.id = s.point_id where p.code = 'pasvalys-eso'`))[0];
  await phone.goto(new URL('/lt/staff/points/pasvalys-eso', server.url).href, { waitUntil: 'networkidle' });
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
  await phone.getByRole('button', { name: 'Grąžinti, kaip buvo' }).first().tap();
  await waitFor('the undo', async () => !(await components()).components.printer);
});

test('undo restores what was there', async () => {
  await phone.getByRole('button', { name: /Viskas veikia/ }).tap();
  await phone.waitForURL(/[?]done=/);
  await waitFor('working', async () => (await seen()) === 'working');
  await phone.getByRole('button', { name: 'Grąžinti, kaip buvo' }).tap();
  await waitFor('the fault again', async () => (await seen()) === 'out_of_order');
});

test('who comes back to the page can undo still', async () => {
  await phone.getByRole('button', { name: /Viskas veikia/ }).tap();
  await phone.waitForURL(/[?]done=/);
  await waitFor('working', async () => (await seen()) === 'working');
  await phone.goto(phone.url().split('?')[0]);
  await phone.locator('.log li').first().getByRole('button', { name: /Grąžinti, kaip buvo/ }).tap();
  await waitFor('the fault again', async () => (await seen()) === 'out_of_order');
});

test('another part that is out of order joins those that are already; nothing is said of the others', async () => {
  const components = async () => (await server.sql(`select s.components from point_status s join point p on p.id = s.point_id where p.code = 'pasvalys-eso'`))[0].components;
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
  await visitor.goto(new URL('/lt/branches/lt-pasvalys', server.url).href);
  const page = await visitor.locator('main').innerText();
  assert.match(page, /Spausdintuvas/);
  assert.doesNotMatch(page, /Pranešimo metu veikė/);
  await phone.getByRole('button', { name: 'Grąžinti, kaip buvo' }).first().tap();
  await waitFor('the undo', async () => !(await components()).printer);
});

test('closed for today, and open again', async () => {
  const open = async () => (await (await fetch(new URL('api/v1/branches/lt-pasvalys', server.url))).json()).open_now;
  await phone.getByRole('button', { name: /Šiandien nedirbame/ }).tap();
  await waitFor('closed', async () => (await open()) === false);
  assert.match(await phone.locator('.said').textContent(), /Šiandien nedirbame/);
  await phone.locator('.said').getByRole('button').tap();
  await phone.locator('.said').waitFor({ state: 'detached' });
});

test('the history tells the coordinator of all of it', async () => {
  await coordinator.goto(new URL('/lt/staff/history', server.url).href);
  const labels = await coordinator.locator('main dt').allTextContents();
  assert.ok(labels.length > 5);
  assert.deepEqual(labels.filter((label) => label.includes('_')), [], 'each field has a name that people use');
  const text = await coordinator.locator('main').textContent();
  for (const what of ['Pranešimas apie būseną', 'Darbo laiko išimtis', 'Telefonas', 'Kvietimas', 'Prisijungimas']) assert.ok(text.includes(what), what);
  assert.deepEqual(complaints, []);
});
