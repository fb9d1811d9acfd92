// SPDX-License-Identifier: Apache-2.0
//
// Mail that follows what happens: followers ask, confirm and leave; news is told once, together, and not for what is no news; staff
// are reminded before what they said lapses, and thanked when a fault is fixed.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { startSmtp } from '../support/smtp.mjs';
import { enrol, person, toNoon } from '../support/staff.mjs';

let server, post, visitor, ona;
const point = 'anyksciai-eso', branch = 'lt-anyksciai';
const followers = `/api/v1/points/${point}/followers`;
const form = (fields) => new URLSearchParams(fields);
const minutes = 60_000;
const clock = (later) => new Date(Date.now() + later).toISOString();

before(async () => {
  post = await startSmtp();
  server = await startServer({ demo: true, parameters: [`--mail-server=smtp://127.0.0.1:${post.port}`, '--mail-from=registras@example.org'] });
  await toNoon(server, branch); // no day ends while jobs run ahead
  visitor = person(server);
  ona = await enrol(server, { role: 'librarian', scope: branch, name: 'Ona' });
});
after(async () => {
  await server?.stop();
  await post?.stop();
});
beforeEach(async () => {
  await server.sql('delete from people.attempt');
  await server.sql('delete from people.follower');
  await server.sql(`delete from people.mail`);
});

const ask = (email, language = 'en', target = followers) => visitor.post(target, { email, language });
const letterTo = (to, about = /./) => post.next((letter) => letter.to === to && about.test(letter.headers.subject) && !letter.read && (letter.read = true));
const mails = (template) => server.sql('select email, language, texts from people.mail where template = $1 order by id', [template]);
// The job as it runs some time from now; what it wrote is sent at once.
const job = async (name, later) => {
  const [{ done }] = await server.sql(`with clock as materialized (select set_config('branchlight.now', $1, true)) select people.${name}() as done from clock`, [clock(later)]);
  await server.sql('update people.mail set due_at = now() where sent_at is null');
  await server.sql('notify branchlight_mail');
  return Number(done);
};
const report = async (status, more = {}) => {
  const made = await ona.post(`/api/v1/points/${point}/status-reports`, { status, ...more });
  assert.equal(made.status, 201, made.text);
  return made.json;
};
const follow = async (email, language, target) => {
  assert.equal((await ask(email, language, target)).status, 201);
  const { link } = await letterTo(email, /Confirm|Patvirtinkite/);
  assert.equal((await visitor.post(link, form({}))).status, 303);
  return link;
};

test('a branch’s page leads to the news by mail, where mail is sent', async () => {
  const html = await (await fetch(new URL('lt/branches/lt-pasvalys', server.url))).text();
  assert.match(html, /<a class="btn" href="\/lt\/branches\/lt-pasvalys\/follow">Naujienos el\. paštu<\/a>/);
});

test('a follower asks, opens the link, confirms; until then nothing is sent', async () => {
  const asked = await ask('ada@example.org', 'lt');
  assert.equal(asked.status, 201, asked.text);
  assert.deepEqual(asked.json, { point, email: 'ada@example.org', language: 'lt' });
  assert.match(asked.headers.get('ratelimit-policy'), /^"point";q=12;w=3600, "network"/);
  const letter = await letterTo('ada@example.org');
  assert.match(letter.headers.subject, /^Patvirtinkite naujienas: .*Energijos skirstymo operatorius/);
  assert.match(letter.link, new RegExp(`^${server.url}lt/follow/[A-Za-z0-9_-]{43}$`));
  assert.equal(letter.headers['list-unsubscribe'], undefined);
  for (let i = 0; i < 2; i++) assert.match((await visitor.get(letter.link)).text, /<button class="btn main full">Patvirtinti<\/button>/, 'looking changes nothing');
  assert.equal((await server.sql('select confirmed_at from people.follower'))[0].confirmed_at, null);
  await report('out_of_order');
  assert.equal(await job('followers_tell', 11 * minutes), 0, 'nobody has confirmed');
  await report('working');
  const confirmed = await visitor.post(letter.link, form({}));
  assert.equal(confirmed.status, 303, confirmed.text);
  assert.match((await visitor.get(confirmed.headers.get('location'))).text, /Naujienos užsakytos/);
  assert.equal((await visitor.post(letter.link, form({}))).status, 303, 'twice is once');
  const everything = JSON.stringify(await server.sql('select l, (select json_agg(m) from people.mail m) as mail, (select json_agg(f) from people.follower f) as f from people.follower_link l'));
  assert.ok(!everything.includes(letter.link.split('/').at(-1)), 'hashes only');
});

test('the answer is the same whether an address follows already, and nobody’s letter-box is filled', async () => {
  await follow('bea@example.org', 'en');
  const [known, unknown] = [await ask('bea@example.org'), await ask('cid@example.org')];
  assert.equal(known.status, unknown.status);
  assert.equal(known.text.replace('bea', 'cid'), unknown.text);
  assert.match((await letterTo('bea@example.org', /already/)).body, /you get it already/);
  for (let i = 0; i < 6; i++) assert.equal((await ask('cid@example.org')).status, 201);
  assert.equal((await server.sql(`select from people.mail where email = 'cid@example.org'`)).length, 3, 'an address gets three an hour');
  const answers = [];
  for (let i = 0; i < 5; i++) answers.push(await ask(`flood.${i}@example.org`));
  assert.equal(answers.at(-1).status, 429);
  assert.ok(Number(answers.at(-1).headers.get('retry-after')) > 0);
});

test('what can’t be followed is told', async () => {
  assert.equal((await ask('ada@example.org', 'en', '/api/v1/points/none/followers')).status, 404);
  assert.equal((await ask('ada@example.org', 'en', '/api/v1/branches/none/followers')).status, 404);
  assert.deepEqual((await visitor.post(followers, {})).json.errors.map(({ pointer, code }) => [pointer, code]), [['/email', 'required']]);
  assert.equal((await ask('no address')).status, 422);
  assert.equal((await ask('ada@example.org', 'xx')).status, 422);
  assert.equal((await visitor.post(followers, { email: 'ada@example.org' }, { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  assert.deepEqual((await ask('ada@example.org', 'en', `/api/v1/branches/${branch}/followers`)).json, { branch, email: 'ada@example.org', language: 'en' });
});

test('news is another status, once; confirmations and what was undone are none', async () => {
  await report('working');
  await follow('dan@example.org', 'en');
  await report('working', { note: 'again' });
  assert.equal(await job('followers_tell', 11 * minutes), 0, 'a confirmation is no news');
  const wrong = await report('out_of_order');
  assert.equal(await job('followers_tell', 5 * minutes), 0, 'it can be undone still');
  assert.equal((await ona.post(`/api/v1/points/${point}/status-reports`, { undoes: wrong.id })).status < 300 || (await ona.remove(`/api/v1/status-reports/${wrong.id}`)).status < 300, true);
  assert.equal(await job('followers_tell', 11 * minutes), 0, 'a wrong tap is no news');
  await report('out_of_order');
  assert.equal(await job('followers_tell', 11 * minutes), 1);
  assert.equal(await job('followers_tell', 12 * minutes), 0, 'told once');
  const letter = await letterTo('dan@example.org', /Out of order/);
  assert.match(letter.headers.subject, /^Out of order: .*Energijos skirstymo operatorius/);
  assert.match(letter.body, /^\d{4}-\d\d-\d\d \d\d:\d\d, .*Energijos skirstymo operatorius.*: Out of order\r?$/m);
  assert.match(letter.body, new RegExp(`${server.url}en/branches/${branch}`));
  assert.match(letter.headers['list-unsubscribe'], new RegExp(`^<${server.url}en/leave/[A-Za-z0-9_-]{43}>$`));
  assert.equal(letter.headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
  assert.equal(letter.headers['list-unsubscribe'], `<${letter.link}>`);
  assert.match(letter.headers.precedence ?? letter.headers['auto-submitted'], /auto-generated/);
});

test('one message an hour tells together what came meanwhile', async () => {
  await report('working');
  await follow('eva@example.org', 'lt');
  await report('out_of_order');
  assert.equal(await job('followers_tell', 11 * minutes), 1);
  await letterTo('eva@example.org', /Neveikia/);
  await report('limited');
  await report('working');
  assert.equal(await job('followers_tell', 30 * minutes), 0, 'within the hour');
  assert.equal(await job('followers_tell', 72 * minutes), 1);
  const letter = await letterTo('eva@example.org', /Veikia/);
  assert.match(letter.body, /: Veikia iš dalies\r?\n.*: Veikia\r?$/m);
  await report('out_of_order');
  await report('working');
  assert.equal(await job('followers_tell', 200 * minutes), 0, 'what came and went is none');
});

test('closed today is news, and so is that it isn’t after all; who follows the branch is told once', async () => {
  await report('working');
  await follow('fin@example.org', 'en');
  await follow('fin@example.org', 'en', `/api/v1/branches/${branch}/followers`);
  assert.equal((await server.sql('select from people.follower')).length, 1, 'the branch, instead of its point');
  const closed = await ona.post(`/api/v1/branches/${branch}/today`, { cause: 'closed_today' });
  assert.equal(closed.status, 201, closed.text);
  assert.equal(await job('followers_tell', 11 * minutes), 1);
  assert.match((await letterTo('fin@example.org', /Closed today/)).headers.subject, /Closed today: Anykščių/);
  assert.equal((await ona.remove(`/api/v1/branches/${branch}/today/closed_today`)).status, 200);
  assert.equal(await job('followers_tell', 72 * minutes), 1);
  await letterTo('fin@example.org', /Open today after all/);
});

test('demonstration rows are never told', async () => {
  await report('working');
  await follow('gus@example.org', 'en');
  await server.sql(`insert into status_report (point_id, status, observed_at, valid_until, source_role, demo)
    select id, 'out_of_order', now(), date_trunc('minute', now()) + interval '1 day', 'system', true from point where code = $1`, [point]);
  assert.equal(await job('followers_tell', 11 * minutes), 0);
  await server.sql('delete from status_report where demo');
});

test('leaving: a page with a button, one click without it, and nothing is kept', async () => {
  await report('working');
  const leaveLink = async (email) => {
    await follow(email, 'en');
    await report('out_of_order');
    await job('followers_tell', 11 * minutes);
    const { link } = await letterTo(email, /Out of order/);
    await report('working');
    return link;
  };
  const kept = () => server.sql('select (select count(*) from people.follower)::int as f, (select count(*) from people.follower_link)::int as l, (select count(*) from people.follower_told)::int as t, (select count(*) from people.mail)::int as m');
  const link = await leaveLink('hal@example.org');
  assert.match((await visitor.get(link)).text, /<button class="btn main full">Send me no more<\/button>/);
  assert.equal((await server.sql('select from people.follower')).length, 1, 'looking changes nothing');
  const left = await visitor.post(link, form({}));
  assert.equal(left.status, 200);
  assert.match(left.text, /You have left/);
  assert.deepEqual(await kept(), [{ f: 0, l: 0, t: 0, m: 0 }]);
  assert.equal((await visitor.get(link)).status, 404);

  // As mail programs do it (RFC 8058): no cookie, no Origin, no Sec-Fetch-Site; either kind of form; never redirected.
  const clicks = [
    { body: 'List-Unsubscribe=One-Click', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    { body: '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } },
  ];
  for (const [i, click] of clicks.entries()) {
    await server.sql('delete from people.attempt');
    const one = await leaveLink(`click.${i}@example.org`);
    for (let again = 0; again < 2; again++) assert.equal((await fetch(one, { method: 'POST', redirect: 'manual', ...click })).status, 200);
    assert.deepEqual(await kept(), [{ f: 0, l: 0, t: 0, m: 0 }]);
  }
});

test('a link of one kind does nothing of the other, and expired ones nothing at all', async () => {
  const confirm = await follow('ida@example.org', 'en');
  await visitor.post(confirm.replace('/follow/', '/leave/'), form({}));
  assert.equal((await server.sql('select from people.follower')).length, 1);
  assert.equal((await visitor.post(confirm.replace('/follow/', '/links/'), form({}))).status, 404);
  await ask('jon@example.org');
  const { link } = await letterTo('jon@example.org');
  await server.sql(`update people.follower_link set expires_at = now() - interval '1 second'`);
  assert.equal((await visitor.get(link)).status, 404);
  assert.equal((await visitor.post(link, form({}))).status, 404);
});

test('an address that nobody confirms is gone after 48 hours; one that is confirmed stays', async () => {
  await follow('kai@example.org', 'en');
  await ask('lea@example.org');
  await letterTo('lea@example.org');
  assert.equal(await job('followers_purge', 47 * 60 * minutes), 0);
  assert.ok(await job('followers_purge', 49 * 60 * minutes) > 0);
  assert.deepEqual(await server.sql('select email from people.follower'), [{ email: 'kai@example.org' }]);
  assert.deepEqual(await mails('follow'), [{ email: 'kai@example.org', language: 'en', texts: {} }], 'and what was sent there');
});

test('the form: which points, an address, and the same page whatever comes', async () => {
  const page = `/en/branches/${branch}/follow`;
  assert.match((await visitor.get(page)).text, /type="email"/);
  const wrong = await visitor.post(page, form({ email: 'nonsense' }));
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /name="email"[^>]*aria-invalid="true"/);
  const sent = await visitor.post(page, form({ email: 'max@example.org', point: '' }));
  assert.equal(sent.status, 303, sent.text);
  assert.match((await visitor.get(sent.headers.get('location'))).text, /We have sent a link/);
  assert.ok((await letterTo('max@example.org')).link);
  assert.equal((await server.sql('select branch_id from people.follower'))[0].branch_id !== null, true);
  assert.equal((await visitor.post(page, form({ email: 'nel@example.org', point }))).status, 303);
  assert.equal((await server.sql(`select point_id from people.follower where email = 'nel@example.org'`))[0].point_id !== null, true);
  assert.equal((await visitor.get('/en/branches/none/follow')).status, 404);
});

test('a reminder before a confirmation lapses: once, to librarians, else to managers', async () => {
  const manager = await enrol(server, { role: 'library_manager', scope: 'anyksciu-vb', name: 'Vadovė', language: 'lt' });
  const lapses = (offset) => job('lapse_remind', offset);
  await report('working');
  const day = 24 * 60 * minutes;
  await server.sql(`delete from lapse_reminder`);
  assert.equal((await mails('lapse')).length, 0);
  await lapses(5.5 * day);
  assert.equal((await mails('lapse')).length, 0, 'not yet');
  await lapses(6.5 * day);
  await lapses(6.6 * day);
  const [mail, ...others] = await mails('lapse');
  assert.deepEqual([mail.email, others.length], [ona.email, 0]);
  const letter = await letterTo(ona.email, /still work/);
  assert.ok(letter.body.includes(`${server.url}en/staff/points/${point}`), letter.body);
  await report('working');
  await server.sql(`update people.user set disabled_at = now() where email = $1`, [ona.email]);
  await lapses(6.5 * day);
  assert.equal((await letterTo(manager.email, /Ar vis dar veikia/)).headers['content-language'], 'lt');
  await server.sql(`update people.user set disabled_at = null where email = $1`, [ona.email]);
  await report('out_of_order');
  await server.sql('delete from lapse_reminder');
  await server.sql('delete from people.mail');
  await lapses(6.5 * day);
  assert.equal((await mails('lapse')).length, 0, 'a fault is nothing to confirm');
  await report('working');
});

test('thanks when a fault is fixed: to who reported it, and to who follows', async () => {
  const rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  await follow('oli@example.org', 'en');
  await report('out_of_order');
  const made = await rasa.post('/api/v1/incidents', { point, part: 'printer' });
  assert.equal(made.status, 201, made.text);
  const works = { status: 'working', observed_at: clock(2000) };
  assert.equal((await rasa.post(`/api/v1/points/${point}/status-reports`, works)).status, 201);
  // Opened and verified within one second, to which reports are kept: the one that it works seems older than the fault.
  await server.sql(`update incident i set opened_at = r.observed_at + interval '6 ms', closed_at = r.observed_at + interval '50 ms'
                      from status_report r where r.id = i.verified_by_id and i.id = $1`, [made.json.id]);
  assert.equal(await job('incidents_thank', 5 * minutes), 0, 'it can be undone still');
  await job('incidents_thank', 11 * minutes);
  await job('incidents_thank', 12 * minutes);
  assert.deepEqual((await mails('fixed')).map(({ email }) => email), [ona.email], 'not to who saw it, once');
  const letter = await letterTo(ona.email, /^Fixed/);
  assert.match(letter.body, /The printer/);
  assert.equal(await job('followers_tell', 11 * minutes), 1);
  assert.match((await letterTo('oli@example.org')).body, /A fault was fixed/);
});

test('a server does all that by itself', async () => {
  await server.sql(`insert into people.follower (email, language, point_id, asked_at) select 'pia@example.org', 'en', id, now() - interval '49 hours' from point where code = $1`, [point]);
  const other = await startServer({ demo: true, database: server.database });
  try {
    await waitFor('the last of the jobs', async () => (await server.sql('select from people.follower')).length === 0);
    assert.doesNotMatch(other.output.stderr + other.output.stdout, /job_failed/);
  } finally {
    await other.stop();
  }
});
