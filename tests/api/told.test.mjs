// SPDX-License-Identifier: Apache-2.0
//
// Who was told of a fault: the utility's coordinators, at once and once an outage; and the reporter sees the truth of it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { startSmtp } from '../support/smtp.mjs';
import { enrol } from '../support/staff.mjs';

let server, post, ona;
const branch = 'lt-anyksciai', point = 'anyksciai-eso';
const refused = new Map();
const form = (fields) => new URLSearchParams(fields);

before(async () => {
  post = await startSmtp({ answer: (to) => refused.get(to) });
  server = await startServer({ demo: true, parameters: [`--mail-server=smtp://127.0.0.1:${post.port}`, '--mail-from=registras@example.org'] });
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
});
after(async () => {
  await server?.stop();
  await post?.stop();
});
beforeEach(() => server.sql(`delete from people.mail where template in ('fault', 'fault_undone'); delete from fault_notice`));

const report = (said, who = ona) => who.post(`/api/v1/points/${point}/status-reports`, said);
const broken = { components: { computer: 'down' }, note: 'It smokes' };
const letters = () => server.sql(`select template, email, sent_at is not null as sent, failed_at is not null as failed from people.mail where template like 'fault%' order by created_at, email`);
const page = async (who = ona) => (await who.get(`/en/staff/points/${point}`)).text;
const told = (html) => /<div class="told-to small">(.*?)<\/div>/s.exec(html)?.[1].replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
const sent = (to) => waitFor(`the letter to ${to}`, async () => (await letters()).some(({ email, sent: gone }) => email === to && gone));

test('where the utility has no coordinator, it is said so, with its telephone', async () => {
  assert.equal(told(await page()), undefined, 'nothing is broken');
  await report(broken);
  assert.deepEqual(await letters(), []);
  assert.match(told(await page()), /^Nobody could be told: AB .* has no coordinator here Please call: AB .*, \d+$/);
  await report({ status: 'working' });
  assert.equal(told(await page()), undefined);
});

test('the coordinators are told at once, of an outage once; how many and when, never who', async () => {
  const people = [await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' }), await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Jonas' })];
  await report(broken);
  for (const { email } of people) {
    const letter = await post.next((one) => one.to === email && /^Out of order/.test(one.headers.subject));
    assert.match(letter.body, /Computer out of order/);
    assert.match(letter.body, /Note: It smokes/);
    assert.match(letter.body, /\/en\/staff\/attention\?kind=fault/);
  }
  await report({ components: { network: 'down' } });
  await report({ status: 'out_of_order' });
  assert.equal((await letters()).length, 2, 'a repeated report tells nobody again');
  const html = await page();
  assert.match(told(html), /^Told: 2 coordinators of AB .*, \d?\d:\d\d$/);
  for (const { email } of people) assert.ok(!html.includes(email));
  await report({ status: 'working' });
  await report(broken);
  assert.equal((await letters()).length, 4, 'another outage');
  await report({ status: 'working' });
  await report({ components: { printer: 'down' } });
  assert.equal((await letters()).length, 4, 'a printer isn’t urgent');
  await report(broken, people[0]);
  assert.deepEqual((await letters()).slice(4).map(({ email }) => email), [people[1].email], 'not who reports');
  await report({ status: 'working' });
});

test('what is undone isn’t sent any more; whom it reached, or may have reached, is told that it was a mistake', async () => {
  const [{ email }] = await server.sql(`select u.email from people.user u join people.grant g on g.user_id = u.id where g.role = 'coordinator' order by u.email limit 1`);
  await server.sql(`update people.user set disabled_at = now() where email <> $1 and id in (select user_id from people.grant where role = 'coordinator')`, [email]);
  const first = await report(broken);
  await sent(email);
  await report({ undoes: first.json.id });
  await post.next((one) => one.to === email && /^Taken back/.test(one.headers.subject));
  refused.set(email, '451 later');
  const second = await report(broken);
  await waitFor('the try', async () => (await server.sql(`select from people.mail where template = 'fault' and failure is not null`)).length === 1);
  await report({ undoes: second.json.id });
  assert.deepEqual((await letters()).filter(({ sent }) => !sent).map(({ template }) => template), ['fault_undone'], 'it may have come all the same');
  // What nobody has tried to send leaves no trace. (The lock is held by the instance that sends.)
  await server.sql(`alter table people.mail add constraint untried check (tries = 0) not valid`);
  await report({ status: 'working' });
  await server.sql('delete from people.mail; delete from fault_notice');
  const third = await report(broken);
  assert.deepEqual((await letters()).map(({ template }) => template), ['fault']);
  await report({ undoes: third.json.id });
  await server.sql('alter table people.mail drop constraint untried');
  assert.deepEqual(await letters(), []);
  assert.equal(told(await page()), undefined);
});

test('of two who report an outage, one who takes it back takes back no message', async () => {
  refused.clear();
  const [{ email }] = await server.sql(`select u.email from people.user u join people.grant g on g.user_id = u.id where g.role = 'coordinator' and u.disabled_at is null limit 1`);
  const other = await enrol(server, { role: 'librarian', scope: branch, name: 'Petras' });
  await report({ status: 'working' });
  await server.sql('delete from fault_notice');
  const first = await report(broken);
  await sent(email);
  const second = await report({ status: 'out_of_order' }, other);
  const before = await letters();
  await report({ undoes: first.json.id });
  assert.deepEqual(await letters(), before, 'it is out of order still');
  assert.match(told(await page(other)), /^Told: the coordinator of AB/);
  await report({ undoes: second.json.id }, other);
  await post.next((one) => one.to === email && /^Taken back/.test(one.headers.subject));
});

test('without a mail server nobody is told, and nothing says that somebody was', async (t) => {
  const silent = await startServer({ demo: true });
  t.after(() => silent.stop());
  const rasa = await enrol(silent, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  const librarian = await enrol(silent, { role: 'librarian', scope: branch, name: 'Ona' });
  await report(broken, librarian);
  assert.equal((await silent.sql("select from people.mail where template = 'fault'")).length, 1, 'it is written, as a file');
  const [{ id }] = await silent.sql(`with f as (insert into people.follower (email, language, point_id, confirmed_at) select 'follower@example.org', 'en', id, now() - interval '1 day' from point where code = '${point}' returning id)
    insert into people.follower_told (follower_id, point_id, status, observed_at, seen_at, told_at) select f.id, p.id, 'out_of_order', now(), now(), now() from f, point p where p.code = '${point}' returning follower_id as id`);
  assert.ok(id);
  assert.match(told(await page(librarian)), /^Nobody was told: this server doesn’t send mail yet Please call: AB .*, \d+$/);
  const attention = async (who) => (await who.get('/en/staff/attention?kind=unconfirmed')).text;
  assert.match(await attention(rasa), /This server doesn’t send mail yet: reminders stay/);
  const heard = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Birutė' });
  assert.match(await attention(heard), /name="every"/);
  assert.doesNotMatch(await attention(heard), /doesn’t send mail/);
  await server.sql(`delete from people.grant where user_id = (select id from people.user where email = $1)`, [heard.email]);
});

test('what couldn’t be delivered is no “told”; followers are counted once they were', async () => {
  const [{ email }] = await server.sql(`select u.email from people.user u join people.grant g on g.user_id = u.id where g.role = 'coordinator' and u.disabled_at is null`);
  refused.set(email, '550 no such person');
  await report(broken);
  await waitFor('the refusal', async () => (await letters()).some(({ failed }) => failed));
  assert.match(told(await page()), /^The message to 1 coordinator of AB .* couldn’t be delivered Please call/);
  await server.sql(`with f as (insert into people.follower (email, language, point_id, confirmed_at) select 'follower@example.org', 'en', id, now() - interval '1 day' from point where code = '${point}' returning id, point_id)
    insert into people.follower_told (follower_id, point_id, status, observed_at, seen_at, told_at) select id, point_id, 'out_of_order', now(), now(), now() from f`);
  assert.match(told(await page()), /Told by mail: 1 follower/);
  await server.sql(`update people.follower_told set told_at = now() - interval '1 day'`);
  assert.doesNotMatch(told(await page()), /follower/, 'of an outage before');
});

test('a report, its undo and what was said of today are told in the title, and to the live region', async () => {
  const title = (html) => /<title>(.*?)<\/title>/s.exec(html)[1];
  const after = async (target, fields) => {
    const sentForm = await ona.post(`/en/staff/points/${point}${target}`, form(fields));
    assert.equal(sentForm.status, 303, sentForm.text);
    return (await ona.get(sentForm.headers.get('location'))).text;
  };
  const works = await after('', { status: 'working' });
  assert.match(title(works), /^Saved: Works – /);
  assert.match(works, /<p data-said>Saved: Works<\/p>/);
  const undone = await after('', { undoes: /name="undoes" value="([^"]+)"/.exec(works)[1] });
  assert.match(title(undone), /^Taken back/);
  assert.match(undone, /<p data-said>Taken back/);
  assert.match(await after('/today', { cause: 'no_adviser' }), /<p data-said>Saved: no adviser today<\/p>/);
  assert.match(await after('/today', { undo: 'no_adviser' }), /<p data-said>Taken back/);
  assert.doesNotMatch(await page(), /data-said/);
});

test('a point that fails and works by turns fills nobody’s letter box', async () => {
  await server.sql('delete from fault_notice');
  const before = Number((await server.sql(`select count(distinct u.id) as count from people.grant g join people.user u on u.id = g.user_id where g.role = 'coordinator' and u.email is not null and u.disabled_at is null`))[0].count);
  assert.ok(before > 0);
  for (let i = 0; i < 6; i++) {
    assert.equal((await report({ status: 'working' })).status, 201);
    assert.equal((await report(broken)).status, 201);
  }
  assert.equal((await letters()).length, 3 * before, 'three outages an hour');
  assert.match(told(await page()), /^(Told: |The message to )/, 'it is told who was told of the one before');
  await server.sql(`update fault_notice set made_at = made_at - interval '61 minutes'`);
  await report({ status: 'working' });
  await report(broken);
  assert.equal((await letters()).length, 4 * before, 'later again');
});
