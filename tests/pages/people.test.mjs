// SPDX-License-Identifier: Apache-2.0
//
// The pages of people and of one's own account: plain forms, and what a person sees of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { accept, enrol, invite, person } from '../support/staff.mjs';
import { axeViolations, launchBrowser, openPage, overflow, unfold } from './browser.mjs';

let server, browser, rasa;
const branch = 'lt-anyksciai', words = 'seven quiet herons cross';
const form = (fields) => new URLSearchParams(fields);
const idOf = async (one) => (await one.get('/api/v1/me')).json.id;

before(async () => {
  server = await startServer({ demo: true });
  browser = await launchBrowser();
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page as somebody sees it who is signed in. */
function open(one, target, options = {}) {
  const [name, value] = one.cookie.split('=');
  const storageState = { cookies: [{ name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] };
  return openPage(browser, new URL(target, server.url).href, { storageState, ...options });
}

test('who accepts an invitation is offered a passphrase; a phone is shown its point', async () => {
  const ask = (link) => fetch(link, { method: 'POST', redirect: 'manual', headers: { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' } });
  const made = await ask((await invite(server, { role: 'librarian', scope: branch, name: 'New' })).link);
  assert.match(made.headers.get('location'), /\/en\/staff\/account\?welcome=true$/);
  const page = await person(server, made.headers.get('set-cookie').split(';')[0]).get(made.headers.get('location'));
  assert.match(page.text, /Set a passphrase so that you can sign in elsewhere too/);
  assert.doesNotMatch(page.text, /name="present"/);
  const phone = await ask((await invite(server, { scope: branch, name: 'Phone', device: true })).link);
  assert.match(phone.headers.get('location'), /\/en\/staff\/$/);
  const shown = await person(server, phone.headers.get('set-cookie').split(';')[0]).get('/en/staff/account');
  assert.equal(shown.status, 200);
  assert.doesNotMatch(shown.text, /name="passphrase"/);
});

test('an invitation by the form: its link is shown once, as text and as a code, and is good', async () => {
  const made = await rasa.post('/en/staff/people', form({ kind: 'person', name: 'Petras <b>', email: 'petras@example.org', place: `librarian:${branch}`, language: 'lt' }));
  assert.equal(made.status, 200, made.text);
  const link = /class="link" readonly value="([^"]+)"/.exec(made.text)[1];
  assert.match(link, /\/lt\/invitations\/[A-Za-z0-9_-]{43}$/);
  assert.match(made.text, /<svg viewBox="-4 -4 \d+ \d+" role="img" aria-label="QR code/);
  assert.match(made.text, /Petras &lt;b&gt;/);
  const later = await rasa.get('/en/staff/people');
  assert.ok(!later.text.includes(link), 'told once');
  assert.match(later.text, /Invited, not here yet/);
  const cookie = await accept(link);
  assert.ok(cookie);
  assert.match((await rasa.get('/en/staff/people')).text, /Petras &lt;b&gt;/);
});

test('who presses the button of an invitation twice makes one, and is told its link', async () => {
  const once = async () => /name="once" value="([^"]{43})"/.exec((await rasa.get('/en/staff/people')).text)[1];
  const linkOf = ({ text }) => /class="link" readonly value="([^"]+)"/.exec(text)?.[1];
  const count = async () => (await server.sql(`select count(*)::integer as count from people.invitation where name like 'Twice%'`))[0].count;
  const fields = { once: await once(), kind: 'person', name: 'Twice', email: 'twice@example.org', place: `librarian:${branch}`, language: 'lt' };
  const answers = await Promise.all([1, 2, 3].map(() => rasa.post('/en/staff/people', form(fields))));
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
  assert.equal(new Set(answers.map(linkOf)).size, 1);
  assert.equal(await count(), 1);
  assert.notEqual(linkOf(await rasa.post('/en/staff/people', form({ ...fields, name: 'Twice, another' }))), linkOf(answers[0]), 'another is another');
  assert.equal(await count(), 2);
  const shown = [...answers, await rasa.get('/en/staff/people')].map(({ text }) => /name="once" value="([^"]+)"/.exec(text)[1]);
  assert.ok(!shown.includes(fields.once), 'the next form is another one');
  const danguole = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Danguole' });
  assert.notEqual(linkOf(await danguole.post('/en/staff/people', form(fields))), linkOf(answers[0]), 'who has got hold of the key has no link by it');
  assert.ok(await accept(linkOf(answers[0])));
  const late = await rasa.post('/en/staff/people', form(fields));
  assert.equal(late.status, 422);
  assert.match(late.text, /This invitation was made already/);
  const short = [1, 2].map(() => rasa.post('/en/staff/people', form({ ...fields, name: 'Twice, weak', once: '1' })));
  assert.equal(new Set((await Promise.all(short)).map(linkOf)).size, 2, 'a key that can be guessed makes no link');
});

test('what is wrong with it is said beside the field, and nothing is lost', async () => {
  const answer = await rasa.post('/en/staff/people', form({ kind: 'person', name: 'Jonas', place: 'admin' }));
  assert.equal(answer.status, 422);
  assert.match(answer.text, /id="email-error">Must be given/);
  assert.match(answer.text, /<details class="box" open>/, 'and the form is there to be mended');
  assert.match(answer.text, /value="Jonas"/);
  const foreign = await rasa.post('/en/staff/people', form({ kind: 'person', name: 'Jonas', email: 'j@example.org', place: 'coordinator:lesto' }));
  assert.equal(foreign.status, 422);
  assert.match(foreign.text, /You can’t give that role there/);
});

test('a refused form keeps what was chosen in it', async () => {
  const invited = (await rasa.post('/en/staff/people', form({ kind: 'person', name: 'Jonas', place: 'admin', language: 'lt' }))).text;
  assert.match(invited, /<option value="lt" selected/);
  assert.doesNotMatch(invited, /<option value="en" selected/);
  const at = '/en/staff/points/anyksciai-eso';
  const fault = (await rasa.post(at, form({ fault: 'printer', end: 'tomorrow', note: 'x'.repeat(501) }))).text;
  assert.match(fault, /value="tomorrow" checked>/);
  assert.equal(fault.match(/name="end"[^>]* checked/g).length, 1);
  assert.match((await rasa.get(at)).text, /name="end" value="" checked>/);
  assert.match((await rasa.post(`${at}/today`, form({ cause: 'closed_today', until: '16:30' }))).text, /id="until" name="until" required value="16:30"/);
  const reasons = { 'reason.lt': 'Remontas', 'reason.en': 'Repairs' };
  const valueOf = (html, id) => new RegExp(`id="${id}"[^>]*? value="([^"]*)"`).exec(html)?.[1];
  const closure = (await rasa.post(`${at}/closures`, form({ first_day: '2027-03-01', last_day: '2027-02-01', ...reasons }))).text;
  assert.deepEqual(['closure_lt', 'closure_en', 'work_lt', 'work_en'].map((id) => valueOf(closure, id)), ['Remontas', 'Repairs', undefined, undefined]);
  const work = (await rasa.post(`${at}/planned`, form({ from_day: 'x', ...reasons }))).text;
  assert.deepEqual(['closure_lt', 'closure_en', 'work_lt', 'work_en'].map((id) => valueOf(work, id)), [undefined, undefined, 'Remontas', 'Repairs']);
});

test('every refused form names the field of each mistake, and leads to it', async () => {
  const visitor = person(server, '');
  const hours = `/en/staff/directory/branches/${branch}/hours`;
  for (const [one, target, fields, count] of [
    [rasa, '/en/staff/people', { kind: 'person' }],
    [rasa, '/en/staff/people', { name: 'Ona', email: 'x', place: 'none', language: 'lt', kind: 'person' }],
    [rasa, '/en/staff/account/keys', { days: '1000' }],
    [rasa, '/en/staff/account/email', { email: 'x' }],
    [rasa, '/en/staff/account/passphrase', { passphrase: 'short' }],
    [rasa, hours, { 'week.1': 'soon', 'season.2': '25–26', 'season.from': '06-01', 'season.until': 'x' }],
    [rasa, hours, { eve: '999' }],
    [rasa, `${hours}/exceptions`, { first_day: 'x', periods: 'soon' }, 2],
    [rasa, '/en/staff/points/anyksciai-eso', { note: 'x'.repeat(501), status: 'working' }],
    [rasa, '/en/staff/points/anyksciai-eso/today', { cause: 'open_until', until: 'x' }],
    [rasa, '/en/staff/points/anyksciai-eso/planned', { from_day: 'x' }],
    [rasa, '/en/staff/points/anyksciai-eso/planned', { from_day: '2027-03-01', from_time: '10:00', until_day: '2027-03-01', until_time: '12:00' }],
    [rasa, '/en/staff/points/anyksciai-eso/closures', { first_day: '2027-03-01', last_day: '2027-02-01' }],
    [visitor, '/en/staff/sign-in', { email: 'x' }],
    [visitor, '/en/staff/sign-in/link', { email: 'x' }],
    [visitor, `/en/branches/${branch}/follow`, { email: 'x' }],
    [visitor, '/en/points/anyksciai-eso/problem', { text: 'x'.repeat(501) }],
    [visitor, `/en/branches/${branch}/correction`, {}],
  ]) {
    const { status, text } = await one.post(target, form(fields));
    assert.equal(status, 422, `${target} ${status}`);
    const list = /<div class="wrong box" role="alert"(?![^>]* hidden)[^>]*>.*?<ul>(.*?)<\/ul>/s.exec(text)?.[1];
    const mistakes = list.split('<li>').slice(1);
    assert.ok(count ? mistakes.length === count : mistakes.length > 0, `${target} ${list}`);
    for (const mistake of mistakes) {
      const [, id] = /^<a href="#([^"]+)">[^<]+<\/a>: ./.exec(mistake) ?? [];
      assert.ok(id && text.includes(` id="${id}"`), `${target}: ${mistake}`);
    }
  }
});

test('roles are taken away, people shut out and let in, invitations taken back', async () => {
  const lina = await enrol(server, { role: 'librarian', scope: branch, name: 'Lina' });
  const user = await idOf(lina);
  assert.equal((await rasa.post(`/en/staff/people/${user}`, form({ shut: 'true' }))).status, 303);
  assert.equal((await lina.get('/en/staff/')).status, 401);
  assert.match((await rasa.get('/en/staff/people')).text, /shut out/);
  assert.equal((await rasa.post(`/en/staff/people/${user}`, form({ shut: 'false' }))).status, 303);
  const [{ id: grant }] = await server.sql('select id from people.grant where user_id = $1', [user]);
  assert.equal((await rasa.post(`/en/staff/people/${user}`, form({ take: grant }))).status, 303);
  assert.deepEqual(await server.sql('select from people.grant where user_id = $1', [user]), []);
  assert.equal((await rasa.post(`/en/staff/people/${await idOf(rasa)}`, form({ shut: 'true' }))).status, 403);
  assert.equal((await lina.post(`/en/staff/people/${await idOf(rasa)}`, form({ shut: 'true' }))).status, 401);
  await rasa.post('/en/staff/people', form({ kind: 'device', name: 'Lost phone', place: `librarian:${branch}` }));
  const [{ id }] = await server.sql(`select id from people.invitation where name = 'Lost phone'`);
  assert.equal((await rasa.post(`/en/staff/invitations/${id}`, form({}))).status, 303);
  assert.doesNotMatch((await rasa.get('/en/staff/people')).text, /Lost phone/);
});

test('the account: name, passphrase with the present one, sessions that end', async () => {
  const ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  assert.equal((await ona.post('/en/staff/account', form({ name: 'Ona Onaitė', language: 'en' }))).status, 303);
  assert.match((await ona.get('/en/staff/account?done=saved')).text, /Ona Onaitė[^]*Saved\./);
  assert.match((await ona.post('/en/staff/account/passphrase', form({ passphrase: 'short' }))).text, /id="passphrase-error">Must be 15 to 200 characters/);
  assert.equal((await ona.post('/en/staff/account/passphrase', form({ passphrase: words }))).status, 303);
  const signedIn = await person(server).post('/en/staff/sign-in', form({ email: ona.email, passphrase: words }));
  assert.equal(signedIn.status, 303, signedIn.text);
  const other = person(server, signedIn.headers.get('set-cookie').split(';')[0]);
  const wrong = await ona.post('/en/staff/account/passphrase', form({ present: 'not the one it is', passphrase: 'nine slow trains depart' }));
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /id="present-error">This isn’t the present passphrase/);
  assert.doesNotMatch(wrong.text, /nine slow trains/, 'never shown again');
  const page = (await ona.get('/en/staff/account')).text;
  assert.match(page, /this one/);
  const session = /name="session" value="([^"]+)"/.exec(page)[1];
  assert.equal((await ona.post('/en/staff/account/access', form({ session }))).status, 303);
  assert.equal((await other.get('/en/staff/account')).status, 401);
});

test('keys: made with the passphrase, told once, tried, listed with what they may, revoked', async () => {
  const at = '/en/staff/account/keys';
  const ieva = await enrol(server, { role: 'librarian', scope: branch, name: 'Ieva' });
  assert.match((await ieva.get('/en/staff/account')).text, new RegExp(`href="${at}">Manage keys`));
  const first = (await ieva.get(at)).text;
  assert.doesNotMatch(first, /name="present"/, 'without a passphrase none is asked for');
  assert.deepEqual([...first.matchAll(/type="checkbox" name="actions" value="(\w+)"/g)].map((match) => match[1]), ['status', 'hours_today', 'triage'], 'what one may oneself');
  await ieva.put('/api/v1/me/passphrase', { passphrase: words });
  assert.match((await ieva.get(at)).text, /name="present"/);

  const make = (fields) => ieva.post(at, new URLSearchParams([['actions', 'read'], ...fields]));
  const wrong = await make([['name', 'Kiosk'], ['actions', 'status'], ['days', '30'], ['present', 'not the one it is']]);
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /id="present-error">This isn’t the present passphrase/);
  assert.match(wrong.text, /value="Kiosk"[^]*value="status" checked[^]*value="30" selected/, 'what was filled in is still there');
  assert.deepEqual((await ieva.get('/api/v1/keys')).json.items, []);
  const line = await make([['name', 'Kio\u0085sk'], ['present', words]]);
  assert.equal(line.status, 422);
  assert.match(line.text, /id="name-error">/);
  const over = await make([['name', 'Kiosk'], ['days', '400'], ['present', words]]);
  assert.match(over.text, /id="days-error">/);

  const made = await make([['name', 'Kiosk <b>'], ['actions', 'status'], ['days', '30'], ['present', words]]);
  assert.equal(made.status, 200, made.text);
  assert.match(made.headers.get('cache-control'), /no-store/);
  const [, key] = /<textarea id="key"[^>]*>(blk-[0-9a-f]{12}\.[A-Za-z0-9_-]{43})<\/textarea>/.exec(made.text);
  assert.match(made.text, new RegExp(`curl -H &quot;Authorization: Bearer \\$KEY&quot; http://127.0.0.1:${server.port}/api/v1/me`));
  const ask = () => person(server).get('/api/v1/me', { Authorization: `Bearer ${key}` });
  assert.equal((await ask()).json.name, 'Ieva');
  const list = (await ieva.get(at)).text;
  assert.ok(!list.includes(key), 'told once');
  assert.match(list, /Kiosk &lt;b&gt;<\/b> <span class="small muted">blk-[0-9a-f]{12}…<\/span>\n<p>Read · Report the status<\/p>/);
  const [, end] = /action="(\/en\/staff\/account\/keys\/[0-9a-f-]{36})"/.exec(list);
  const stranger = await enrol(server, { role: 'librarian', scope: branch, name: 'Stranger' });
  assert.equal((await stranger.post(end, form({}))).status, 404, 'nobody else’s');
  const ended = await ieva.post(end, form({}));
  assert.match(ended.headers.get('location'), /keys\?done=ended$/);
  assert.match((await ieva.get(ended.headers.get('location'))).text, /role="status">[^]*lets nobody in any more/);
  assert.equal((await ask()).status, 401);
  assert.equal((await ieva.post(end, form({}))).status, 404);
});

test('who presses the button of a key twice makes one, and is told it', async () => {
  const at = '/en/staff/account/keys';
  const jurga = await enrol(server, { role: 'librarian', scope: branch, name: 'Jurga' });
  const once = /name="once" value="([^"]{43})"/.exec((await jurga.get(at)).text)[1];
  const keyOf = ({ text }) => /<textarea id="key"[^>]*>([^<]+)<\/textarea>/.exec(text)?.[1];
  const fields = { once, name: 'Twice', actions: 'read', days: '30' };
  const answers = await Promise.all([1, 2, 3].map(() => jurga.post(at, form(fields))));
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
  assert.equal(new Set(answers.map(keyOf)).size, 1);
  const { items } = (await jurga.get('/api/v1/keys')).json;
  assert.equal(items.length, 1);
  assert.equal((await person(server).get('/api/v1/me', { Authorization: `Bearer ${keyOf(answers[0])}` })).json.name, 'Jurga');
  assert.notEqual(keyOf(await jurga.post(at, form({ ...fields, name: 'Another' }))), keyOf(answers[0]));
  assert.ok(!answers.some(({ text }) => text.includes(`value="${once}"`)), 'the next form is another one');
  assert.equal((await jurga.post(`${at}/${items[0].id}`, form({}))).status, 303);
  const late = await jurga.post(at, form(fields));
  assert.equal(late.status, 422);
  assert.match(late.text, /This key was made already, and has ended/);
  const weak = await Promise.all([1, 2].map(() => jurga.post(at, form({ ...fields, once: '1' }))));
  assert.equal(new Set(weak.map(keyOf)).size, 2, 'a key of a form that can be guessed makes none');
});

test('a key is copied by a button where there is a script, and said to be; revoking is asked about first', async () => {
  const { page, close } = await open(rasa, '/en/staff/account/keys');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.fill('#name', 'Copied');
  await page.click('form.make button');
  await page.click('[data-copies]');
  await page.getByText('The key is copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.inputValue('#key'));
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } }));
  await page.click('[data-copies]');
  await page.getByText('Copying failed. The key is selected').waitFor();
  assert.equal(await page.evaluate(() => { const field = document.querySelector('#key'); return field.selectionEnd - field.selectionStart; }), (await page.inputValue('#key')).length);
  const sure = page.locator('details button', { hasText: 'Revoke the key: Copied' });
  assert.equal(await sure.count(), 1);
  assert.ok(!(await sure.isVisible()), 'not by one tap');
  await page.locator('summary', { hasText: 'Revoke: Copied' }).click();
  await sure.click();
  await page.getByText('The key is revoked').waitFor();
  await close();
  const plain = await open(rasa, '/en/staff/account/keys', { javaScriptEnabled: false });
  assert.equal(await plain.page.locator('[data-copies]').count(), 0);
  await plain.close();
});

for (const [name, target] of [['keys', '/lt/staff/account/keys'], ['people', '/lt/staff/people'], ['account', '/lt/staff/account?welcome=true'], ['second factor', '/lt/staff/account/second-factor']]) {
  test(`${name}: usable with assistive technology, on a small phone, in the dark`, async () => {
    for (const options of [{ viewport: { width: 320, height: 700 } }, { colorScheme: 'dark' }]) {
      const { page, complaints, close } = await open(rasa, target, options);
      await unfold(page);
      assert.deepEqual(await axeViolations(page), []);
      assert.equal(await overflow(page), 0, 'nothing to scroll sideways');
      assert.deepEqual(complaints, []);
      await close();
    }
  });
}
