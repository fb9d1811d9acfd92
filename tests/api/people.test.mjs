// SPDX-License-Identifier: Apache-2.0
//
// People and their accounts: what lets them in and how it ends, who looks after whom, keys of machines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runBranchlight, startServer } from '../support/server.mjs';
import { accept, codeOf, enrol, invite, person } from '../support/staff.mjs';

let server, second, rasa, ona, admin, visitor;
const branch = 'lt-anyksciai', point = 'anyksciai-eso';
const words = 'seven quiet herons cross';
const problems = (answer) => (answer.json.errors ?? []).map((error) => `${error.pointer ?? error.parameter} ${error.code}`);

before(async () => {
  server = await startServer({ demo: true });
  second = await startServer({ demo: true, database: server.database });
  visitor = person(server);
  admin = await enrol(server, { role: 'admin', name: 'Admin' });
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
});
after(async () => {
  await second?.stop();
  await server?.stop();
});

const idOf = async (one) => (await one.get('/api/v1/me')).json.id;
const sessions = async (one, query = '') => (await one.get(`/api/v1/sessions${query}`)).json.items;

/** The same person in another browser: a passphrase is set, and used. */
async function again(one, where = server) {
  const made = await person(where).post('/api/v1/sessions', { email: one.email, passphrase: words });
  assert.equal(made.status, 201, made.text);
  return person(where, made.headers.get('set-cookie').split(';')[0]);
}

test('the command that invites says which scope a role needs, where the link leads, and that nobody is written to', async () => {
  const command = (...more) => runBranchlight(['user', 'invite', '--email=x@example.org', ...more], { env: { BRANCHLIGHT_DATABASE: server.database.conninfo } });
  const bare = await command('--role=coordinator');
  assert.equal(bare.status, 2);
  assert.match(bare.stderr, /^branchlight: the role coordinator needs --scope=CODE, the code of a utility \(.*organizations.*\)\.\n$/);
  assert.match((await command('--role=librarian')).stderr, /needs --scope=CODE, the code of a branch/);
  assert.match((await command('--role=library_manager', '--scope=lt-nowhere')).stderr, /nothing has the code "lt-nowhere".* a library/);
  assert.match((await command('--role=king', '--scope=eso')).stderr, /--role is one of admin, /);
  const made = await command('--role=coordinator', '--scope=eso');
  assert.equal(made.status, 0);
  assert.match(made.stdout, /^http:\/\/127\.0\.0\.1:8080\/lt\/invitations\/\S+\n$/, 'the link alone');
  assert.match(made.stderr, /http:\/\/127\.0\.0\.1:8080, .*--port=PORT.*--public-url=URL/);
  assert.match(made.stderr, /no message is sent/);
  assert.doesNotMatch((await command('--role=admin', '--public-url=https://example.org')).stderr, /--port/);
});

test('a passphrase is set without one, changed with the present one, and ends other sessions', async () => {
  const milda = await enrol(server, { role: 'librarian', scope: branch, name: 'Milda' });
  assert.deepEqual(problems(await milda.put('/api/v1/me/passphrase', { passphrase: 'short' })), ['/passphrase length']);
  assert.deepEqual(problems(await milda.put('/api/v1/me/passphrase', { passphrase: 'passwordpassword' })), ['/passphrase common_passphrase']);
  assert.deepEqual(problems(await milda.put('/api/v1/me/passphrase', { passphrase: milda.email })), ['/passphrase common_passphrase']);
  assert.equal((await milda.put('/api/v1/me/passphrase', { passphrase: words })).status, 200);
  const other = await again(milda);
  assert.equal((await sessions(milda)).length, 2);
  assert.deepEqual(problems(await milda.put('/api/v1/me/passphrase', { passphrase: 'nine slow trains depart' })), ['/present wrong_present']);
  assert.equal((await milda.put('/api/v1/me/passphrase', { present: words, passphrase: 'nine slow trains depart' })).status, 200);
  assert.equal((await other.get('/api/v1/me')).status, 401, 'who knew the old one is out');
  assert.equal((await milda.get('/api/v1/me')).status, 200);
  const [{ passphrase }] = await server.sql('select passphrase from people.user where email = $1', [milda.email]);
  assert.match(passphrase, /^\$argon2id\$v=19\$m=19456,t=2,/);
});

test('who is shut out doesn’t come back by an invitation of theirs, nor who lost a role', async () => {
  for (const how of ['shut', 'taken']) {
    const head = await enrol(server, { role: 'library_manager', scope: 'anyksciu-vb', name: 'Head' });
    const wanted = { kind: 'person', role: 'library_manager', scope: 'anyksciu-vb', name: 'Later', email: `${how}@example.org` };
    const { link } = (await head.post('/api/v1/invitations', wanted)).json;
    const [{ id, user_id }] = await server.sql('select g.id, g.user_id from people.grant g join people.user u on u.id = g.user_id where u.email = $1', [head.email]);
    const answer = await (how === 'shut' ? rasa.patch(`/api/v1/users/${user_id}`, { disabled: true }) : rasa.remove(`/api/v1/users/${user_id}/grants/${id}`));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(await accept(link), undefined, how);
  }
});

test('an address that is no link of ours is sent back as it came', async () => {
  const answer = await visitor.post('/en/invitations/a%20%3Cb%3E%C4%85/renew', new URLSearchParams({}));
  assert.equal(answer.headers.get('location'), '/en/invitations/a%20%3Cb%3E%C4%85?renewed=true');
});

test('sessions are listed with the one that asks, and end at once on every instance', async () => {
  const jonas = await enrol(server, { role: 'librarian', scope: branch, name: 'Jonas' });
  await jonas.put('/api/v1/me/passphrase', { passphrase: words });
  const elsewhere = await again(jonas, second);
  assert.equal((await elsewhere.get('/api/v1/me')).status, 200);
  const list = await sessions(jonas);
  assert.deepEqual(list.map((item) => item.current).sort(), [false, true]);
  assert.ok(list.every((item) => !JSON.stringify(item).includes(jonas.cookie.split('=')[1])));
  const other = list.find((item) => !item.current);
  assert.equal((await jonas.remove(`/api/v1/sessions/${other.id}`)).status, 200);
  assert.equal((await elsewhere.get('/api/v1/me')).status, 401);
  assert.equal((await jonas.remove(`/api/v1/sessions/${other.id}`)).status, 404, 'it has ended');
  assert.equal((await jonas.remove('/api/v1/devices/nonsense')).status, 404);
});

test('sessions of others: of those whom one looks after, and of nobody else', async () => {
  const id = await idOf(ona);
  assert.equal((await sessions(rasa, `?user=${id}`)).length, 1);
  const stranger = await enrol(server, { role: 'library_manager', scope: 'pasvalio-vb', name: 'Stranger' });
  assert.equal((await stranger.get(`/api/v1/sessions?user=${id}`)).status, 404);
  assert.equal((await ona.get(`/api/v1/sessions?user=${await idOf(rasa)}`)).status, 404);
  const [own] = await sessions(rasa);
  assert.equal((await ona.remove(`/api/v1/sessions/${own.id}`)).status, 404);
  assert.equal((await rasa.get('/api/v1/me')).status, 200);
});

test('an enrolled phone is listed as a device, and changes no account', async () => {
  const { link } = await invite(server, { scope: branch, name: 'Desk phone', device: true });
  const phone = person(server, await accept(link));
  const [device] = (await phone.get('/api/v1/devices')).json.items;
  assert.equal(device.current, true);
  assert.deepEqual(device.actions, ['read', 'status', 'hours_today', 'tally']);
  for (const answer of [await phone.patch('/api/v1/me', { name: 'X' }), await phone.put('/api/v1/me/passphrase', { passphrase: words }), await phone.post('/api/v1/keys', { name: 'K', actions: ['read'] })])
    assert.equal(answer.status, 403);
  const user = await idOf(phone);
  assert.equal((await rasa.get(`/api/v1/devices?user=${user}`)).json.items.length, 1);
  assert.equal((await rasa.remove(`/api/v1/devices/${device.id}`)).status, 200);
  assert.equal((await phone.get('/api/v1/me')).status, 401);
});

test('a key does what it is for, as its owner may, until it is taken back', async () => {
  const made = await ona.post('/api/v1/keys', { name: 'Kiosk', actions: ['status'], days: 30 });
  assert.equal(made.status, 201, made.text);
  assert.match(made.json.key, /^blk-[0-9a-f]{12}\.[A-Za-z0-9_-]{43}$/);
  const machine = (key) => ({ post: (target, body) => visitor.post(target, body, { Authorization: `Bearer ${key}` }), get: (target) => visitor.get(target, { Authorization: `Bearer ${key}` }) });
  const kiosk = machine(made.json.key);
  assert.equal((await kiosk.post(`/api/v1/points/${point}/status-reports`, { status: 'working' })).status, 201);
  assert.equal((await kiosk.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' })).status, 403, 'not what it is for');
  assert.equal((await kiosk.post('/api/v1/points/pasvalys-eso/status-reports', { status: 'working' })).status, 403, 'not its owner’s');
  assert.equal((await kiosk.post('/api/v1/keys', { name: 'Child', actions: ['status'] })).status, 403, 'a key makes no key');
  const boss = await enrol(server, { role: 'library_manager', scope: 'anyksciu-vb', name: 'Boss' });
  const hand = machine((await boss.post('/api/v1/keys', { name: 'Hand', actions: ['people'] })).json.key);
  assert.equal((await hand.post('/api/v1/invitations', { kind: 'device', role: 'librarian', scope: branch, name: 'Phone' })).status, 403, 'nor a person, who may more than it');
  for (const list of ['sessions', 'devices']) assert.deepEqual((await kiosk.get(`/api/v1/${list}`)).json.items, [], 'nor does it see what else lets its owner in');
  await ona.post('/api/v1/keys', { name: 'Other', actions: ['status'] });
  assert.deepEqual((await kiosk.get('/api/v1/keys')).json.items.map((item) => item.name), ['Kiosk']);
  const listed = (await ona.get('/api/v1/keys')).json.items.find((item) => item.id === made.json.id);
  assert.deepEqual(listed.actions, ['read', 'status']);
  assert.equal(listed.prefix, made.json.key.split('.')[0]);
  assert.doesNotMatch(JSON.stringify(listed), new RegExp(made.json.key.split('.')[1]));
  for (const wrong of [made.json.key.slice(0, -1), made.json.key.split('.')[1], `${made.json.prefix}.`]) assert.equal((await machine(wrong).get('/api/v1/me')).status, 401);
  assert.equal((await ona.remove(`/api/v1/keys/${made.json.id}`)).status, 200);
  assert.equal((await kiosk.get('/api/v1/me')).status, 401);
  assert.deepEqual(problems(await ona.post('/api/v1/keys', { name: 'K', actions: ['everything'], days: 367 })).sort(), ['/actions choices', '/days integer']);
  assert.deepEqual(problems(await ona.post('/api/v1/keys', { name: ' K', actions: ['status'] })), ['/name line']);
  assert.deepEqual(problems(await ona.patch('/api/v1/me', { name: ' ' })), ['/name line']);
  assert.deepEqual(problems(await rasa.post('/api/v1/invitations', { kind: 'device', role: 'librarian', scope: branch, name: 'K ' })), ['/name line']);
  assert.equal((await ona.post('/api/v1/keys', { name: 'K', actions: ['read'] }, { 'Idempotency-Key': 'k' })).status, 201);
  assert.equal((await ona.post('/api/v1/keys', { name: 'K', actions: ['read'] }, { 'Idempotency-Key': 'k' })).status, 409, 'told once');
});

test('who has a passphrase shows it to make a key, so that a browser left open isn’t enough; guessing is slowed down', async () => {
  const rita = await enrol(server, { role: 'librarian', scope: branch, name: 'Rita' });
  await rita.put('/api/v1/me/passphrase', { passphrase: words });
  const make = (more) => rita.post('/api/v1/keys', { name: 'K', actions: ['read'], ...more });
  assert.deepEqual(problems(await make()), ['/present wrong_present']);
  assert.equal((await make({ present: words })).status, 201);
  const answers = [];
  for (let i = 0; i < 10; i++) answers.push(problems(await make({ present: 'not this one at all' }))[0]);
  assert.deepEqual([answers[0], answers.at(-1)], ['/present wrong_present', '/present wait']);
  assert.equal((await rita.get('/api/v1/keys')).json.items.length, 1);
  await server.sql('delete from people.attempt');
});

test('invitations that wait are listed without their links, and can be taken back', async () => {
  const made = await rasa.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: branch, name: 'Petras', email: 'petras@example.org' });
  const waiting = async (who) => (await who.get('/api/v1/invitations')).json.items.find((item) => item.id === made.json.id);
  const listed = await waiting(rasa);
  assert.equal(listed.branch, branch);
  assert.equal(listed.expired, false);
  assert.doesNotMatch(JSON.stringify(listed), new RegExp(made.json.link.split('/').at(-1)));
  assert.equal((await ona.get('/api/v1/invitations')).status, 403);
  assert.equal((await rasa.remove(`/api/v1/invitations/${made.json.id}`)).status, 200);
  assert.equal(await waiting(rasa), undefined);
  assert.equal(await accept(made.json.link), undefined);
  assert.equal((await rasa.remove(`/api/v1/invitations/${made.json.id}`)).status, 404);
});

test('people: one sees those whom it concerns, page by page', async () => {
  const all = (await admin.get('/api/v1/users')).json;
  assert.ok(all.items.length >= 4 && all.next === null);
  const pages = [];
  for (let after = ''; after !== null; ) {
    const page = (await admin.get(`/api/v1/users?limit=2${after && `&after=${after}`}`)).json;
    pages.push(...page.items);
    after = page.next;
  }
  assert.deepEqual(pages.map((item) => item.id), all.items.map((item) => item.id));
  const seen = (await rasa.get('/api/v1/users')).json.items;
  assert.ok(seen.some((item) => item.name === 'Ona' && item.yours && item.grants[0].yours));
  assert.ok(!seen.some((item) => item.name === 'Admin'));
  assert.equal(seen.find((item) => item.name === 'Rasa').self, true);
  assert.equal((await ona.get('/api/v1/users')).status, 403);
});

test('who is shut out is out at once; who comes back signs in anew', async () => {
  const lina = await enrol(server, { role: 'librarian', scope: branch, name: 'Lina' });
  const id = await idOf(lina);
  const out = await rasa.patch(`/api/v1/users/${id}`, { disabled: true });
  assert.equal(out.status, 200, out.text);
  assert.ok(out.json.disabled_at);
  assert.equal((await lina.get('/api/v1/me')).status, 401);
  assert.equal((await rasa.patch(`/api/v1/users/${id}`, { disabled: false })).json.disabled_at, null);
  assert.equal((await lina.get('/api/v1/me')).status, 401);
  assert.equal((await rasa.patch(`/api/v1/users/${await idOf(rasa)}`, { disabled: true })).status, 403, 'not oneself');
});

test('who has a role elsewhere too isn’t one’s to shut out, nor are their sessions', async () => {
  const both = await enrol(server, { role: 'admin', name: 'Both' });
  const id = await idOf(both);
  await server.sql(`insert into people.grant (user_id, role, branch_id) select $1, 'librarian', id from branch where code = $2`, [id, branch]);
  const seen = (await rasa.get('/api/v1/users')).json.items.find((item) => item.id === id);
  assert.equal(seen.yours, false);
  assert.equal((await rasa.patch(`/api/v1/users/${id}`, { disabled: true })).status, 404);
  assert.equal((await rasa.get(`/api/v1/sessions?user=${id}`)).status, 404);
  assert.equal((await rasa.remove(`/api/v1/sessions/${(await sessions(both))[0].id}`)).status, 404);
  const role = (name) => seen.grants.find((grant) => grant.role === name);
  assert.equal((await rasa.remove(`/api/v1/users/${id}/grants/${role('admin').id}`)).status, 404);
  assert.equal((await rasa.remove(`/api/v1/users/${id}/grants/${role('librarian').id}`)).status, 200, 'the role there is');
});

test('a role that is taken away is gone with the next request', async () => {
  const tomas = await enrol(server, { role: 'librarian', scope: branch, name: 'Tomas' });
  const report = () => tomas.post(`/api/v1/points/${point}/status-reports`, { status: 'working' });
  assert.equal((await report()).status, 201);
  const id = await idOf(tomas);
  const { grants } = (await rasa.get('/api/v1/users')).json.items.find((item) => item.id === id);
  assert.equal((await rasa.remove(`/api/v1/users/${id}/grants/${grants[0].id}`)).status, 200);
  assert.equal((await report()).status, 403);
});

test('one changes one’s own name and language', async () => {
  const answer = await ona.patch('/api/v1/me', { name: 'Ona Onaitė', language: 'lt' });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.name, answer.json.language], ['Ona Onaitė', 'lt']);
  assert.equal((await ona.patch('/api/v1/me', { language: 'en' })).json.name, 'Ona Onaitė');
  assert.deepEqual(problems(await ona.patch('/api/v1/me', { language: 'xx', role: 'admin' })).sort(), ['/language choice', '/role unknown_member']);
});

test('the second factor: tied by a code, asked for at sign-in, each code once, taken away with the passphrase', async () => {
  const vera = await enrol(server, { role: 'librarian', scope: branch, name: 'Vera' });
  await vera.put('/api/v1/me/passphrase', { passphrase: words });
  const target = '/en/staff/account/second-factor';
  const page = (await vera.get(target)).text;
  const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(page)[1];
  assert.match(page, new RegExp(`otpauth://totp/Branchlight:vera[^?]*%40example.org\\?secret=${secret}&amp;issuer=Branchlight`));
  const tie = (code, present = words) => vera.post(target, new URLSearchParams({ secret, code, present }));
  for (const wrong of ['', '12345', '1234567', codeOf(secret, 5)]) assert.equal((await tie(wrong)).status, 422, wrong);
  assert.equal((await server.sql('select totp_secret from people.user where email = $1', [vera.email]))[0].totp_secret, null);
  const code = codeOf(secret);
  const open = await tie(code, 'not this one at all');
  assert.equal(open.status, 422, 'a browser left open is not enough');
  assert.match(open.text, /id="present-error"/);
  assert.equal((await tie(`${code.slice(0, 3)} ${code.slice(3)}`)).status, 303);
  assert.equal((await tie(codeOf(secret, 1))).status, 403, 'there is one already');

  const signIn = (more) => visitor.post('/api/v1/sessions', { email: vera.email, passphrase: words, ...more });
  assert.deepEqual(problems(await signIn()), ['/code code_required']);
  assert.deepEqual(problems(await signIn({ code })), ['/code wrong_code'], 'used when it was tied');
  const next = codeOf(secret, 1);
  const answers = await Promise.all([1, 2, 3].map(() => signIn({ code: next })));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 422, 422], 'whoever races for it');
  assert.deepEqual(problems(await visitor.post('/api/v1/sessions', { email: vera.email, passphrase: 'not this one at all', code: codeOf(secret, 1) })), ['/passphrase wrong_passphrase']);
  const form = await visitor.post('/en/staff/sign-in', new URLSearchParams({ email: vera.email, passphrase: words }));
  assert.equal(form.status, 422);
  assert.match(form.text, /id="code-error">This account needs a code/);

  await server.sql('delete from people.attempt'); // ten at once are all that an account may
  const remove = (present) => vera.post(`${target}/remove`, new URLSearchParams({ present }));
  assert.equal((await remove('not this one at all')).status, 422);
  assert.equal((await remove(words)).status, 303);
  assert.equal((await signIn()).status, 201);
});

test('the second factor through the API: begun, confirmed, asked for by sessions, taken away; its secret is told once', async () => {
  const at = '/api/v1/me/second-factor';
  const gita = await enrol(server, { role: 'librarian', scope: branch, name: 'Gita' });
  await gita.put('/api/v1/me/passphrase', { passphrase: words });
  assert.equal((await gita.get('/api/v1/me')).json.second_factor, false);
  const begun = await gita.post(at, {}, { 'Idempotency-Key': 'begin' });
  assert.equal(begun.status, 201, begun.text);
  const { secret, uri } = begun.json;
  assert.match(uri, new RegExp(`^otpauth://totp/Branchlight:gita[^?]*%40example.org\\?secret=${secret}&issuer=Branchlight$`));
  assert.equal((await gita.post(at, {}, { 'Idempotency-Key': 'begin' })).status, 409, 'told once');
  const kept = JSON.stringify(await server.sql(`select to_jsonb(r) as row from idempotent_reply r union all select to_jsonb(e) from audit_entry e union all select to_jsonb(u) from people.user u`));
  assert.ok(!kept.includes(secret) && !(server.output.stdout + server.output.stderr).includes(secret), 'and nowhere kept');

  const signIn = (more) => visitor.post('/api/v1/sessions', { email: gita.email, passphrase: words, ...more });
  assert.equal((await signIn()).status, 201, 'not in force yet');
  const confirm = (body) => gita.post(`${at}/confirmation`, body);
  assert.deepEqual(problems(await confirm({})).sort(), ['/code required', '/secret required']);
  assert.deepEqual(problems(await confirm({ secret: 'JBSWY3DP', code: '123456' })), ['/secret factor_secret']);
  assert.deepEqual(problems(await confirm({ secret, code: codeOf(secret, 5) })), ['/code wrong_code']);
  const code = codeOf(secret);
  assert.deepEqual(problems(await confirm({ secret, code })), ['/present wrong_present'], 'a browser left open is not enough');
  const confirmed = await confirm({ secret, code, present: words });
  assert.equal(confirmed.status, 201, confirmed.text);
  assert.equal(confirmed.json.second_factor, true);
  const again = await confirm({ secret, code: codeOf(secret, 1), present: words });
  assert.equal(again.status, 409);
  assert.match(again.text, /Take it away first/);

  assert.deepEqual(problems(await signIn()), ['/code code_required']);
  assert.deepEqual(problems(await signIn({ code })), ['/code wrong_code'], 'it was used to confirm');
  assert.equal((await signIn({ code: codeOf(secret, 1) })).status, 201);
  assert.match((await gita.get('/en/staff/account')).text, /second-factor\/remove/, 'the page knows it too');

  const remove = (body) => gita.post(`${at}/removal`, body);
  assert.deepEqual(problems(await remove({})), ['/present wrong_present']);
  assert.deepEqual(problems(await remove({ code: codeOf(secret, 1) })), ['/present wrong_present'], 'a code is no passphrase');
  const removed = await remove({ present: words });
  assert.equal(removed.status, 201, removed.text);
  assert.equal(removed.json.second_factor, false);
  assert.equal((await signIn()).status, 201);
});

test('a second factor without a passphrase is taken away with a code; guessing is slowed down; a key has no say', async () => {
  const at = '/api/v1/me/second-factor';
  const jurga = await enrol(server, { role: 'librarian', scope: branch, name: 'Jurga' });
  const { key } = (await jurga.post('/api/v1/keys', { name: 'Kiosk', actions: ['read'] })).json;
  for (const [way, body] of [['', {}], ['/confirmation', { secret: 'A'.repeat(32), code: '123456' }], ['/removal', {}]])
    assert.equal((await visitor.post(at + way, body, { Authorization: `Bearer ${key}` })).status, 403, way);
  const { secret } = (await jurga.post(at, {})).json;
  const used = codeOf(secret);
  assert.equal((await jurga.post(`${at}/confirmation`, { secret, code: used })).status, 201);
  assert.match((await jurga.get('/en/staff/account')).text, /<input type="text" id="code" name="code"/, 'the page asks for the code as well');
  assert.deepEqual(problems(await jurga.post(`${at}/removal`, {})), ['/code code_required']);
  assert.deepEqual(problems(await jurga.post(`${at}/removal`, { code: used })), ['/code wrong_code'], 'it was used to confirm');
  const answers = [];
  for (let i = 0; i < 10; i++) answers.push(problems(await jurga.post(`${at}/removal`, { code: '000000' }))[0]);
  assert.deepEqual([answers[0], answers.at(-1)], ['/code wrong_code', '/code wait']);
  await server.sql('delete from people.attempt');
  assert.equal((await jurga.post('/en/staff/account/second-factor/remove', new URLSearchParams({ code: codeOf(secret, 1) }))).status, 303);
  assert.equal((await jurga.get('/api/v1/me')).json.second_factor, false);
});

test('an address that no letter could reach is refused by its look', async () => {
  const look = async (email) => (problems(await visitor.post('/api/v1/sessions', { email, passphrase: words })))[0];
  const local = 'x'.repeat(64), domain = `${'y'.repeat(63)}.${'z'.repeat(63)}.lt`;
  for (const email of ['ona@vb.lt', 'Ona.Onaite@VB.lt', 'o+b@x-y.example.org', `${local}@vb.lt`, `o@${domain}`, "o'neill@vb.lt", 'ona@xn--vb-1ka.lt'])
    assert.equal(await look(email), '/passphrase wrong_passphrase', email);
  for (const email of ['', 'ona', '@vb.lt', 'ona@', 'ona@vb', 'ona@vb.l', '.ona@vb.lt', 'ona.@vb.lt', 'o..na@vb.lt', 'ona@.vb.lt', 'ona@vb..lt', 'ona@vb.lt.', 'ona@-vb.lt', 'ona@vb-.lt',
    'ona@v_b.lt', 'ona@@vb.lt', 'o@na@vb.lt', 'o na@vb.lt', 'onė@vb.lt', 'ona@vė.lt', 'ona@[127.0.0.1]', '"ona"@vb.lt', 'a,b@vb.lt', `x${local}@vb.lt`, `${local}@${domain}.${domain}`])
    assert.equal(await look(email), '/email email', JSON.stringify(email));
});

test('a coordinator names managers of the utility’s libraries, and may be one; of nothing else', async () => {
  const rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  const self = (role, scope) => rasa.post('/api/v1/invitations', { kind: 'person', role, scope, name: 'Rasa', email: rasa.email });
  const made = await self('library_manager', 'anyksciu-vb');
  assert.equal(made.status, 201, made.text);
  // Signed in she is shown the link that opens nothing to others.
  assert.equal((await rasa.post(new URL(made.json.link).pathname, new URLSearchParams())).status, 303);
  assert.deepEqual((await rasa.get('/api/v1/me')).json.grants.map(({ role }) => role).sort(), ['coordinator', 'library_manager']);
  await server.sql(`insert into organization (code, kind, name, name_language, country) values ('kita-biblioteka', 'library', 'Kita biblioteka', 'lt', 'LT')`);
  await server.sql(`insert into library (code, organization_id) select 'kita-vb', id from organization where code = 'kita-biblioteka'`);
  for (const [role, scope] of [['library_manager', 'kita-vb'], ['coordinator', 'lesto'], ['admin']]) {
    const refused = await self(role, scope);
    assert.equal(refused.status, 422, role);
    assert.equal(refused.json.errors[0].code, 'not_yours_to_give');
  }
});
