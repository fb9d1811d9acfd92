// SPDX-License-Identifier: Apache-2.0
//
// Reports that are tapped without a connection (static/js/my_point.js): none is lost, none is sent as somebody else's, and what
// the server refuses is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { accept, enrol, invite, person } from '../support/staff.mjs';
import { launchBrowser } from './browser.mjs';

let server, browser, ona, jonas;
const STORE = 'branchlight.reports';

before(async () => {
  server = await startServer({ demo: true, contract: false });
  browser = await launchBrowser();
  ona = await enrol(server, { scope: 'lt-pasvalys', name: 'Ona' });
  jonas = await enrol(server, { scope: 'lt-pasvalys', name: 'Jonas' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const address = () => new URL('/lt/staff/points/pasvalys-eso', server.url).href;

function cookieOf(one) {
  const [name, value] = one.cookie.split('=');
  return { name, value, domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Lax' };
}

/** The page of a point as somebody sees it, ready to work without a connection; `prepare` runs in the page before its scripts. */
async function open(one, prepare = () => {}, viewport = { width: 390, height: 844 }) {
  const context = await browser.newContext({ viewport, locale: 'lt' });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await context.addCookies([cookieOf(one)]);
  await context.addInitScript(prepare);
  await page.goto(address(), { waitUntil: 'networkidle' });
  return { page, context, complaints };
}

const queue = (page) => page.evaluate((name) => JSON.parse(localStorage.getItem(name) || '[]'), STORE).catch(() => undefined); // while the page loads anew
const reports = () => server.sql(`select r.status, r.components, r.note from status_report r join point p on p.id = r.point_id where p.code = 'pasvalys-eso' and r.user_id is not null order by r.recorded_at desc, r.observed_at desc`);
const nothingLeft = (page) => waitFor('an empty queue', async () => (await queue(page))?.length === 0);

/** Everything works, said while there is no connection. */
async function tapOffline(page, context) {
  await context.setOffline(true);
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await page.locator('[data-queue]').getByText('Nėra ryšio').waitFor();
}

async function tapFault(page, name) {
  await page.getByText('Yra gedimas').click();
  await page.getByRole('button', { name }).click();
}

/** What browsers of 2021 to 2023 hadn't got yet. */
function beOlder() {
  delete AbortSignal.timeout;
  delete Crypto.prototype.randomUUID;
  delete SubmitEvent.prototype.submitter;
  const { FormData: Newer } = window;
  window.FormData = class extends Newer {
    constructor(form) {
      super(form);
    }
  };
}

test('a browser of 2021 sends what was tapped without a connection, with the button that it was', async () => {
  const { page, context, complaints } = await open(ona, beOlder);
  await context.setOffline(true);
  await tapFault(page, 'Spausdintuvas');
  await page.locator('[data-queue]').waitFor({ state: 'visible' });
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await waitFor('both', async () => (await queue(page)).length === 2);
  await context.setOffline(false);
  await nothingLeft(page);
  const [newest, older] = await reports();
  assert.equal(newest.status, 'working');
  assert.equal(older.components.printer, 'down');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('what can’t be kept is sent by the form, as without a script', async () => {
  const { page, context } = await open(ona);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
    };
  });
  await context.setOffline(true);
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.isNavigationRequest());
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await asked;
  await context.close();
});

test('what the server refuses is told with its words until it is dismissed, and what comes after it is sent', async () => {
  const { page, context, complaints } = await open(ona);
  const before = (await reports()).length;
  await context.setOffline(true);
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await tapFault(page, 'Internetas');
  await page.evaluate((name) => {
    const [first, second] = JSON.parse(localStorage.getItem(name));
    localStorage.setItem(name, JSON.stringify([{ ...first, fields: first.fields.replace('status=working', 'status=splendid') }, second]));
  }, STORE);
  await context.setOffline(false);
  await waitFor('the second', async () => (await reports()).length === before + 1);
  const box = page.locator('[data-refused]');
  await box.waitFor({ state: 'visible' });
  assert.match(await box.innerText(), /^Nepriimta:\s+Pasvalio .*: Viskas veikia \(.+\)\. Turi būti viena iš reikšmių: /);
  assert.equal(await page.locator('[data-queue]').isVisible(), false);
  await page.waitForLoadState('networkidle');
  await page.reload({ waitUntil: 'networkidle' });
  await box.getByRole('button').click();
  await box.waitFor({ state: 'hidden' });
  assert.deepEqual(await queue(page), []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('a report on what one may not, or on what is no longer there, isn’t gone in silence', async () => {
  for (const [action, words] of [['/lt/staff/points/anyksciai-eso', /vaidmuo to čia neleidžia/], ['/lt/staff/points/lt-nera', /nėra/]]) {
    const { page, context } = await open(ona);
    await context.setOffline(true);
    await page.getByRole('button', { name: /Viskas veikia/ }).click();
    await page.evaluate(([name, action]) => {
      const [first] = JSON.parse(localStorage.getItem(name));
      localStorage.setItem(name, JSON.stringify([{ ...first, action }]));
    }, [STORE, action]);
    await context.setOffline(false);
    const box = page.locator('[data-refused]');
    await box.waitFor({ state: 'visible' });
    assert.match((await box.innerText()).replace(/^Nepriimta:.*\)\./s, ''), words);
    await context.close();
  }
});

test('on a phone that two share, a report is sent by who tapped it', async () => {
  const { page, context, complaints } = await open(ona);
  const before = (await reports()).length;
  await context.setOffline(true);
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  const [{ user, ...rest }] = await queue(page);
  assert.match(user, /^[0-9a-f]{16}$/);
  const { id } = (await ona.get('/api/v1/me')).json;
  assert.ok(!user.includes(id) && !JSON.stringify(rest).includes('Ona'), 'nothing of the person is kept');
  await page.goto('about:blank'); // a page that is closed is given the connection back for its last moment
  await page.close();
  await context.setOffline(false);
  const openedBy = async (one) => {
    await context.clearCookies();
    await context.addCookies([cookieOf(one)]);
    const again = await context.newPage();
    await again.goto(address(), { waitUntil: 'networkidle' });
    return again;
  };
  const his = await openedBy(jonas);
  assert.equal(await his.locator('[data-queue]').isVisible(), false);
  assert.equal((await queue(his)).length, 1);
  assert.equal((await reports()).length, before);
  await his.close();
  await nothingLeft(await openedBy(ona));
  assert.equal((await reports()).length, before + 1);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('a page that stays open sends nothing in the name of who has signed in since', async () => {
  const { page, context } = await open(ona);
  const before = (await reports()).length;
  await tapOffline(page, context);
  await context.clearCookies();
  await context.addCookies([cookieOf(jonas)]);
  await context.setOffline(false);
  await page.getByRole('link', { name: 'Prisijunkite, kad išsiųstume' }).waitFor();
  assert.equal((await queue(page)).length, 1);
  assert.equal((await reports()).length, before);
  await context.clearCookies();
  await context.addCookies([cookieOf(ona)]);
  await page.goto(address());
  await nothingLeft(page);
  assert.equal((await reports()).length, before + 1);
  await context.close();
});

test('who isn’t signed in any more is told to, and it is sent then', async () => {
  const { page, context } = await open(ona);
  const before = (await reports()).length;
  await tapOffline(page, context);
  await context.clearCookies();
  await context.setOffline(false);
  const way = page.getByRole('link', { name: 'Prisijunkite, kad išsiųstume' });
  await way.click();
  await page.getByRole('heading', { name: 'Prisijungimas darbuotojams' }).waitFor();
  assert.equal((await queue(page)).length, 1);
  await context.addCookies([cookieOf(ona)]);
  await page.goto(address());
  await nothingLeft(page);
  assert.equal((await reports()).length, before + 1);
  await context.close();
});

test('a server that is down for a moment, and one that doesn’t answer, are tried again', async () => {
  const { page, context, complaints } = await open(ona, () => {
    const { setTimeout: later } = window;
    window.setTimeout = (act, milliseconds) => later(act, milliseconds >= 10_000 ? 100 : milliseconds);
  });
  const before = (await reports()).length;
  const answers = [(route) => route.fulfill({ status: 503, body: '' }), () => {}, (route) => route.abort(), (route) => route.fulfill({ status: 200, contentType: 'text/html', body: 'Wi-Fi: agree first' }), (route) => route.continue()];
  await page.route(address(), (route) => (route.request().method() === 'POST' ? answers.shift()(route) : route.continue()));
  await context.setOffline(true);
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await context.setOffline(false);
  await nothingLeft(page);
  assert.equal(answers.length, 0);
  assert.equal((await reports()).length, before + 1);
  assert.deepEqual(complaints, []);
  await context.close();
});

const SMALL = { width: 320, height: 640 };
/** Words that are broken between lines, of what an element says. */
const brokenWords = (element) =>
  element.evaluate((root) => {
    const broken = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
      }
    return broken;
  });
const isInSight = (element) =>
  element.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

test('on a small phone what was tapped without a connection is said where the finger is, and the same tap is kept once', async () => {
  const { page, context, complaints } = await open(ona, () => {}, SMALL);
  await context.setOffline(true);
  await tapFault(page, 'Spausdintuvas');
  const told = page.locator('[data-told]');
  await told.getByText('Neveikia spausdintuvas', { exact: false }).waitFor();
  assert.match(await told.innerText(), /^Nėra ryšio\. Išsaugota šiame įrenginyje: /);
  assert.equal(await told.getAttribute('role'), 'status');
  assert.ok(await isInSight(told));
  assert.deepEqual(await brokenWords(told), []);
  await page.getByRole('button', { name: 'Spausdintuvas' }).click();
  await told.getByText('Jau išsaugota').waitFor();
  assert.equal((await queue(page)).length, 1);
  await page.getByRole('button', { name: /Viskas veikia/ }).click();
  await told.getByText('Viskas veikia', { exact: false }).waitFor();
  assert.ok(await isInSight(told));
  assert.equal((await queue(page)).length, 2, 'another is another');
  await page.getByRole('button', { name: 'Spausdintuvas' }).click();
  assert.equal((await queue(page)).length, 3, 'and what was said before that, too');
  await context.setOffline(false);
  await nothingLeft(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('what waits is shown and sent on any page of staff', async () => {
  const { page, context } = await open(ona);
  const before = (await reports()).length;
  await tapOffline(page, context);
  await page.goto('about:blank');
  await page.close();
  await context.setOffline(false);
  const other = await context.newPage();
  let refuse = true;
  await other.route(address(), (route) => (refuse ? route.abort() : route.continue()));
  await other.goto(new URL('/lt/staff/account', server.url).href, { waitUntil: 'networkidle' });
  assert.equal(await other.locator('[data-queue]').isVisible(), true);
  refuse = false;
  await other.reload();
  await nothingLeft(other);
  assert.equal((await reports()).length, before + 1);
  await other.locator('[data-queue]').waitFor({ state: 'hidden' });
  await context.close();
});

const saidToday = async () => (await server.sql(`select distinct e.cause from hours_exception e join schedule s on s.id = e.schedule_id left join point p on p.id = s.point_id
  join branch b on b.id = coalesce(s.branch_id, p.branch_id) where b.code = 'lt-pasvalys' and e.cause is not null order by e.cause`)).map(({ cause }) => cause);
const takeBack = async () => {
  for (const cause of ['closed_today', 'open_until', 'no_adviser']) await ona.remove(`/api/v1/branches/lt-pasvalys/today/${cause}`);
};

test('what is said of today without a connection is kept, and sent once there is one', async () => {
  const { page, context, complaints } = await open(ona, () => {}, SMALL);
  const told = page.locator('[data-told]');
  await context.setOffline(true);
  await page.getByLabel('Šiandien dirbame iki…').fill('15:30');
  await page.locator('form.until').getByRole('button').click();
  await told.getByText('Šiandien dirbame iki 15:30', { exact: false }).waitFor();
  assert.ok(await isInSight(told));
  assert.deepEqual(await brokenWords(told), []);
  await told.getByRole('button', { name: 'Grąžinti, kaip buvo' }).click();
  await told.getByText('Atšaukta').waitFor();
  assert.deepEqual(await queue(page), []);
  for (const name of [/Šiandien nedirbame/, /Konsultanto šiandien nėra/]) await page.locator('form.stack').getByRole('button', { name }).click();
  assert.equal((await queue(page)).length, 2);
  assert.deepEqual(await saidToday(), []);
  await context.setOffline(false);
  await nothingLeft(page);
  assert.deepEqual(await saidToday(), ['closed_today', 'no_adviser']);
  await page.locator('form.said').first().waitFor();
  // Without a connection that can't be taken back, and it is told.
  await context.setOffline(true);
  await page.locator('form.said').first().getByRole('button').click();
  await told.getByText('Neįrašyta: nėra ryšio').waitFor();
  await context.setOffline(false);
  assert.deepEqual(complaints, []);
  await context.close();
  await takeBack();
});

test('what was said of another day, and what somebody else has spoken of since, counts no more, and that is told', async () => {
  const day = 86400000;
  for (const [age, meanwhile, words] of [[day, () => {}, /apie kitą dieną/], [1000, async () => {
    await jonas.post('/api/v1/branches/lt-pasvalys/today', { cause: 'closed_today' });
    await jonas.remove('/api/v1/branches/lt-pasvalys/today/closed_today');
  }, /kažkas kitas/]]) {
    const { page, context } = await open(ona);
    await context.setOffline(true);
    await page.locator('form.stack').getByRole('button', { name: /Šiandien nedirbame/ }).click();
    await page.evaluate(([name, age]) => {
      const [first] = JSON.parse(localStorage.getItem(name));
      const fields = new URLSearchParams(first.fields);
      fields.set('observed_at', new Date(Date.now() - age).toISOString());
      localStorage.setItem(name, JSON.stringify([{ ...first, fields: fields.toString() }]));
    }, [STORE, age]);
    await meanwhile();
    await context.setOffline(false);
    const box = page.locator('[data-refused]');
    await box.waitFor({ state: 'visible' });
    assert.match(await box.innerText(), words);
    assert.deepEqual(await saidToday(), []);
    await context.close();
  }
});

test('what was saved is told in whole words on a small phone', async () => {
  const { page, context } = await open(ona, () => {}, SMALL);
  await tapFault(page, 'Internetas');
  await page.waitForURL(/[?]done=/);
  assert.ok(await page.locator('.toast').getByRole('button').isVisible());
  assert.deepEqual(await brokenWords(page.locator('.toast')), []);
  await context.close();
});

test('who reported a fault sees on the point’s page how it goes with it, on an enrolled phone too, and is thanked', async () => {
  const at = '/en/staff/points/silute-eso', rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  const rita = await enrol(server, { scope: 'lt-silute', name: 'Rita' });
  const phone = person(server, await accept((await invite(server, { scope: 'lt-silute', name: 'Desk phone', device: true })).link));
  await phone.post(at, new URLSearchParams({ fault: 'printer' }));
  const shown = async (one) => /<div class="repair[\s\S]*?<\/div>/.exec((await one.get(at)).text)?.[0].replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  assert.equal(await shown(phone), undefined, 'nobody deals with it yet');
  const { json: made } = await rasa.post('/api/v1/incidents', { point: 'silute-eso', part: 'printer' });
  const on = (version, change) => rasa.patch(`/api/v1/incidents/${made.id}`, change, { 'If-Match': `"v${version}"` });
  assert.match(await shown(phone), /Reported · The printer/);
  const tomorrow = new Date(Date.now() + 86400e3).toISOString().replace(/:\d\d\.\d+Z/, ':00Z');
  assert.equal((await on(1, { state: 'acknowledged', note: 'The technician comes at ten', expected_end: tomorrow })).status, 200);
  const known = await shown(phone);
  assert.match(known, /Acknowledged · The printer · expected until .*tomorrow/);
  assert.match(known, /Acknowledged: The technician comes at ten \(the utility, just now\)/);
  assert.doesNotMatch(known, /Rasa|Thank/);
  assert.doesNotMatch((await phone.get(at)).text, /staff\/incidents\//, 'a phone may not open it');
  assert.match((await rita.get(at)).text, new RegExp(`staff/incidents/${made.id}`));
  await on(2, { state: 'fixed' });
  assert.match(await shown(phone), /Fixed, not checked yet · The printer Thank you for reporting it.*Please check/);
  assert.doesNotMatch(await shown(rita), /Thank you/, 'who didn’t report it');
  await rasa.post('/api/v1/points/silute-eso/status-reports', { status: 'working' });
  const over = await shown(phone);
  assert.match(over, /Fixed and checked · The printer Thank you for reporting it/);
  assert.doesNotMatch(over, /Please check|expected/);
});
