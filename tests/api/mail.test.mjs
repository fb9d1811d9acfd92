// SPDX-License-Identifier: Apache-2.0
//
// Mail: what is written in a transaction is sent after it, to whom it is for; its links open what they are for, once.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createDatabase, startServer, waitFor } from '../support/server.mjs';
import { parseMessage, startSmtp } from '../support/smtp.mjs';
import { accept, enrol, person } from '../support/staff.mjs';

let server, post, rasa, visitor, greeting, sender;
const branch = 'lt-anyksciai', words = 'seven quiet herons cross';
const refused = new Map(); // address → what the mail server says
const form = (fields) => new URLSearchParams(fields);
const cookieOf = (answer) => answer.headers.get('set-cookie')?.split(';')[0];

before(async () => {
  post = await startSmtp({ answer: (to) => refused.get(to), sender: () => sender, greeting: () => greeting ?? '220 test' });
  server = await startServer({ demo: true, parameters: [`--mail-server=smtp://127.0.0.1:${post.port}`, '--mail-from=registras@example.org'] });
  visitor = person(server);
  rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa Ąžuolė' });
});
after(async () => {
  await server?.stop();
  await post?.stop();
});

const invite = (email, more = {}) => rasa.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: branch, name: 'Petras', email, language: 'lt', ...more });
const ask = (email) => visitor.post('/en/staff/sign-in/link', form({ email }));
const letterTo = (to, about = /./) => post.next((letter) => letter.to === to && about.test(letter.headers.subject) && !letter.read && (letter.read = true));

test('an invitation is mailed, in its language, with a link of its own that is good', async () => {
  const made = await invite('petras@example.org');
  assert.equal(made.status, 201, made.text);
  const letter = await letterTo('petras@example.org');
  assert.equal(letter.from, 'registras@example.org');
  assert.equal(letter.headers.from, 'Branchlight <registras@example.org>');
  assert.match(letter.headers.subject, /^Kvietimas: Anykščių/);
  assert.match(letter.headers['message-id'], /^<[0-9a-f-]{36}@example\.org>$/);
  assert.ok(Math.abs(Date.parse(letter.headers.date) - Date.now()) < 60_000);
  assert.equal(letter.headers['content-language'], 'lt');
  assert.match(letter.body, /Rasa Ąžuolė kviečia jus prižiūrėti savitarnos vietas/);
  assert.ok(letter.raw.split('\r\n').every((line) => line.length <= 76 && /^[\x20-\x7e]*$/.test(line)), 'seven bits, short lines');
  assert.notEqual(letter.link, made.json.link);
  assert.match(letter.link, new RegExp(`^${server.url}lt/invitations/[A-Za-z0-9_-]{43}$`));
  assert.equal((await visitor.get(letter.link)).status, 200);
  assert.ok(await accept(letter.link));
  assert.equal(await accept(made.json.link), undefined, 'one invitation, accepted once');
});

test('no secret of a link is in the database, sent or not', async () => {
  refused.set('later@example.org', '451 try again later');
  await invite('later@example.org');
  await waitFor('the try', async () => (await server.sql(`select from people.mail where email = 'later@example.org' and failure is not null`)).length === 1);
  const secret = (await (async () => (await invite('soon@example.org'), letterTo('soon@example.org')))()).link.split('/').at(-1);
  const everything = JSON.stringify(await server.sql('select m, (select json_agg(l) from people.link l) as links, (select json_agg(i) from people.invitation i) as invitations from people.mail m'));
  assert.ok(!everything.includes(secret));
});

test('an account that was opened for an address of somebody else’s ends when they come', async () => {
  const made = await invite('boss@example.org');
  const thief = person(server, await accept(made.json.link));
  assert.equal((await thief.put('/api/v1/me/passphrase', { passphrase: words })).status, 200);
  const { key } = (await thief.post('/api/v1/keys', { name: 'Later', actions: ['people'], present: words })).json;
  await letterTo('boss@example.org');
  await invite('boss@example.org', { role: 'coordinator', scope: 'eso' });
  const boss = person(server, await accept((await letterTo('boss@example.org')).link));
  assert.equal((await boss.get('/api/v1/me')).json.grants.length, 2);
  assert.equal((await thief.get('/api/v1/me')).status, 401);
  assert.equal((await visitor.get('/api/v1/me', { Authorization: `Bearer ${key}` })).status, 401);
  assert.equal((await visitor.post('/api/v1/sessions', { email: 'boss@example.org', passphrase: words })).status, 422);
  // From then on a link in mail is a way in like others.
  assert.equal((await boss.put('/api/v1/me/passphrase', { passphrase: `${words} again` })).status, 200);
  await ask('boss@example.org');
  assert.equal((await visitor.post((await letterTo('boss@example.org')).link, form({}))).status, 303);
  assert.equal((await boss.get('/api/v1/me')).status, 200);
  assert.equal((await visitor.post('/api/v1/sessions', { email: 'boss@example.org', passphrase: `${words} again` })).status, 201);
});

test('so does one whose owner asks for a link to sign in; a link sent to an old address is none', async () => {
  const thief = person(server, await accept((await invite('chief@example.org')).json.link));
  await letterTo('chief@example.org');
  await ask('chief@example.org');
  const { link } = await letterTo('chief@example.org');
  await server.sql(`update people.user set email = 'moved@example.org' where email = 'chief@example.org'`);
  assert.equal((await visitor.post(link, form({}))).status, 410);
  await server.sql(`update people.user set email = 'chief@example.org' where email = 'moved@example.org'`);
  assert.equal((await visitor.post(link, form({}))).status, 303);
  assert.equal((await thief.get('/api/v1/me')).status, 401);
});

test('who invites can’t open the account of somebody who is here already', async () => {
  const jonas = await enrol(server, { role: 'librarian', scope: branch, name: 'Jonas' });
  await jonas.put('/api/v1/me/passphrase', { passphrase: words });
  const made = await invite(jonas.email, { role: 'coordinator', scope: 'eso', language: 'en' });
  const refusedLink = await visitor.post(made.json.link, form({}));
  assert.equal(refusedLink.status, 403, refusedLink.text);
  assert.match(refusedLink.text, /sign in, then accept again/);
  assert.match(refusedLink.text, /href="\/en\/staff\/sign-in\?next=%2Fen%2Finvitations%2F/);
  const signed = await jonas.post(made.json.link, form({}));
  assert.equal(signed.status, 303, signed.text);
  assert.equal(cookieOf(signed), undefined, 'the session stays what it was');
  assert.equal((await jonas.get('/api/v1/me')).json.grants.length, 2);
  const again = await invite(jonas.email, { scope: 'lt-pasvalys' });
  const letter = await letterTo(jonas.email, /Pasvalio/);
  assert.ok(await accept(letter.link), 'who reads that address is who has the account');
  assert.ok(again);
});

test('a link that signs in: for who has an account, once, and the same answer for who hasn’t', async () => {
  const ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
  const [known, unknown] = [await ask(ona.email), await ask('nobody@example.org')];
  assert.equal(known.status, 200);
  assert.equal(known.text, unknown.text);
  const letter = await letterTo(ona.email);
  assert.match(letter.link, /\/en\/links\//);
  for (let i = 0; i < 2; i++) assert.match((await visitor.get(letter.link)).text, /You will be signed in as/, 'looking changes nothing');
  const uses = await Promise.all(Array.from({ length: 10 }, () => visitor.post(letter.link, form({}))));
  assert.deepEqual(uses.map((answer) => answer.status).sort(), [303, ...Array(9).fill(410)]);
  const session = person(server, cookieOf(uses.find((answer) => answer.status === 303)));
  assert.equal((await session.get('/api/v1/me')).json.email, ona.email);
  assert.equal((await visitor.get(letter.link)).status, 410);
  assert.equal(post.letters.some((one) => one.to === 'nobody@example.org'), false);
  assert.equal((await visitor.get('/en/links/nonsense')).status, 404);
});

test('a forgotten passphrase: the link lets one set a new one without it', async () => {
  const vita = await enrol(server, { role: 'librarian', scope: branch, name: 'Vita' });
  await vita.put('/api/v1/me/passphrase', { passphrase: words });
  await ask(vita.email);
  const session = person(server, cookieOf(await visitor.post((await letterTo(vita.email)).link, form({}))));
  assert.equal((await session.put('/api/v1/me/passphrase', { passphrase: 'nine slow trains depart' })).status, 200);
  assert.equal((await vita.get('/api/v1/me')).status, 401);
  await server.sql(`update people.credential set created_at = created_at - interval '31 minutes', expires_at = expires_at - interval '31 minutes' where by_mail`);
  assert.equal((await session.put('/api/v1/me/passphrase', { passphrase: words })).status, 422, 'for half an hour');
});

test('asking again and again fills nobody’s letter-box', async () => {
  const ieva = await enrol(server, { role: 'librarian', scope: branch, name: 'Ieva' });
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push((await ask(ieva.email)).text);
  assert.equal(new Set(answers).size, 1);
  assert.equal((await server.sql('select count(*) from people.mail where email = $1', [ieva.email]))[0].count, 3);
});

test('a new address is confirmed by a link that goes there, and the old one is told', async () => {
  const lina = await enrol(server, { role: 'librarian', scope: branch, name: 'Lina' });
  await lina.put('/api/v1/me/passphrase', { passphrase: words });
  const wanted = 'lina.nauja@example.org';
  assert.equal((await lina.put('/api/v1/me/email', { email: wanted, present: 'not this one at all' })).status, 422);
  assert.equal((await lina.put('/api/v1/me/email', { email: wanted, present: words })).json.email, lina.email, 'not yet');
  const letter = await letterTo(wanted);
  const used = await lina.post(letter.link, form({}));
  assert.equal(used.status, 303, used.text);
  assert.equal((await lina.get('/api/v1/me')).json.email, wanted);
  assert.match((await letterTo(lina.email)).body, /is lina\.nauja@example\.org/);
  assert.equal((await visitor.post(letter.link, form({}))).status, 410);
  const taken = await lina.put('/api/v1/me/email', { email: rasa.email, present: words });
  assert.equal(taken.status, 200, 'nobody is confirmed to be here');
  assert.equal((await server.sql(`select count(*) from people.mail where template = 'email_confirm' and email = $1`, [rasa.email]))[0].count, 0);
});

test('an expired invitation: a new link goes to its address, never to who asks', async () => {
  const made = await invite('renata@example.org');
  const first = await letterTo('renata@example.org');
  await server.sql(`update people.invitation set expires_at = now() - interval '1 second' where email = 'renata@example.org'`);
  for (const link of [made.json.link, first.link]) assert.match((await visitor.get(link)).text, /Send me a new link|Atsiųskite naują nuorodą/);
  const asked = await visitor.post(`${made.json.link}/renew`, form({}));
  assert.equal(asked.status, 303);
  const second = await letterTo('renata@example.org');
  assert.ok(!(await visitor.get(asked.headers.get('location'))).text.includes(second.link));
  await visitor.post(`${made.json.link}/renew`, form({}));
  assert.equal((await server.sql(`select count(*) from people.mail where email = 'renata@example.org'`))[0].count, 2, 'once for each');
  assert.ok(await accept(second.link));
});

test('what isn’t taken is tried again with growing pauses, and given up after three days or a plain no', async () => {
  const state = async (email) => (await server.sql(`select tries, sent_at, failed_at, failure, round(extract(epoch from due_at - now()) / 60)::integer as pause from people.mail where email = $1`, [email]))[0];
  const tried = (email, tries) => waitFor(`try ${tries}`, async () => {
    const row = await state(email);
    return row.tries === tries && (row.failure || row.sent_at) && row;
  });
  const again = (email, more = '') => server.sql(`update people.mail set due_at = now(), failure = null ${more} where email = '${email}'; notify branchlight_mail`);
  refused.set('busy@example.org', '451 try again later');
  await invite('busy@example.org');
  assert.equal((await tried('busy@example.org', 1)).pause, 1);
  await again('busy@example.org');
  assert.equal((await tried('busy@example.org', 2)).pause, 2);
  await again('busy@example.org');
  assert.equal((await tried('busy@example.org', 3)).pause, 4);
  refused.delete('busy@example.org');
  await again('busy@example.org');
  assert.ok((await tried('busy@example.org', 4)).sent_at);
  assert.ok(await accept((await letterTo('busy@example.org')).link));

  refused.set('never@example.org', '451 try again later');
  await invite('never@example.org');
  await tried('never@example.org', 1);
  await again('never@example.org', `, created_at = now() - interval '73 hours'`);
  assert.ok((await waitFor('giving up', async () => ((await state('never@example.org')).failed_at ? state('never@example.org') : undefined))).failure);
  refused.set('gone@example.org', '550 no such user');
  await invite('gone@example.org');
  assert.ok((await waitFor('giving up', async () => ((await state('gone@example.org')).failed_at ? state('gone@example.org') : undefined))).failure);
});

test('what the mail server says of us, and not of an address, gives no message up', async () => {
  const row = (email) => waitFor('the try', async () => (await server.sql('select failed_at, failure from people.mail where email = $1 and failure is not null', [email]))[0]);
  try {
    greeting = '554 your address is on a list';
    post.cut();
    await invite('greeted@example.org');
    assert.deepEqual({ ...(await row('greeted@example.org')), failure: '' }, { failed_at: null, failure: '' });
    greeting = undefined;
    sender = '550 no such sender';
    await invite('sent@example.org');
    assert.deepEqual(await row('sent@example.org'), { failed_at: null, failure: 'MAIL failed: 550' });
    sender = undefined;
    refused.set('policy@example.org', '554 not today');
    await invite('policy@example.org');
    assert.deepEqual(await row('policy@example.org'), { failed_at: null, failure: 'RCPT failed: 554' });
  } finally {
    greeting = sender = undefined;
  }
});

test('no message goes out with a link that the database doesn’t know', async () => {
  await server.sql(`alter table people.link add constraint link_closed check (email <> 'dead@example.org')`);
  await invite('dead@example.org');
  const [row] = await waitFor('the try', async () => {
    const found = await server.sql(`select sent_at, failed_at, failure from people.mail where email = 'dead@example.org' and failure is not null`);
    return found.length && found;
  });
  assert.match(row.failure, /^its link can't be noted: /);
  assert.deepEqual([row.sent_at, row.failed_at], [null, null]);
  assert.equal(post.letters.some(({ to }) => to === 'dead@example.org'), false);
  await server.sql(`alter table people.link drop constraint link_closed; update people.mail set due_at = now() where email = 'dead@example.org'; notify branchlight_mail`);
  assert.ok(await accept((await letterTo('dead@example.org')).link));

  // The message goes between its taking and its sending: with an invitation that is revoked, or a follower who leaves.
  const [{ kept }] = await server.sql(`select pg_get_functiondef('people.mail_link(uuid, bytea)'::regprocedure) as kept`);
  await server.sql(kept.replace(/\bbegin\b/, 'begin delete from people.mail m where m.id = wanted;'));
  await invite('leaves@example.org');
  await waitFor('the message to go', async () => (await server.sql(`select from people.mail where email = 'leaves@example.org'`)).length === 0);
  await server.sql(kept);
  await invite('stays@example.org');
  await letterTo('stays@example.org');
  assert.equal(post.letters.some(({ to }) => to === 'leaves@example.org'), false);
});

test('nothing in names becomes a header', async () => {
  const name = 'Eve\u2028Bcc: evil@example.org';
  const made = await invite('eve@example.org', { name, language: 'en' });
  assert.equal(made.status, 201, made.text);
  const letter = await letterTo('eve@example.org');
  assert.equal(letter.headers.bcc, undefined);
  for (const email of ['a@example.org\r\nBcc: b@example.org', 'a@example.org, b@example.org', '<a@example.org>']) assert.equal((await invite(email)).status, 422, JSON.stringify(email));
  assert.equal((await invite('crlf@example.org', { name: 'X\r\nBcc: y@example.org' })).status, 422);
});

test('without a mail server messages are files that only the server’s user reads, and it says so', async () => {
  const plain = await startServer({ demo: true });
  try {
    assert.match(plain.output.stdout, /No mail server is set \(mail-server\): messages are kept as files in \S+\/mail\n/);
    const admin = await enrol(plain, { role: 'admin', name: 'Admin' });
    assert.match((await admin.get('/en/staff/people')).text, /No mail server is configured/);
    assert.doesNotMatch((await rasa.get('/en/staff/people')).text, /No mail server is configured/);
    await admin.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: branch, name: 'Ūla', email: 'ula@example.org', language: 'lt' });
    const folder = path.join(plain.state, 'mail');
    const [name] = await waitFor('the file', () => {
      const found = readdirSync(folder).filter((one) => one.endsWith('.eml'));
      return found.length && found;
    });
    assert.equal(statSync(path.join(folder, name)).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const raw = readFileSync(path.join(folder, name), 'utf8');
    assert.match(raw, /Sveiki, Ūla!/, 'readable as it is');
    assert.ok(await accept(parseMessage(raw).link));
  } finally {
    await plain.stop();
  }
});

test('credentials are a file’s, and stand in no log', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'branchlight-mail-'));
  const credentials = path.join(folder, 'mail');
  chmodSync(folder, 0o755);
  writeFileSync(credentials, 'registras\nMarker-password\n', { mode: 0o644 });
  const one = await startServer({ demo: true, parameters: [`--mail-server=smtp://127.0.0.1:${post.port}`, '--mail-from=registras@example.org', `--mail-credentials=${credentials}`] });
  try {
    const admin = await enrol(one, { role: 'admin', name: 'Admin' });
    await admin.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: branch, name: 'A', email: 'auth@example.org' });
    await letterTo('auth@example.org');
    assert.deepEqual(post.credentials, ['registras', 'Marker-password']);
  } finally {
    await one.stop();
    rmSync(folder, { recursive: true });
  }
  assert.doesNotMatch(one.output.stdout + one.output.stderr, /Marker-password/);
});

test('of two instances one sends, and the other goes on when that is gone', async () => {
  const database = await createDatabase('demo');
  const parameters = [`--mail-server=smtp://127.0.0.1:${post.port}`, '--mail-from=registras@example.org'];
  const [one, two] = [await startServer({ demo: true, database, parameters }), await startServer({ demo: true, database, parameters })];
  try {
    const admin = await enrol(one, { role: 'admin', name: 'Admin' });
    const send = async (prefix) => {
      for (let i = 0; i < 5; i++) await person(two, admin.cookie).post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: branch, name: 'A', email: `${prefix}.${i}@example.org` });
      const sent = () => post.letters.filter(({ to }) => to.startsWith(`${prefix}.`)).map(({ to }) => to).sort();
      await waitFor('all of them', async () => sent().length >= 5 && (await database.sql('select from people.mail where sent_at is null')).length === 0);
      assert.equal(new Set(sent()).size, 5);
      assert.equal(sent().length, 5, 'each once');
    };
    await send('both');
    await one.stop();
    await send('other');
  } finally {
    await Promise.all([one.stop(), two.stop()]);
    await database.drop();
  }
});

test('a mail server that says nothing keeps nobody from stopping', async () => {
  const silent = await startSmtp({ mute: true });
  const one = await startServer({ demo: true, parameters: [`--mail-server=smtp://127.0.0.1:${silent.port}`, '--mail-from=registras@example.org'] });
  try {
    const admin = await enrol(one, { role: 'admin', name: 'Admin' });
    await admin.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: branch, name: 'A', email: 'silent@example.org' });
    await waitFor('the try', async () => (await one.sql('select from people.mail where tries = 1')).length === 1);
    const started = Date.now();
    await one.stop();
    assert.ok(Date.now() - started < 5000, `${Date.now() - started} ms`);
  } finally {
    await one.stop();
    await silent.stop();
  }
});

test('settings that can’t be right are refused with the remedy', async () => {
  for (const parameters of [['--mail-server=http://127.0.0.1:1', '--mail-from=a@example.org'], ['--mail-server=smtp://127.0.0.1:1'], ['--mail-server=smtp://127.0.0.1:1', '--mail-from=a@example.org', '--mail-credentials=/nowhere']])
    await assert.rejects(startServer({ database: server.database, parameters }), /mail-(server is|credentials)/);
});

test('personal data goes when its time is over, and what is in use stays', async () => {
  const database = await createDatabase('demo');
  const days = 86_400_000;
  const later = (offset) => database.sql(`alter database ${database.name} set branchlight.now = '${new Date(Date.now() + offset * days).toISOString()}'`);
  let one = await startServer({ demo: true, database });
  const counts = async () => (await database.sql(`select (select count(*) from people.mail) as mail, (select count(*) from people.link) as links,
    (select count(*) from people.invitation where email = 'marker@example.org') as invitations, (select count(*) from people.credential) as credentials,
    (select count(*) from people.attempt) as attempts, (select count(*) from idempotent_reply) as replies`))[0];
  try {
    const admin = await enrol(one, { role: 'admin', name: 'Admin' });
    const marker = await enrol(one, { role: 'librarian', scope: branch, name: 'Markerė' });
    await admin.post('/api/v1/keys', { name: 'Long', actions: ['read'], days: 366 });
    await admin.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: branch, name: 'Marker', email: 'marker@example.org' }, { 'Idempotency-Key': 'marker' });
    await person(one).post('/api/v1/sessions', { email: 'marker@example.org', passphrase: 'not this one at all' });
    await waitFor('the file', async () => (await database.sql('select from people.mail where sent_at is not null')).length > 0);
    const user = (await marker.get('/api/v1/me')).json.id;
    await marker.post('/api/v1/points/anyksciai-eso/status-reports', { status: 'working' });
    assert.equal((await admin.patch(`/api/v1/users/${user}`, { disabled: true })).status, 200);
    const full = await counts();
    assert.ok(Object.values(full).every((count) => count > 0), JSON.stringify(full));

    const restart = async (offset, what, gone) => {
      await one.stop();
      await later(offset);
      one = await startServer({ demo: true, database, parameters: [`--clock-offset=${offset * 86_400}`] });
      return waitFor(what, async () => (await gone(await counts())) && counts());
    };
    const week = await restart(8, 'mail to go', (now) => now.mail === 0 && now.attempts === 0 && now.replies === 0);
    assert.deepEqual([week.links, week.invitations, week.credentials], [full.links, full.invitations, full.credentials], 'not before their time');
    await restart(50, 'links, invitations and sessions to go', (now) => now.links === 0 && now.invitations === 0 && now.credentials === 1);
    assert.equal((await database.sql('select kind from people.credential'))[0].kind, 'key', 'what is still good stays');
    await restart(366 + 1, 'the person to go', async () => (await database.sql('select from people.user where id = $1 and email is null', [user])).length);
    const everything = JSON.stringify(await database.sql('select u, (select json_agg(i) from people.invitation i) as i, (select json_agg(m) from people.mail m) as m from people.user u'));
    assert.doesNotMatch(everything, /Marker|marker@/);
    assert.equal((await database.sql('select count(*) from status_report where user_id = $1', [user]))[0].count, 1, 'what was reported stays');
  } finally {
    await one.stop();
    await database.drop();
  }
});

test('a reminder’s page comes after signing in, by a passphrase or by a link in mail', async () => {
  const ona = await enrol(server, { scope: branch, name: 'Ona' });
  await ona.put('/api/v1/me/passphrase', { passphrase: words });
  const at = '/en/staff/points/anyksciai-eso?today=no_adviser', way = encodeURIComponent(at);
  const door = await visitor.get(at);
  assert.equal(door.status, 401);
  assert.ok(door.text.includes(`action="/en/staff/sign-in?next=${way}"`), 'the whole address');
  assert.ok(door.text.includes(`href="/en/staff/sign-in/link?next=${way}"`));
  const signed = await visitor.post(`/en/staff/sign-in?next=${way}`, form({ email: ona.email, passphrase: words }));
  assert.equal(signed.headers.get('location'), at, signed.text);
  const asking = await visitor.get(`/en/staff/sign-in/link?next=${way}`);
  assert.ok(asking.text.includes(`action="/en/staff/sign-in/link?next=${way}"`));
  await visitor.post(`/en/staff/sign-in/link?next=${way}`, form({ email: ona.email }));
  const { link } = await letterTo(ona.email);
  assert.match(link, /\/links\/[\w-]{43}[?]next=/);
  const page = await visitor.get(link);
  const action = /<form method="post" action="([^"]*links[^"]*)"/.exec(page.text)[1].replaceAll('&amp;', '&');
  assert.equal((await visitor.post(action, form({}))).headers.get('location'), at);
  // Nobody is led elsewhere, and what isn't a page of staff is none.
  for (const wrong of ['https://example.org/en/staff/', '//example.org/en/staff/', '/en/staff/../..//example.org', '/en/', '/en/staff/%0d%0aX']) {
    assert.equal((await visitor.post(`/en/staff/sign-in?next=${encodeURIComponent(wrong)}`, form({ email: ona.email, passphrase: words }))).headers.get('location'), '/en/staff/', wrong);
    assert.ok((await visitor.get(`/en/staff/sign-in/link?next=${encodeURIComponent(wrong)}`)).text.includes('action="/en/staff/sign-in/link"'), wrong);
  }
  await visitor.post('/en/staff/sign-in/link?next=https%3A%2F%2Fexample.org%2Fen%2Fstaff%2F', form({ email: ona.email }));
  assert.match((await letterTo(ona.email)).link, /\/links\/[\w-]{43}$/);
});
