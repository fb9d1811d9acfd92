// SPDX-License-Identifier: Apache-2.0
//
// The pages that edit the directory: plain forms, which say beside each field what is wrong and what somebody else has changed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clockAt, startServer, waitFor } from '../support/server.mjs';
import { enrol, person } from '../support/staff.mjs';
import { axeViolations, launchBrowser } from './browser.mjs';

const NOW = '2027-02-10T10:20:00+02:00'; // a Wednesday: the days that are filled in below are yet to come, whenever this runs
let server, browser, manager, coordinator, librarian, visitor;
const home = '/en/staff/directory', branch = 'lt-pasvalys', library = 'pasvalio-vb';

before(async () => {
  server = await startServer({ parameters: [clockAt(NOW)] });
  browser = await launchBrowser();
  visitor = person(server);
  manager = await enrol(server, { role: 'library_manager', scope: library, name: 'Danguole' });
  coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  librarian = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const stored = async (code, who = manager) => (await who.get(`/api/v1/staff/branches/${code}`)).json;

/** A page in a browser, signed in; scripts may be off. */
async function open(who, target, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, ...options });
  const [name, value] = who.cookie.split('=');
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  const response = await page.goto(new URL(target, server.url).href);
  return { page, status: response.status(), close: () => context.close() };
}

/** A new branch by the form; its code. */
async function make(fields, who = manager) {
  const answer = await who.post(`${home}/libraries/${library}/branches`, new URLSearchParams({ kind: 'branch', active: 'true', confirm_duplicate: 'true', ...fields }));
  assert.equal(answer.status, 303, answer.text);
  return /branches\/([^?]+)\?saved/.exec(answer.headers.get('location'))[1];
}

test('the list shows what is one’s own, and finds it without diacritics', async () => {
  const { text, status } = await manager.get(home);
  assert.equal(status, 200);
  assert.match(text, /Pasvalio/);
  assert.doesNotMatch(text, /Kelmės/);
  assert.match((await coordinator.get(`${home}?q=kelmes`)).text, /Kelmės/);
  assert.doesNotMatch((await coordinator.get(`${home}?q=kelmes`)).text, /Pasvalio/);
  assert.equal((await librarian.get(home)).status, 403);
  assert.match((await manager.get('/en/staff/directory')).text, /aria-current="page">Directory/);
});

test('names are in Lithuanian order wherever they are listed', async () => {
  const admin = await enrol(server, { role: 'admin', name: 'Šarūnas' });
  for (const name of ['Ževinta', 'Zita', 'Ylona', 'Ona', 'Čiara', 'Cilė']) await enrol(server, { scope: branch, name });
  const inOrder = (names, least) => {
    assert.ok(names.length > least, `${names.length}`);
    assert.deepEqual(names, [...names].sort(new Intl.Collator('lt').compare));
  };
  const all = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);
  const options = (text, name) => all(new RegExp(`<select[^>]*name="${name}".*?</select>`, 's').exec(text)[0], /<option value="[^"]+"[^>]*>([^<]+)</g);
  const directory = await admin.get(home);
  inOrder([...new Set(all(directory.text, /<h2 class="gap"><a [^>]*>([^<]+)</g))], 12);
  inOrder(options((await admin.get(`${home}/libraries`)).text, 'municipality'), 50);
  inOrder(options((await admin.get(`${home}/branches/${branch}`)).text, 'library'), 12);
  const people = await admin.get('/en/staff/people');
  inOrder(all(people.text, /<span class="hidden">: ([^<]+)<\/span><\/summary>/g), 6);
});

test('a branch is made by a plain form, with coordinates as pasted', async () => {
  const { page, close } = await open(manager, `${home}/libraries/${library}/branches`);
  await page.getByLabel('Name', { exact: true }).fill('Formos filialas');
  await page.getByLabel('Coordinates').fill('56°04′12″N 24°18′0″E');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /branches\/lt-formos-filialas\?saved=true$/);
  assert.match(await page.textContent('main'), /Saved/);
  assert.match(await page.locator('.crumb a').getAttribute('href'), /directory\/libraries\/pasvalio-vb$/, 'up to its library');
  await close();
  const name = /<p class="upward"><a href="\/en\/libraries\/pasvalio-vb"[^>]*>([^<]+)</;
  await waitFor('the name of its library on its public page', async () => /Pasval/.test(name.exec((await manager.get('/en/branches/lt-formos-filialas')).text)?.[1] ?? ''));
  const row = await stored('lt-formos-filialas');
  assert.deepEqual(row.location, { latitude: 56.07, longitude: 24.3, precision: 'address' });
  assert.equal(row.step_free, null);
});

test('a space that a phone’s keyboard put behind what was typed is nobody’s mistake', async () => {
  const code = await make({ name: ' Tarpų filialas ', 'street': '  ', locality: 'Pasvalys\t', phone: '+370 611 11111 ' });
  const { name, street, locality, phone } = await stored(code);
  assert.deepEqual([name, street, locality, phone], ['Tarpų filialas', null, 'Pasvalys', '+370 611 11111']);
  assert.equal((await manager.post('/api/v1/branches', { library, name: 'Tarpų filialas ', kind: 'branch', confirm_duplicate: true })).status, 422, 'a program is told');
});

test('one that may be there already is shown before it is made', async () => {
  await make({ name: 'Antrasis filialas' });
  const { page, close } = await open(manager, `${home}/libraries/${library}/branches`);
  await page.getByLabel('Name', { exact: true }).fill('ANTRASIS filialas');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.textContent('[role=alert]'), /Antrasis filialas/);
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'ANTRASIS filialas');
  await page.getByLabel('It really is another branch').check();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /lt-antrasis-filialas-2/);
  await close();
});

test('what is wrong stands beside its field, and what was typed is still there', async () => {
  const code = await make({ name: 'Klaidų filialas' });
  const { page, close } = await open(manager, `${home}/branches/${code}`);
  for (const [label, value, sentence] of [
    ['Coordinates', 'somewhere', /no coordinates/],
    ['Coordinates', '24.3997, 56.0625', /swapped/],
    ['Coordinates', '54.687, 25.28', /60 km/],
    ['Website', 'psvb.lt', /full address/],
    ['Telephone', 'call us', /telephone number/],
  ]) {
    await page.getByLabel('Street').fill('Nauja g. 5');
    await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Save' }).click();
    assert.equal(await page.getByLabel(label).getAttribute('aria-invalid'), 'true', label);
    assert.match(await page.locator('.field', { has: page.getByLabel(label) }).locator('.wrong').textContent(), sentence);
    const described = (await page.getByLabel(label).getAttribute('aria-describedby')).split(' ');
    assert.match((await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).textContent()))).join(' '), sentence, 'said with the field');
    await page.getByRole('alert').getByRole('link', { name: label }).click();
    assert.ok(await page.getByLabel(label).evaluate((field) => `#${field.id}` === location.hash), 'and the list above leads to it');
    assert.equal(await page.getByLabel('Street').inputValue(), 'Nauja g. 5');
    await page.goto(new URL(`${home}/branches/${code}`, server.url).href);
  }
  await close();
  assert.equal((await stored(code)).street, null, 'nothing was saved');
});

test('two editors: different fields don’t disturb each other’s, the same field is shown twice', async () => {
  const code = await make({ name: 'Dviejų filialas', street: 'Senoji g. 1' });
  const [one, other] = await Promise.all([open(manager, `${home}/branches/${code}`), open(manager, `${home}/branches/${code}`)]);
  await one.page.getByLabel('Street').fill('Naujoji g. 1');
  await one.page.getByLabel('Postcode').fill('39300');
  await one.page.getByRole('button', { name: 'Save' }).click();
  await other.page.getByLabel('Street').fill('Naujoji g. 2');
  await other.page.getByLabel('Town').fill('Joniškėlis');
  await other.page.getByRole('button', { name: 'Save' }).click();
  assert.match(await other.page.textContent('[role=alert]'), /Nothing was saved/);
  assert.equal((await stored(code)).street, 'Naujoji g. 1');
  assert.equal(await other.page.getByLabel('Street').inputValue(), 'Naujoji g. 2', 'what was typed is still there');
  assert.match(await other.page.locator('.field', { has: other.page.getByLabel('Street') }).locator('.theirs').textContent(), /Naujoji g. 1/);
  assert.equal(await other.page.getByLabel('Postcode').inputValue(), '39300', 'what wasn’t touched is as it is now');
  await other.page.getByRole('button', { name: 'Save my changes all the same' }).click();
  const row = await stored(code);
  assert.deepEqual([row.street, row.postcode, row.locality], ['Naujoji g. 2', '39300', 'Joniškėlis']);
  await Promise.all([one.close(), other.close()]);
});

test('two editors: a mistake in between hides nothing of what the other has changed', async () => {
  const code = await make({ name: 'Suklystas filialas', street: 'Senoji g. 1' });
  const [one, other] = await Promise.all([open(manager, `${home}/branches/${code}`), open(manager, `${home}/branches/${code}`)]);
  await one.page.getByLabel('Street').fill('Naujoji g. 1');
  await one.page.getByRole('button', { name: 'Save' }).click();
  await other.page.getByLabel('Street').fill('Naujoji g. 2');
  await other.page.getByLabel('Coordinates').fill('somewhere');
  await other.page.getByRole('button', { name: 'Save' }).click();
  await other.page.getByLabel('Coordinates').fill('');
  await other.page.getByRole('button', { name: 'Save' }).click();
  assert.match(await other.page.locator('[role=alert]').first().textContent(), /Nothing was saved/);
  assert.equal((await stored(code)).street, 'Naujoji g. 1');
  assert.match(await other.page.locator('.field', { has: other.page.getByLabel('Street') }).locator('.theirs').textContent(), /Naujoji g. 1/);
  await other.page.getByRole('button', { name: 'Save my changes all the same' }).click();
  assert.equal((await stored(code)).street, 'Naujoji g. 2');
  await Promise.all([one.close(), other.close()]);
});

test('why something is changed stands in the history', async () => {
  const code = await make({ name: 'Pagrįstas filialas', street: 'Senoji g. 1' });
  const { page, close } = await open(manager, `${home}/branches/${code}`);
  await page.getByLabel('Coordinates').fill('here');
  await page.getByLabel('Why you change it').fill('Biblioteka pranešė telefonu');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Why you change it').inputValue(), 'Biblioteka pranešė telefonu', 'still there beside a mistake');
  await page.getByLabel('Coordinates').fill('');
  await page.getByLabel('Postcode').fill('39300');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').waitFor();
  await page.goto(new URL(`/en/staff/history?branch=${code}`, server.url).href);
  assert.match(await page.locator('.trail li').first().innerText(), /Why: Biblioteka pranešė telefonu/);
  await close();
});

test('an empty field clears, and an unchanged form changes nothing', async () => {
  const code = await make({ name: 'Tuštinamas filialas', street: 'Kažkokia g. 1', 'notes.lt': 'Pastaba', coordinates: '56.07, 24.31' });
  const { page, close } = await open(manager, `${home}/branches/${code}`);
  const before = await stored(code);
  await page.getByRole('button', { name: 'Save' }).click();
  assert.equal((await stored(code)).version, before.version);
  await page.getByLabel('Street').fill('');
  await page.getByLabel('Coordinates').fill('');
  await page.getByLabel('Note for visitors (Lithuanian)').fill('');
  await page.getByLabel('Step-free').selectOption('false');
  await page.getByRole('button', { name: 'Save' }).click();
  const row = await stored(code);
  assert.deepEqual([row.street, row.location, row.notes, row.step_free], [null, null, null, false]);
  await close();
});

test('a point: added, put to use, its lists ticked', async () => {
  const agreed = await coordinator.post('/api/v1/agreements', { utility: 'eso', library });
  assert.equal(agreed.status, 201, agreed.text);
  const code = await make({ name: 'Vietos formos filialas' });
  const { page, close } = await open(coordinator, `${home}/branches/${code}/points`);
  await page.getByLabel('English', { exact: true }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /points\/vietos-formos-filialas-eso\?saved/);
  await page.getByLabel('State').selectOption('active');
  await page.getByLabel('English', { exact: true }).uncheck();
  await page.getByLabel('Lithuanian', { exact: true }).check();
  assert.ok(await page.getByRole('link', { name: 'When somebody helps' }).isVisible(), 'its hours are found from it');
  await page.getByRole('button', { name: 'Save' }).click();
  const row = (await coordinator.get('/api/v1/staff/points/vietos-formos-filialas-eso')).json;
  assert.deepEqual([row.lifecycle, row.languages], ['active', ['lt']]);
  await page.getByLabel('State').selectOption('planned');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('.field .wrong').first().textContent(), /Planned, then active/);
  await close();
});

test('the queue shows what is to be verified, as visitors see it', async () => {
  const hours = '/api/v1/branches/lt-sakiai/hours', rules = [{ kind: 'weekly', weekdays: [1, 2, 3, 4], periods: ['9:30–13:00', '13:30–18:00'] }, { kind: 'weekly', weekdays: [5], periods: ['9:30–17:00'] }];
  const { headers } = await coordinator.get('/api/v1/staff/branches/lt-sakiai/hours');
  assert.equal((await coordinator.put(hours, { rules, exceptions: [] }, { 'If-Match': headers.get('etag') })).status, 200);
  const told = async () => (await fetch(new URL('/api/v1/branches/lt-sakiai', server.url))).json();
  await waitFor('the hours', async () => (await told()).open_now !== null);
  const shown = await told();
  const { page, close } = await open(coordinator, `${home}/verification`);
  const row = page.locator('.queue > li').filter({ has: page.locator('a[href$="/branches/lt-sakiai"]') });
  const facts = (await row.locator('dl').innerText()).replace(/\s+/g, ' ');
  assert.ok(facts.includes(`Address ${shown.address.text}`), facts);
  assert.match(facts, /Opening hours Mon–Thu 9:30–18:00, lunch 13:00–13:30 Fri 9:30–17:00/);
  assert.match(facts, /Sat–Sun Closed/);
  assert.match(facts, /\(ESO\) In use: Submit meter readings, Pay bills/);
  assert.equal(facts.includes('Telephone'), shown.phone !== null);
  await close();
});

test('the queue: worst first, one tap, of what was seen', async () => {
  const { page, close } = await open(manager, `${home}/verification`);
  const names = await page.locator('.queue b').allTextContents();
  assert.ok(names.length > 3);
  const first = page.locator('.queue > li').first();
  const name = await first.locator('a').first().textContent();
  const verified = /branches\/([^/]+)\//.exec(await first.locator('form').getAttribute('action'))[1];
  await first.getByRole('button').click();
  const shown = await waitFor('the visitors’ page', async () => {
    const answer = await (await fetch(new URL(`/lt/branches/${verified}`, server.url))).text();
    return /Duomenys patikrinti: /.test(answer) && answer;
  });
  assert.doesNotMatch(shown.replace(/<[^>]+>/g, ''), /[^.]\.\.(?!\.)/, 'no sentence ends twice');
  assert.match(await page.textContent('[role=status].works'), new RegExp(name.replace(/[()]/g, '.')));
  assert.equal(await page.locator('.queue > li').last().locator('a').first().textContent(), name, 'it goes to the end');
  const version = await page.locator('.queue > li').first().locator('[name=version]').getAttribute('value');
  const action = await page.locator('.queue > li').first().locator('form').getAttribute('action');
  const code = /branches\/([^/]+)\//.exec(action)[1];
  const { json, headers } = await manager.get(`/api/v1/staff/branches/${code}`);
  await manager.patch(`/api/v1/branches/${code}`, { area: json.area === 'rural' ? 'urban' : 'rural' }, { 'If-Match': headers.get('etag') });
  assert.equal((await manager.post(action, new URLSearchParams({ version, queue: 'true' }))).status, 412);
  assert.equal((await stored(code)).verified_at, null);
  await close();
});

test('merging: first what would change, then the old address leads to the branch that stays', async () => {
  const kept = await make({ name: 'Liekantis' }), merged = await make({ name: 'Išnykstantis' });
  assert.equal((await manager.put(`/api/v1/branches/${merged}/hours`, { rules: [{ kind: 'weekly', weekdays: [1], periods: ['10:00–12:00'] }], exceptions: [] }, { 'If-Match': (await manager.get(`/api/v1/staff/branches/${merged}/hours`)).headers.get('etag') })).status, 200);
  const { page, close } = await open(manager, `${home}/branches/${merged}`);
  await page.getByRole('link', { name: 'Merge into another branch' }).click();
  assert.equal(await page.getByRole('option', { name: /Išnykstantis/ }).count(), 0, 'not into itself');
  assert.match(await page.locator(`#into option[value=${kept}]`).textContent(), /^Liekantis · ./, 'offered by name, with its library');
  await page.getByLabel('Which one stays').selectOption(kept);
  await page.getByRole('button', { name: 'Show what will change' }).click();
  const question = await page.textContent('[aria-labelledby=question]');
  assert.match(question, /Merged: Išnykstantis.*Stays: Liekantis/);
  assert.match(question, /Its opening hours move/);
  assert.doesNotMatch(question, /self-service point/, 'it has none');
  assert.equal((await manager.get(`/api/v1/staff/branches/${merged}`)).status, 200, 'nothing has happened yet');
  await page.getByRole('button', { name: 'Merge' }).click();
  assert.match(page.url(), new RegExp(`branches/${kept}\\?merged=true$`));
  assert.match(await page.textContent('[role=status].works'), /branches are merged/);
  await close();
  await waitFor('the redirect', async () => (await visitor.get(`/en/branches/${merged}`)).status === 301);
  const followed = await manager.get(`${home}/branches/${merged}`);
  assert.deepEqual([followed.status, followed.headers.get('location')], [301, `${home}/branches/${kept}`], 'the staff’s address leads there too');
});

test('a library is added by a coordinator, for the utility; a manager can’t', async () => {
  const { page, close } = await open(coordinator, `${home}/libraries`);
  await page.getByLabel('Name', { exact: true }).fill('Naujoji formos biblioteka');
  await page.getByLabel('Website').fill('example.org');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('.field .wrong').textContent(), /full address/);
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Naujoji formos biblioteka');
  await page.getByLabel('Website').fill('https://example.org/');
  await page.getByLabel('Municipality', { exact: true }).selectOption('LT-34');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.textContent('[role=alert]'), /may be there already.*Pasvalio Mariaus Katiliškio/s);
  await page.getByText('It really is another library').click();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /libraries\/naujoji-formos-biblioteka\?saved/);
  await close();
  assert.equal((await coordinator.get('/api/v1/staff/agreements/eso-naujoji-formos-biblioteka')).json.state, 'draft');
  const refused = await manager.post(`${home}/libraries`, new URLSearchParams({ name: 'Svetima' }));
  assert.equal(refused.status, 422);
});

test('what may be there already, but is looked after by others, leads to what everybody sees', async () => {
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('vandenys', 'utility', 'Vandenys', 'lt', 'LT')`);
  const stranger = await enrol(server, { role: 'coordinator', scope: 'vandenys', name: 'Vaiva' });
  const ask = (who, utility) => who.post(`${home}/libraries`, new URLSearchParams({ name: 'Pasvalio Mariaus Katiliškio viešoji biblioteka', utility }));
  const foreign = (await ask(stranger, 'vandenys')).text, own = (await ask(coordinator, 'eso')).text;
  assert.match(foreign, /href="\/en\/libraries\/pasvalio-vb".*looked after by others/);
  assert.match(own, /href="\/en\/staff\/directory\/libraries\/pasvalio-vb"/);
  assert.doesNotMatch(own, /looked after by others/);
});

test('a utility’s contacts: found in the directory, kept by its coordinator', async () => {
  const { page, close } = await open(coordinator, home);
  await page.getByRole('link', { name: /^Contacts and services: / }).click();
  assert.match(page.url(), /directory\/utilities\/eso$/);
  await page.getByLabel('Self-service site').fill('mano.eso.example');
  assert.equal(await page.getByLabel('Name', { exact: true }).getAttribute('required'), '');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByRole('link', { name: 'Self-service site' }).click();
  await page.getByLabel('Self-service site').fill('https://mano.eso.example/');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /utilities\/eso\?saved=true$/);
  await close();
  assert.equal((await coordinator.get('/api/v1/staff/organizations/eso')).json.self_service, 'https://mano.eso.example/');
  assert.doesNotMatch((await manager.get(home)).text, /directory\/utilities\//);
  const nameless = await coordinator.post(`${home}/utilities/eso`, new URLSearchParams({ version: '1', name: '', phone: '1853' }));
  assert.equal(nameless.status, 422, 'the form comes back');
  assert.match(nameless.text, /href="#name"/);
  assert.match(nameless.text, /value="1853"/);
});

test('a utility’s services: added, taken up by a point, not offered any more', async () => {
  const { page, close } = await open(coordinator, `${home}/utilities/eso`);
  assert.equal(await page.getByRole('link', { name: 'Pay bills' }).count(), 0, 'those of all utilities aren’t theirs to change');
  await page.getByRole('link', { name: 'Add a service' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.equal(await page.getByLabel('Name in Lithuanian').getAttribute('required'), '');
  await page.getByLabel('Name in Lithuanian').fill('Pranešti apie persikraustymą');
  await page.getByLabel('Name in English').fill('Tell of a move');
  await page.getByLabel('What to bring, in English').fill('Both readings');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /services\/pranesti-apie-persikraustyma\?saved=true$/);
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Tell of a move');

  await page.goto(new URL(`${home}/points/pasvalys-eso`, server.url).href);
  await page.getByLabel('Tell of a move').check();
  await page.getByRole('button', { name: 'Save' }).click();
  const shown = async () => (await (await fetch(new URL('/en/branches/lt-pasvalys', server.url))).text()).includes('Both readings');
  await waitFor('the branch’s page', shown);

  await page.goto(new URL(`${home}/services/pranesti-apie-persikraustyma`, server.url).href);
  await page.getByLabel('State').selectOption('Not offered any more');
  await page.getByRole('button', { name: 'Save' }).click();
  await waitFor('the branch’s page without it', async () => !(await shown()));
  await page.getByRole('link', { name: /Energijos/ }).click();
  assert.match(await page.getByRole('listitem').filter({ hasText: 'Tell of a move' }).textContent(), /1 point.*Not offered any more/);
  await close();
  assert.equal((await manager.get(`${home}/utilities/eso/services`)).status, 403);
});

test('the library’s own form', async () => {
  const { page, close } = await open(manager, `${home}/libraries/${library}`);
  await page.getByLabel('Telephone').fill('+370 451 34028');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.equal((await manager.get(`/api/v1/staff/libraries/${library}`)).json.phone, '+370 451 34028');
  await close();
});

test('a draft that comes to nothing is removed on its page; one with a point says what to do first', async () => {
  const code = await make({ name: 'Netinkamas juodraštis', draft: 'true' });
  const { page, close } = await open(manager, `${home}/branches/${code}`);
  await page.getByText('Remove this branch').click();
  await page.getByText('Visitors haven’t seen it').waitFor();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  assert.match(page.url(), /libraries\/pasvalio-vb\?removed=true$/);
  await page.getByText('The branch is removed.').waitFor();
  assert.equal((await manager.get(`/api/v1/staff/branches/${code}`)).status, 404);

  const full = await make({ name: 'Juodraštis su vieta', draft: 'true' });
  await server.sql(`insert into point (code, branch_id, utility_id, lifecycle) select 'in-a-draft', b.id, u.id, 'planned' from branch b, organization u where b.code = $1 and u.code = 'eso'`, [full]);
  await page.goto(new URL(`${home}/branches/${full}`, server.url).href);
  await page.getByText('Remove this branch').click();
  await page.getByText('Move them to another branch first').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Remove for good' }).count(), 0);
  const refused = await manager.post(`${home}/branches/${full}/removal`, new URLSearchParams({ version: String((await stored(full)).version) }));
  assert.equal(refused.status, 409);
  assert.match(refused.text, /role="alert"[^]*There are points here/);
  await page.goto(new URL(`${home}/branches/${branch}`, server.url).href);
  assert.equal(await page.getByText('Remove this branch').count(), 0, 'a branch that was used is closed or merged');
  await close();
});

test('a second point of a utility in a branch: the first is shown, and added nevertheless', async () => {
  const code = await make({ name: 'Filialas su dviem vietomis' });
  const { page, close } = await open(coordinator, `${home}/branches/${code}/points`);
  await page.getByRole('button', { name: 'Save' }).click();
  const first = /points\/([^?]+)\?saved/.exec(page.url())[1];
  await page.goto(new URL(`${home}/branches/${code}/points`, server.url).href);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('The utility has a self-service point in this branch already').waitFor();
  assert.match(await page.getByRole('alert').getByRole('link').getAttribute('href'), new RegExp(`/points/${first}$`));
  await page.getByLabel('Add another one nevertheless').check();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), new RegExp(`points/${first}-2\\?saved=true$`));
  await close();
});

test('a library without a branch is found in the directory, and its page lists its branches', async () => {
  const answer = await coordinator.post(`${home}/libraries`, new URLSearchParams({ name: 'Tuščioji biblioteka', utility: 'eso', confirm_duplicate: 'true' }));
  const at = answer.headers.get('location').replace(/\?.*/, '');
  for (const target of [home, `${home}?q=tuscioji`]) assert.match((await coordinator.get(target)).text, new RegExp(`href="${at}"`));
  assert.doesNotMatch((await manager.get(home)).text, /Tuščioji/);
  assert.doesNotMatch((await coordinator.get(`${home}/verification`)).text, /Tuščioji/);
  await coordinator.post(`${at}/branches`, new URLSearchParams({ name: 'Pirmasis filialas', kind: 'branch' }));
  assert.match((await coordinator.get(at)).text, /Pirmasis filialas<\/b>/);
  assert.match((await coordinator.get(at)).text, new RegExp(`href="${at}/branches"`));
});

test('the history names where a branch was moved, puts it back, and says so', async () => {
  const made = await coordinator.post('/api/v1/libraries', { name: 'Persikėlimo biblioteka', utility: 'eso', confirm_duplicate: true });
  const other = made.json.code, code = await make({ name: 'Keliaujantis filialas' }, coordinator);
  const { version } = await stored(code, coordinator);
  assert.equal((await coordinator.patch(`/api/v1/branches/${code}`, { library: other }, { 'If-Match': `"v${version}"` })).status, 200);
  const { page, close } = await open(coordinator, '/en/staff/history');
  const entry = page.getByRole('listitem').filter({ hasText: 'Keliaujantis filialas' }).first();
  assert.match(await entry.textContent(), /library.*Pasvalio.* → Persikėlimo biblioteka/s);
  await entry.getByRole('button').click();
  await page.getByText('Put back.').waitFor();
  assert.equal((await stored(code, coordinator)).library, library);
  await close();
});

test('a library that was entered by mistake is removed on its page', async () => {
  const { json } = await coordinator.post('/api/v1/libraries', { name: 'Per klaidą įvesta', utility: 'eso', confirm_duplicate: true });
  const { page, close } = await open(coordinator, `${home}/libraries/${json.code}`);
  await page.getByText('Remove this library').click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await page.getByText('The library is removed.').waitFor();
  await page.goto(new URL(`${home}/libraries/${library}`, server.url).href);
  assert.equal(await page.getByText('Remove this library').count(), 0);
  await close();
});

test('a library with open branches isn’t closed: its form names them', async () => {
  const { page, close } = await open(manager, `${home}/libraries/${library}`);
  await page.getByLabel('State').selectOption('Closed for good');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/Close its branches first: .*Pasvalio/).first().waitFor();
  assert.equal((await manager.get(`/api/v1/staff/libraries/${library}`)).json.active, true);
  await close();
});

test('hours: a week, a season, holidays; exceptions; open at …?', async () => {
  const code = await make({ name: 'Valandų filialas' });
  const target = `${home}/branches/${code}/hours`;
  const { page, close } = await open(manager, target);
  const stored = async () => (await manager.get(`/api/v1/staff/branches/${code}/hours`)).json;
  for (const day of ['Monday', 'Tuesday']) await page.getByLabel(`${day}, Usually`).fill('10-13, 13.30–18');
  await page.getByLabel('Friday, Usually').fill('sometimes');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('td .wrong').textContent(), /10:00–13:00/);
  assert.equal(await page.getByLabel('Friday, Usually').inputValue(), 'sometimes');
  assert.equal(await page.getByLabel('Monday, Usually').inputValue(), '10-13, 13.30–18');
  await page.getByLabel('Friday, Usually').fill('');
  await page.getByLabel('Monday, In the season').fill('9–16');
  await page.getByLabel('Season from').fill('06-01');
  await page.getByLabel('Season until').fill('08-31');
  await page.getByLabel('On public holidays').selectOption('closed');
  await page.getByLabel('shorter by').fill('60');
  await page.getByLabel('Closed each month').selectOption('-1');
  await page.getByLabel('Which day').selectOption('3');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /saved=true$/);
  const { rules } = await stored();
  assert.deepEqual(rules.find((rule) => rule.kind === 'weekly' && rule.weekdays.includes(1) && !rule.season_from), { kind: 'weekly', weekdays: [1, 2], periods: ['10:00–13:00', '13:30–18:00'] });
  assert.deepEqual(rules.filter((rule) => rule.season_from).map((rule) => [rule.weekdays, rule.periods]).sort(), [[[1], ['09:00–16:00']], [[2], []]].sort());
  assert.deepEqual(rules.find((rule) => rule.kind === 'monthly'), { kind: 'monthly', weekdays: [3], month_nth: -1, month_of: 'weekday', periods: [] });
  assert.equal(await page.getByLabel('Monday, Usually').inputValue(), '10:00–13:00, 13:30–18:00');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.deepEqual((await stored()).rules, rules, 'saved without a change it says the same');
  for (const [at, state] of [['2027-03-01T11:00', 'Open'], ['2027-03-01T13:15', 'Closed'], ['2027-07-12T16:30', 'Closed'], ['2027-07-12T15:30', 'Open'], ['2027-07-05T15:30', 'Closed'], ['2027-02-16T11:00', 'Closed']]) {
    await page.goto(new URL(`${target}?at=${at}`, server.url).href);
    assert.match(await page.locator('.answer b').textContent(), new RegExp(`^${state}`), at);
  }
  await page.getByLabel('First day').fill('2027-03-01');
  await page.getByLabel('Last day').fill('2027-03-05');
  await page.getByLabel('Reason').fill('Stock-taking');
  await page.getByRole('button', { name: 'Add the exception' }).click();
  assert.deepEqual((await stored()).exceptions, [{ first_day: '2027-03-01', last_day: '2027-03-05', periods: [], reason: { en: 'Stock-taking' } }]);
  await page.goto(new URL(`${target}?at=2027-03-01T11:00`, server.url).href);
  assert.match(await page.locator('.answer b').textContent(), /^Closed/);
  await page.getByRole('button', { name: 'Remove' }).click();
  assert.deepEqual((await stored()).exceptions, []);
  const again = await manager.post(`${target}/exceptions`, new URLSearchParams({ remove: '0', hours_version: await page.locator('[name=hours_version]').first().inputValue() }));
  assert.equal(again.status, 412, 'what is gone isn’t said to be removed once more');
  await page.getByLabel('First day').fill('2027-03-05');
  await page.getByLabel('Last day').fill('2027-03-01');
  await page.getByRole('button', { name: 'Add the exception' }).click();
  assert.match(await page.textContent('[role=alert]'), /can’t be before/);
  await close();
});

/** What is read out with each field that is marked as wrong. */
const wrongFields = (page) =>
  page.locator('main [aria-invalid]').evaluateAll((fields) =>
    fields.map(({ name, attributes }) => [name, (attributes['aria-describedby']?.value ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? 'nothing').join(' ')]),
  );

test('what is wrong has the focus, stands in the title and is read out with its field; what was saved is said', async () => {
  const code = await make({ name: 'Klaidų filialas' });
  const { page, close } = await open(manager, `${home}/branches/${code}`);
  const wrong = async (fields) => {
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'alert');
    const told = await wrongFields(page);
    assert.deepEqual(told.map(([name]) => name), Object.keys(fields));
    for (const [name, text] of told) assert.match(text, fields[name]);
  };
  await page.getByLabel('Coordinates', { exact: true }).fill('somewhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await wrong({ coordinates: /^These are no coordinates/ });
  await page.goto(new URL(`${home}/branches/${code}/hours`, server.url).href);
  assert.doesNotMatch(await page.title(), /Error/);
  await page.getByLabel('Tuesday, Usually').fill('from ten');
  await page.getByRole('button', { name: 'Save' }).click();
  await wrong({ 'week.2': /10:00–13:00/ });
  await page.getByLabel('Tuesday, Usually').fill('10-18');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('First day').fill('2027-03-05');
  await page.getByLabel('Last day').fill('2027-03-01');
  await page.getByRole('button', { name: 'Add the exception' }).click();
  await wrong({ last_day: /can’t be before/ });
  await close();

  const live = await open(manager, `${home}/branches/${code}/hours`, { javaScriptEnabled: true });
  await live.page.getByRole('button', { name: 'Save' }).click();
  await live.page.locator('p.hidden[role=status]', { hasText: 'Saved' }).waitFor({ state: 'attached' });
  await live.close();
});

test('rules that the form has no fields for stay; hours are copied to other branches; the second editor is told', async () => {
  const code = await make({ name: 'Kopijuojamas filialas' }), other = await make({ name: 'Gaunantis filialas' });
  const at = (branch) => `/api/v1/staff/branches/${branch}/hours`;
  const rules = [
    { kind: 'weekly', weekdays: [1, 2], periods: ['10:00–18:00'] },
    { kind: 'weekly', weekdays: [6], valid_from: '2027-01-01', every_weeks: 2, periods: ['10:00–14:00'] },
  ];
  const put = await manager.put(`/api/v1/branches/${code}/hours`, { rules, exceptions: [] }, { 'If-Match': '"v1"' });
  assert.equal(put.status, 200, put.text);
  const { page, close } = await open(manager, `${home}/branches/${code}/hours`);
  assert.match(await page.textContent('main'), /There are other rules/);
  await page.getByLabel('Monday, Usually').fill('9–17');
  await page.getByRole('button', { name: 'Save' }).click();
  const now = (await manager.get(at(code))).json;
  assert.ok(now.rules.some((rule) => rule.every_weeks === 2));
  const stale = new URLSearchParams({ hours_version: String(now.version - 1), 'week.1': '8–20' });
  const refused = await manager.post(`${home}/branches/${code}/hours`, stale);
  assert.equal(refused.status, 412);
  assert.match(refused.text, /value="8–20"/, 'what was written is still there');
  assert.deepEqual((await manager.get(at(code))).json, now);
  await page.getByText('Copy to other branches').click();
  await page.getByLabel('Gaunantis filialas').check();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  assert.deepEqual((await manager.get(at(other))).json.rules, now.rules);
  const foreign = await manager.post(`${home}/branches/${code}/hours/copies`, new URLSearchParams({ to: 'lt-kelme' }));
  assert.equal(foreign.status, 422);
  assert.match(foreign.text, /<a href="#to">Branches<\/a>: /);
  assert.match(foreign.text, /<details class="more" open><summary>Copy to other branches[^]*<div class="chips" id="to">[^]*<p class="wrong">/);
  await close();
});

test('what the form’s fields can’t say stays as it is', async () => {
  const code = await make({ name: 'Retų taisyklių filialas' });
  const hours = async () => (await manager.get(`/api/v1/staff/branches/${code}/hours`)).json.rules;
  const week = { kind: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], periods: ['08:00–22:00'] };
  const rules = [
    week,
    { kind: 'monthly', weekdays: [3], month_nth: -2, month_of: 'weekday', periods: [] },
    { kind: 'eve', weekdays: [1, 2, 3, 4, 5, 6, 7], shortened: 700, periods: null },
  ];
  assert.equal((await manager.put(`/api/v1/branches/${code}/hours`, { rules, exceptions: [] }, { 'If-Match': '"v1"' })).status, 200);
  const before = await hours();
  const { page, close } = await open(manager, `${home}/branches/${code}/hours`);
  assert.match(await page.textContent('main'), /There are other rules/);
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /saved=true$/);
  assert.deepEqual(await hours(), before);
  await close();
});

test('copying takes no branch’s hours: without a week there is nothing to copy, and stops stay', async () => {
  const empty = await make({ name: 'Be valandų' }), target = await make({ name: 'Mobilioji biblioteka' });
  const hours = async (code) => (await manager.get(`/api/v1/staff/branches/${code}/hours`)).json;
  const week = { kind: 'weekly', weekdays: [1], periods: ['10:00–18:00'] }, visit = { kind: 'weekly', weekdays: [3], stop: 'Druckūnai', periods: ['09:30–11:00'] };
  const put = async (code, rules) => assert.equal((await manager.put(`/api/v1/branches/${code}/hours`, { rules, exceptions: [] }, { 'If-Match': `"v${(await hours(code)).version}"` })).status, 200);
  const copy = (from) => manager.post(`${home}/branches/${from}/hours/copies`, new URLSearchParams({ to: target }));
  await put(target, [week]);
  await server.sql(`insert into stop (schedule_id, name) select s.id, 'Druckūnai' from schedule s join branch b on b.id = s.branch_id where b.code = $1`, [target]);
  await put(target, [week, visit]);
  for (const rules of [[], [{ kind: 'holiday', periods: [] }]]) {
    await put(empty, rules);
    const { status, text } = await copy(empty);
    assert.equal(status, 422);
    assert.match(text, /There is nothing to copy: say the week/);
    assert.deepEqual((await hours(target)).rules, [week, visit]);
  }
  await put(empty, [{ ...week, weekdays: [2] }]);
  assert.equal((await copy(empty)).status, 303);
  assert.deepEqual((await hours(target)).rules, [{ ...week, weekdays: [2] }, visit]);
});

test('an exception that somebody is saving at a branch stays when hours are copied there meanwhile', async () => {
  const from = await make({ name: 'Šaltinis' }), to = await make({ name: 'Gavėjas' });
  const at = (code) => `/api/v1/branches/${code}/hours`, week = { kind: 'weekly', weekdays: [1], periods: ['10:00–18:00'] };
  for (const code of [from, to]) assert.equal((await manager.put(at(code), { rules: [week], exceptions: [] }, { 'If-Match': '"v1"' })).status, 200);
  const [{ id }] = await server.sql('select s.id from schedule s join branch b on b.id = s.branch_id where b.code = $1', [to]);
  const saving = server.sql(`begin; select from schedule where id = '${id}' for update; select pg_sleep(0.5);
    select hours_replace('${id}', '{"rules": [], "exceptions": [{"first_day": "2027-12-24", "periods": []}]}'); commit`);
  await waitFor('somebody who saves', async () => (await server.sql("select from pg_stat_activity where wait_event = 'PgSleep'")).length > 0);
  assert.equal((await manager.post(`${home}/branches/${from}/hours/copies`, new URLSearchParams({ to }))).status, 303);
  await saving;
  const { rules, exceptions } = (await manager.get(`/api/v1/staff/branches/${to}/hours`)).json;
  assert.deepEqual([rules, exceptions.map(({ first_day: day }) => day)], [[week], ['2027-12-24']]);
});

test('a season that is silent about a weekday leaves it as usual, also when the form is saved', async () => {
  const code = await make({ name: 'Vasaros filialas' }), at = `/api/v1/staff/branches/${code}/hours`;
  const season = { season_from: '06-01', season_until: '08-31' };
  const rules = [
    { kind: 'weekly', weekdays: [1, 2, 3, 4, 5], periods: ['10:00–19:00'] },
    { kind: 'weekly', weekdays: [6], periods: ['10:00–16:00'] },
    { kind: 'weekly', weekdays: [6], ...season, periods: [] },
    { kind: 'weekly', weekdays: [7], valid_from: '2026-12-27', every_weeks: 2, periods: ['10:00–14:00'] },
  ];
  assert.equal((await manager.put(`/api/v1/branches/${code}/hours`, { rules, exceptions: [] }, { 'If-Match': '"v1"' })).status, 200);
  const { page, close } = await open(manager, `${home}/branches/${code}/hours`);
  const shown = (day) => page.getByLabel(`${day}, In the season`).inputValue();
  assert.deepEqual([await shown('Monday'), await shown('Saturday'), await shown('Sunday')], ['10:00–19:00', '', '']);
  const summer = async () => (await manager.get(at)).json.rules.filter((rule) => rule.season_from).map((rule) => [rule.weekdays, rule.periods]);
  await page.getByRole('button', { name: 'Save' }).click();
  assert.deepEqual(await summer(), [[[6], []]]);
  // A usual day that is changed alone: what the season's field shows holds in the season.
  await page.getByLabel('Monday, Usually').fill('10–20');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.deepEqual(await summer(), [[[1], ['10:00–19:00']], [[6], []]]);
  assert.equal(await page.getByLabel('Monday, Usually').inputValue(), '10:00–20:00');
  await close();
});

test('a branch is kept as a draft, marked in words, and published by a button', async () => {
  const { page, close } = await open(manager, `${home}/libraries/${library}/branches`);
  await page.getByLabel('Name', { exact: true }).fill('Juodraščio filialas');
  await page.getByRole('button', { name: 'Keep as a draft' }).click();
  assert.match(page.url(), /branches\/lt-juodrascio-filialas\?saved=true$/);
  assert.match(await page.textContent('main'), /Visitors don’t see this branch/);
  assert.deepEqual(await page.locator('section[aria-labelledby=draft] li').allTextContents(), ['coordinates: visitors won’t find it on the map or near them;', 'opening hours: nobody will know when it is open;', 'a self-service point.']);
  assert.equal(await page.getByRole('link', { name: 'Public page' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'All still correct' }).count(), 0, 'nothing to verify yet');
  assert.equal((await visitor.get('/en/branches/lt-juodrascio-filialas')).status, 404);
  // Saved in between, it stays one; what changed meanwhile is shown before it becomes public.
  await page.getByLabel('Street and number').fill('Naujoji g. 1');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const old = await page.locator('input[name=version]').first().inputValue();
  await manager.patch('/api/v1/branches/lt-juodrascio-filialas', { phone: '+370 451 34028' }, { 'If-Match': `"v${old}"` });
  await page.getByRole('button', { name: 'Save and publish' }).click();
  assert.match(await page.textContent('[role=alert]'), /changed/);
  assert.equal((await visitor.get('/en/branches/lt-juodrascio-filialas')).status, 404);
  assert.match((await manager.get(home)).text, /Juodraščio filialas<\/b>[^\n]*<\/a>[^\n]*<b>draft<\/b>/);
  await page.getByLabel('Telephone').fill('+370 451 12345');
  await page.getByRole('button', { name: 'Save and publish' }).click();
  assert.match(page.url(), /published=true$/);
  assert.equal(await page.getByLabel('Telephone').inputValue(), '+370 451 12345', 'what was typed is saved with it');
  assert.match(await page.textContent('.queued.works[role=status]'), /Published/);
  assert.equal(await page.getByRole('button', { name: 'Save and publish' }).count(), 0);
  await waitFor('the page', async () => (await visitor.get('/en/branches/lt-juodrascio-filialas')).status === 200);
  await close();
});

test('a library is kept as a draft, until its first public branch', async () => {
  const { page, close } = await open(coordinator, `${home}/libraries`);
  await page.getByLabel('Name', { exact: true }).fill('Juodraščio viešoji biblioteka');
  await page.getByRole('button', { name: 'Keep as a draft' }).click();
  assert.match(await page.textContent('main'), /Draft: only staff sees this library/);
  const code = /libraries\/([^?]+)/.exec(page.url())[1];
  assert.equal((await visitor.get(`/en/libraries/${code}`)).status, 404);
  await page.getByRole('link', { name: 'Add a branch' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Pirmasis filialas');
  await page.getByRole('button', { name: 'Save' }).click();
  await waitFor('the library', async () => (await visitor.get(`/en/libraries/${code}`)).status === 200);
  await page.goto(new URL(`${home}/libraries/${code}`, server.url).href);
  assert.doesNotMatch(await page.textContent('main'), /Draft: only staff/);
  await close();
});

test('the hours of a point: when it is reached, when somebody helps, and none of its own', async () => {
  const at = (kind) => `${home}/points/pasvalys-eso/hours/${kind}`;
  const stored = async (kind) => (await coordinator.get(`/api/v1/staff/points/pasvalys-eso/hours/${kind}`)).json;
  const { page, close } = await open(coordinator, `${home}/branches/${branch}/hours`);
  await page.getByRole('navigation', { name: 'Whose hours' }).getByRole('link', { name: /when somebody helps/ }).click();
  assert.match(page.url(), /points\/pasvalys-eso\/hours\/adviser$/);
  assert.match(await page.textContent('h1'), /when somebody helps$/);
  assert.match(await page.title(), /when somebody helps/);
  assert.match(await page.textContent('main'), /Nobody has said yet/);
  await page.getByLabel('Monday, Usually').fill('10-12, 13-16');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /adviser\?saved=true$/);
  assert.deepEqual((await stored('adviser')).rules.filter(({ periods }) => periods.length), [{ kind: 'weekly', weekdays: [1], periods: ['10:00–12:00', '13:00–16:00'] }]);
  await page.getByLabel('First day').fill('2027-05-03');
  await page.getByLabel('Reason').fill('Training');
  await page.getByRole('button', { name: 'Add the exception' }).click();
  assert.match(await page.textContent('main'), /2027-05-03[^]*no adviser[^]*Training/);
  for (const [when, said] of [['2027-05-03T11:00', 'No adviser'], ['2027-05-10T11:00', 'Somebody helps'], ['2027-05-10T12:30', 'No adviser']]) {
    await page.goto(new URL(`${at('adviser')}?at=${when}`, server.url).href);
    assert.equal(await page.locator('.answer b').textContent(), said, when);
  }
  await page.getByText('Remove the adviser’s hours').first().click();
  await page.getByRole('button', { name: 'Remove the adviser’s hours' }).click();
  assert.deepEqual([(await stored('adviser')).own, await page.getByText('Nobody has said yet').count()], [false, 1]);

  // A point that has none follows its building, also in "can it be reached then?".
  await coordinator.put(`/api/v1/branches/${branch}/hours`, { rules: [{ kind: 'weekly', weekdays: [1], periods: ['10:00–18:00'] }], exceptions: [] }, { 'If-Match': (await coordinator.get(`/api/v1/staff/branches/${branch}/hours`)).headers.get('etag') });
  await page.goto(new URL(`${at('access')}?at=2027-05-10T11:00`, server.url).href);
  assert.match(await page.textContent('main'), /no hours of its own/);
  assert.equal(await page.locator('.answer b').textContent(), 'Can be reached');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.textContent('fieldset .wrong'), /Say first in which hours/, 'an empty week would make it unusable');
  assert.equal((await stored('access')).own, false);
  await page.getByLabel('Monday, Usually').fill('7–22');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.goto(new URL(`${at('access')}?at=2027-05-10T20:00`, server.url).href);
  assert.equal(await page.locator('.answer b').textContent(), 'Can be reached');
  const shown = await page.locator('input[name=hours_version]').first().inputValue();
  const stale = await coordinator.post(`${at('access')}/removal`, new URLSearchParams({ hours_version: String(Number(shown) - 1) }));
  assert.equal(stale.status, 412);
  await page.getByText('Same as the library’s opening hours').first().click();
  await page.getByRole('button', { name: 'Same as the library’s opening hours' }).click();
  assert.deepEqual([(await stored('access')).own, await page.getByText('no hours of its own').count()], [false, 1]);
  await close();
  assert.equal((await librarian.get(at('access'))).status, 403);
  assert.equal((await visitor.get(at('access'))).status, 401);
});

test('the pages are usable by everybody', async () => {
  for (const target of [home, `${home}/verification`, `${home}/branches/${branch}`, `${home}/libraries/${library}/branches`, `${home}/points/pasvalys-eso`, `${home}/points/pasvalys-eso/hours/adviser`, `${home}/branches/${branch}/hours`]) {
    for (const width of [320, 1280]) {
      const { page, status, close } = await open(target.includes('points') ? coordinator : manager, target, { javaScriptEnabled: true, viewport: { width, height: 800 } });
      assert.equal(status, 200, target);
      assert.deepEqual(await axeViolations(page), [], `${target} at ${width}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${target} fits ${width}`);
      await close();
    }
  }
});

test('a day that is too long to be one is told of once, not as missing too', async () => {
  const refused = await manager.post(`${home}/branches/${branch}/hours/exceptions`, new URLSearchParams({ first_day: '2026-12-24T00:00' }));
  assert.equal(refused.status, 422);
  assert.equal(refused.text.match(/href="#first_day"/g).length, 1);
});

test('a season of days that no year has is told of at its field', async () => {
  const target = `${home}/branches/${branch}/hours`;
  for (const [from, until] of [['06-01', '13-01'], ['02-30', '03-01'], ['06-01', ''], ['', '08-31'], ['6-1', '08-31'], ['00-10', '08-31']]) {
    const refused = await manager.post(target, new URLSearchParams({ 'week.1': '10-18', 'season.1': '10-12', 'season.from': from, 'season.until': until }));
    assert.equal(refused.status, 422, `${from} ${until}`);
    assert.deepEqual(refused.text.match(/href="#(?:season|week|rules)[^"]*"/g), ['href="#season.from"'], `${from} ${until}`);
  }
  const refused = await manager.post(target, new URLSearchParams({ 'week.1': '10-18', 'season.1': '10-12' }));
  assert.equal(refused.status, 422, 'hours of a season without days would be lost');
  assert.match(refused.text, /id="season-error">Nothing says when these hours/);
});

test('a season without hours is refused, unless it is stored so already', async () => {
  const code = await make({ name: 'Sezono be valandų filialas' }), target = `${home}/branches/${code}/hours`;
  const week = { 'week.1': '10-18', 'season.from': '06-01', 'season.until': '08-31' };
  const save = async (fields) => manager.post(target, new URLSearchParams(fields));
  const refused = await save(week);
  assert.equal(refused.status, 422, 'it would be closed all summer');
  assert.deepEqual(refused.text.match(/href="#(?:season|week|rules)[^"]*"/g), ['href="#season.from"']);
  assert.match(refused.text, /id="season-error">A season without hours would be closed throughout: write its hours/);
  assert.equal((await save({ ...week, 'season.2': '9-12' })).status, 303);
  assert.equal((await save(week)).status, 422, 'nor are its hours taken away so');
  const { version } = (await manager.get(`/api/v1/staff/branches/${code}/hours`)).json;
  const rules = [{ kind: 'weekly', weekdays: [1], periods: ['10:00–18:00'] }, { kind: 'weekly', weekdays: [1, 2, 3, 4, 5, 6, 7], season_from: '06-01', season_until: '08-31', periods: [] }];
  assert.equal((await manager.put(`/api/v1/branches/${code}/hours`, { rules, exceptions: [] }, { 'If-Match': `"v${version}"` })).status, 200);
  assert.equal((await save({ ...week, 'week.1': '10-17' })).status, 303, 'what is stored can be saved');
  assert.equal((await save({ ...week, 'season.until': '09-30' })).status, 422);
});

test('an exception of days that are over is refused at its field, one that lasts until today is not', async () => {
  const code = await make({ name: 'Praėjusių išimčių filialas' }), target = `${home}/branches/${code}/hours/exceptions`;
  const add = (fields) => manager.post(target, new URLSearchParams(fields));
  for (const [fields, at] of [[{ first_day: '2020-12-24' }, 'first'], [{ first_day: '2027-02-09' }, 'first'], [{ first_day: '2027-02-01', last_day: '2027-02-09' }, 'last']]) {
    const { status, text } = await add(fields);
    assert.equal(status, 422, JSON.stringify(fields));
    assert.match(text, new RegExp(`id="${at}-day-error">These days are over.* write today or a later day`));
    assert.equal(text.match(/href="#(?:first|last)_day"/g).length, 1);
  }
  assert.deepEqual((await manager.get(`/api/v1/staff/branches/${code}/hours`)).json.exceptions, []);
  for (const fields of [{ first_day: '2027-02-10' }, { first_day: '2027-02-01', last_day: '2027-02-10' }]) assert.equal((await add(fields)).status, 303);
  const adviser = await coordinator.post(`${home}/points/pasvalys-eso/hours/adviser/exceptions`, new URLSearchParams({ first_day: '2020-05-03' }));
  assert.equal(adviser.status, 422);
});

test('the same form sent twice is saved once, and nobody is said to have been faster', async () => {
  const code = await make({ name: 'Du kartus', draft: 'true' });
  const target = `${home}/branches/${code}`;
  // All that a browser sends of the form, as it stands there now.
  const fields = async () => {
    const { page, close } = await open(manager, target);
    const sent = await page.locator('form', { has: page.locator('#street') }).evaluate((form) => [...new FormData(form)]);
    await close();
    return Object.fromEntries(sent);
  };
  const street = { ...(await fields()), street: 'Dvigubo g. 2' };
  for (let i = 0; i < 2; i++) assert.equal((await manager.post(target, new URLSearchParams(street))).status, 303, `saved, ${i}`);
  assert.equal((await manager.post(target, new URLSearchParams({ ...street, street: 'Kito g. 3' }))).status, 412, 'another change of an old form');
  const publish = { ...(await fields()), phone: '+370 451 00000' };
  for (let i = 0; i < 2; i++) {
    const sent = await manager.post(`${target}/published`, new URLSearchParams(publish));
    assert.equal(sent.status, 303, `published, ${i}`);
    assert.match(sent.headers.get('location'), /published=true$/);
  }
  for (const base of ['{bad', '['.repeat(20_000), '"\\u0000"'])
    assert.ok([303, 412, 422].includes((await manager.post(target, new URLSearchParams({ ...street, base }))).status), base.slice(0, 8));
});
