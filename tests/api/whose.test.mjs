// SPDX-License-Identifier: Apache-2.0
//
// Whose it is: what a key can't be made to do, what another utility doesn't learn, and that nobody's door is kept shut by others.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { startSmtp } from '../support/smtp.mjs';
import { accept, enrol, invite, person } from '../support/staff.mjs';

let server, mail, visitor, rasa;
const library = 'pasvalio-vb', branch = 'lt-pasvalys';
const form = (fields) => new URLSearchParams(fields);

before(async () => {
  mail = await startSmtp();
  server = await startServer({ demo: true, parameters: [`--mail-server=smtp://127.0.0.1:${mail.port}`, '--mail-from=registras@example.org'] });
  visitor = person(server);
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('vandenys', 'utility', 'Vandenys', 'lt', 'LT')`);
});
after(async () => {
  await server?.stop();
  await mail?.stop();
});

/** The path of the link that the next message to somebody has. */
const linkTo = async (email) => {
  const { body } = await mail.next((one) => one.to === email && /\/links\//.test(one.body));
  return new URL(/https?:\S*\/links\/\S+/.exec(body)[0]).pathname;
};

test('a key invites nobody, by the page as by the API', async () => {
  const made = await rasa.post('/api/v1/keys', { name: 'robot', actions: ['read', 'people'] });
  assert.equal(made.status, 201, made.text);
  const robot = (target, body, type) => fetch(new URL(target, server.url), { method: 'POST', redirect: 'manual', headers: { Authorization: `Bearer ${made.json.key}`, 'Content-Type': type }, body });
  const page = await robot('/en/staff/people', form({ kind: 'person', name: 'x', email: 'x@example.org', place: 'coordinator:eso', language: 'en' }).toString(), 'application/x-www-form-urlencoded');
  assert.equal(page.status, 403);
  assert.doesNotMatch(await page.text(), /invitations\//);
  const api = await robot('/api/v1/invitations', JSON.stringify({ kind: 'person', role: 'coordinator', scope: 'eso', name: 'x', email: 'x@example.org' }), 'application/json');
  assert.equal(api.status, 403);
  assert.equal((await server.sql(`select count(*) from people.invitation where email = 'x@example.org'`))[0].count, 0);
});

test('an agreement is for its two parties: another utility that has a point there reads neither it nor its history', async () => {
  const agreed = await rasa.post('/api/v1/agreements', { utility: 'eso', library, state: 'active', starts_on: '2026-01-01', obligations: { lt: 'Slapti įsipareigojimai' } });
  assert.equal(agreed.status, 201, agreed.text);
  await server.sql(`insert into point (code, branch_id, utility_id, lifecycle) select 'pasvalys-vandenys', b.id, u.id, 'active' from branch b, organization u where b.code = $1 and u.code = 'vandenys'`, [branch]);
  const at = `/api/v1/staff/agreements/${agreed.json.code}`;
  for (const role of ['coordinator', 'viewer']) {
    const other = await enrol(server, { role, scope: 'vandenys', name: `V${role}` });
    assert.equal((await other.get(at)).status, 404, role);
    if (role !== 'coordinator') continue;
    assert.equal((await other.get(`/api/v1/staff/branches/${branch}`)).status, 200, 'the branch is theirs too');
    assert.doesNotMatch((await other.get(`/en/staff/directory/libraries/${library}`)).text, new RegExp(agreed.json.code));
    await waitFor('the entry', async () => /Slapti/.test((await rasa.get('/api/v1/audit?kind=agreement')).text));
    assert.doesNotMatch((await other.get('/api/v1/audit?kind=agreement')).text, /Slapti/);
  }
  const manager = await enrol(server, { role: 'library_manager', scope: library, name: 'Danguole' });
  assert.equal((await manager.get(at)).status, 200);
});

test('who waits as long as told is let in, however often others were refused meanwhile', async () => {
  const take = async () => (await server.sql(`select people.attempt_take('door', 2, 0.5) as wait`))[0].wait;
  assert.deepEqual([await take(), await take()], [0, 0]);
  const refused = await server.sql(`select people.attempt_take('door', 2, 0.5) as wait from generate_series(1, 20)`); // at once
  assert.ok(refused.slice(0, 10).every(({ wait }) => wait === 1), 'refused, and not counted');
  await new Promise((resolve) => setTimeout(resolve, 600)); // only time can pass
  assert.equal(await take(), 0);
});

test('news asked for in somebody’s name takes none of their links to sign in', async () => {
  const point = (await visitor.get(`/api/v1/branches/${branch}`)).json.points[0].code;
  for (let i = 0; i < 6; i++) await visitor.post(`/api/v1/points/${point}/followers`, { email: rasa.email });
  assert.equal((await visitor.post('/en/staff/sign-in/link', form({ email: rasa.email }))).status, 200);
  await waitFor('the link', async () => (await server.sql(`select from people.mail where template = 'sign_in' and email = $1`, [rasa.email])).length === 1);
});

test('a new address is confirmed by who asked for it, not by who merely reads there', async () => {
  const ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  assert.equal((await ona.put('/api/v1/me/email', { email: 'auka@example.org' })).status, 200);
  const link = await linkTo('auka@example.org');
  assert.match((await visitor.get(link)).text, /First sign in/);
  const stranger = await visitor.post(link, form({}));
  assert.equal(stranger.status, 403, stranger.text);
  assert.match(stranger.text, /First sign in/);
  assert.notEqual((await server.sql(`select email from people.user where name = 'Ona'`))[0].email, 'auka@example.org');
  assert.equal((await ona.post(link, form({}))).status, 303);
  assert.equal((await server.sql(`select email from people.user where name = 'Ona'`))[0].email, 'auka@example.org');
});

test('the second factor of somebody who has never shown to read at the address goes with their passphrase', async () => {
  const vilte = await enrol(server, { role: 'librarian', scope: branch, name: 'Vilte' });
  await server.sql(`update people.user set email_proven_at = null, totp_secret = decode(repeat('ab', 20), 'hex') where name = 'Vilte'`);
  await visitor.post('/en/staff/sign-in/link', form({ email: vilte.email }));
  const link = await linkTo(vilte.email);
  assert.doesNotMatch((await visitor.get(link)).text, /name="code"/);
  assert.equal((await visitor.post(link, form({}))).status, 303);
  assert.deepEqual(await server.sql(`select totp_secret, email_proven_at is not null as proven from people.user where name = 'Vilte'`), [{ totp_secret: null, proven: true }]);
});

test('when somebody signed in is told to those who may end that', async () => {
  const manager = await enrol(server, { role: 'library_manager', scope: library, name: 'Birute' });
  const { link } = await invite(server, { role: 'librarian', scope: branch, name: 'Gabija' });
  assert.ok(await accept(link));
  const [{ id }] = await server.sql(`select id from people.user where name = 'Gabija'`);
  const entries = async (who) => (await who.get('/api/v1/audit?kind=credential&limit=100')).json.items.filter((item) => JSON.stringify(item).includes(id)).length;
  await waitFor('the entry', async () => (await entries(manager)) > 0);
  await server.sql(`insert into people.grant (user_id, role, branch_id) select $1, 'librarian', id from branch where code = 'lt-kelme'`, [id]);
  assert.equal(await entries(manager), 0, 'who has a role elsewhere too isn’t hers alone');
});

test('who has no role any more is forgotten, and so is a phone whose time is over', async () => {
  await enrol(server, { role: 'librarian', scope: branch, name: 'Buvusi' });
  const { link } = await invite(server, { scope: branch, name: 'Old phone', device: true });
  assert.ok(await accept(link));
  await enrol(server, { role: 'librarian', scope: branch, name: 'Esama' });
  await server.sql(`delete from people.grant where user_id = (select id from people.user where name = 'Buvusi')`);
  await server.sql(`update people.user set created_at = now() - interval '200 days' where name in ('Buvusi', 'Old phone', 'Esama')`);
  await server.sql(`delete from people.credential where user_id in (select id from people.user where name in ('Buvusi', 'Old phone', 'Esama'))`);
  await server.sql('select people.purge()');
  assert.deepEqual((await server.sql(`select name from people.user where name in ('Buvusi', 'Old phone', 'Esama')`)).map(({ name }) => name), ['Esama']);
  assert.equal((await server.sql(`select count(*) from people.grant g join people.user u on u.id = g.user_id where u.email is null and u.name = '?'`))[0].count, 0);
});

test('who followed a point and the branch that it comes to is told once, and leaves by every link', async () => {
  const follower = async (column, code, confirmed = true) =>
    (await server.sql(`insert into people.follower (email, language, ${column}_id, confirmed_at) select 'ada@example.org', 'lt', t.id, ${confirmed ? 'now()' : 'null'} from ${column} t where t.code = $1 returning id`, [code]))[0].id;
  const branchOf = await follower('branch', 'lt-kelme');
  const single = await follower('point', 'pasvalys-vandenys');
  await server.sql(`insert into people.follower_link (token_hash, follower_id, kind, expires_at) values (decode(repeat('cd', 32), 'hex'), $1, 'leave', now() + interval '1 day')`, [single]);
  await server.sql(`update point set branch_id = (select id from branch where code = 'lt-kelme') where code = 'pasvalys-vandenys'`);
  assert.deepEqual(await server.sql(`select id from people.follower where email = 'ada@example.org'`), [{ id: branchOf }]);
  assert.deepEqual(await server.sql(`select people.follow_leave(decode(repeat('cd', 32), 'hex')) as gone`), [{ gone: true }]);
  assert.deepEqual(await server.sql(`select id from people.follower where email = 'ada@example.org'`), []);
});

test('an organization that takes another’s place says so at once', async () => {
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('senoji', 'business', 'Vardas', 'lt', 'LT'), ('naujoji', 'business', 'Vardas', 'lt', 'LT')`);
  const shown = async () => (await visitor.get('/api/v1/organizations?limit=100')).json.items.find(({ code }) => code === 'naujoji');
  await waitFor('both', shown);
  await server.sql(`update organization set successor_id = (select id from organization where code = 'naujoji') where code = 'senoji'`);
  await waitFor('the predecessor', async () => JSON.stringify(await shown()).includes('senoji'));
});

test('who tries an account’s passphrase from one network keeps its owner out from no other', async () => {
  const own = await startServer({ demo: true, parameters: ['--trusted-proxy=127.0.0.1'] });
  try {
    const ona = await enrol(own, { role: 'librarian', scope: branch, name: 'Ona' });
    assert.equal((await ona.put('/api/v1/me/passphrase', { passphrase: 'teisingas arklys baterija' })).status, 200);
    const from = (address) => (passphrase) =>
      person(own).post('/api/v1/sessions', { email: ona.email, passphrase }, { 'X-Forwarded-For': address });
    const stranger = from('2001:db8:1:1::5'), next = from('2001:db8:1:1:ffff::7'), home = from('192.0.2.7');
    for (let i = 0; i < 10; i++) assert.equal((await stranger('ne ta slapta frazė')).status, 422);
    const refused = await stranger('ne ta slapta frazė');
    assert.equal(refused.status, 429, refused.text);
    assert.ok(Number(refused.headers.get('retry-after')) <= 30);
    assert.equal((await next('teisingas arklys baterija')).status, 429, 'the same /64 is one network');
    assert.equal((await home('teisingas arklys baterija')).status, 201, 'at home nobody waits');
    const change = await ona.put('/api/v1/me/passphrase', { present: 'teisingas arklys baterija', passphrase: 'kita teisinga ilga frazė' });
    assert.equal(change.status, 200, change.text);
    for (let i = 0; i < 9; i++) await ona.put('/api/v1/me/passphrase', { present: 'ne ta slapta frazė', passphrase: 'kita teisinga ilga frazė' });
    assert.match((await ona.put('/api/v1/me/passphrase', { present: 'ne ta slapta frazė', passphrase: 'kita teisinga ilga frazė' })).text, /wait/, 'guesses of who is signed in are counted too');
    assert.equal((await home('kita teisinga ilga frazė')).status, 201, 'and keep nobody out');
  } finally {
    await own.stop();
  }
});

test('a code of the second factor is guessed slowly from wherever it is, by who has the passphrase', async () => {
  const own = await startServer({ demo: true, parameters: ['--trusted-proxy=127.0.0.1'] });
  try {
    const ona = await enrol(own, { role: 'librarian', scope: branch, name: 'Ona' });
    assert.equal((await ona.put('/api/v1/me/passphrase', { passphrase: 'teisingas arklys baterija' })).status, 200);
    await own.sql(`update people.user set totp_secret = decode(repeat('ab', 20), 'hex') where name = 'Ona'`);
    const guess = (i, passphrase) => person(own).post('/api/v1/sessions', { email: ona.email, passphrase, code: '000000' }, { 'X-Forwarded-For': `192.0.2.${i}` });
    for (let i = 0; i < 10; i++) assert.equal((await guess(i, 'teisingas arklys baterija')).status, 422);
    assert.equal((await guess(11, 'teisingas arklys baterija')).status, 429);
    assert.equal((await guess(12, 'ne ta slapta frazė')).status, 422, 'who hasn’t the passphrase learns nothing of that');
  } finally {
    await own.stop();
  }
});
