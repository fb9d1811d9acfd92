// SPDX-License-Identifier: Apache-2.0
//
// Nobody is shown a way that is closed to them: for each role, from its first page outwards, every link of every page of staff is
// followed, and every form is sent as it stands.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { accept, enrol, invite, person } from '../support/staff.mjs';

const PAGES_MAX = 400;
const branch = 'lt-pasvalys', library = 'pasvalio-vb', point = 'pasvalys-eso';
const ALIKE_MAX = 12; // of pages of points, incidents and reports

let server;
const people = {};

before(async () => {
  server = await startServer({ demo: true, contract: false });
  const roles = [['admin'], ['coordinator', 'eso'], ['library_manager', library], ['librarian', branch], ['trainer', 'eso'], ['viewer', 'eso']];
  for (const [role, scope] of roles) people[role] = await enrol(server, { role, scope, name: `The ${role}`, language: 'lt' });
  people.both = await enrol(server, { role: 'viewer', scope: 'eso', name: 'Both', language: 'lt' });
  await server.sql(`insert into people.grant (user_id, role, branch_id) select $1, 'librarian', id from branch where code = $2`, [(await people.both.get('/api/v1/me')).json.id, branch]);
  people.device = person(server, await accept((await invite(server, { scope: branch, name: 'Desk phone', device: true, language: 'lt' })).link));
  // Something of each kind that pages lead to.
  await people.librarian.post(`/api/v1/points/${point}/status-reports`, { components: { printer: 'down' } });
  await fetch(new URL(`/api/v1/points/${point}/problem-reports`, server.url), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"about": "computer", "words": "Dark"}' });
  await fetch(new URL(`/api/v1/branches/${branch}/corrections`, server.url), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"field": "hours", "words": "Closed on Mondays"}' });
});
after(() => server?.stop());

const plain = (html) => html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const attribute = (tag, name) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** What a page's links lead to within the site, without fragments. */
function links(html, base) {
  const all = [...html.matchAll(/<a\b[^>]*>/g)].map(([tag]) => new URL(attribute(tag, 'href'), base));
  return all.filter(({ origin }) => origin === new URL(base).origin).map(({ pathname, search }) => pathname + search);
}

/** The page's forms that change something, each as a press of its first button sends it where nothing is filled in. */
function forms(html, base) {
  const all = [...html.matchAll(/<form\b[^>]*method="post"[^>]*>([\s\S]*?)<\/form>/g)];
  return all.filter(([form]) => form.includes('<button')).map(([form, inner]) => {
    const fields = [...inner.matchAll(/<input\b[^>]*type="hidden"[^>]*>|<button\b[^>]*name="[^>]*>/g)].map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')]);
    return { action: new URL(attribute(form, 'action') || base, base).pathname, fields: new URLSearchParams(fields.filter(([name], i) => fields.findIndex(([other]) => other === name) === i)) };
  });
}

/** An address without what tells alike pages apart. */
const kindOf = (target) => target.replace(/\?.*/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|(?<=history\/)\d+|(?<=points\/)[a-z0-9-]+/, '*');

/** Everything that `one` is led to: {pages: address → html, broken}. */
async function walk(one) {
  const waiting = ['/lt/staff/'], seen = new Map(waiting.map((target) => [target, 'the start'])), pages = new Map(), kinds = new Map(), broken = [];
  while (waiting.length > 0) {
    const target = waiting.shift();
    const answer = await one.get(target);
    if (answer.status >= 400) broken.push(`${answer.status} ${target} (on ${seen.get(target)})`);
    const goes = answer.status === 303 ? [new URL(answer.headers.get('location'), server.url).pathname] : [];
    const html = answer.headers.get('content-type')?.startsWith('text/html') ? answer.text : '';
    const isStaff = target.startsWith('/lt/staff/');
    if (isStaff) pages.set(target, html);
    for (const next of isStaff ? [...goes, ...links(html, server.url)] : []) {
      const kind = kindOf(next), alike = kinds.get(kind) ?? 0;
      if (seen.has(next) || alike >= ALIKE_MAX || next.startsWith('/en/')) continue;
      kinds.set(kind, alike + 1);
      seen.set(next, target);
      waiting.push(next);
    }
    if (pages.size > PAGES_MAX) throw new Error('more pages than expected');
  }
  return { pages, broken };
}

// Who may less comes first: whoever may more ends accesses.
for (const role of ['device', 'viewer', 'trainer', 'librarian', 'both', 'library_manager', 'coordinator', 'admin']) {
  test(`every link and form that is shown to this role is open to it: ${role}`, async () => {
    const one = people[role];
    const { pages, broken } = await walk(one);
    const sent = new Set();
    for (const [on, html] of pages) {
      for (const { action, fields } of forms(html, new URL(on, server.url))) {
        if (sent.has(`${kindOf(action)} ${[...fields.keys()]}`) || /sign-out$|\/access$/.test(action)) continue;
        sent.add(`${kindOf(action)} ${[...fields.keys()]}`);
        const { status } = await one.post(action, fields);
        if ([401, 403, 404].includes(status) || status >= 500) broken.push(`${status} POST ${action} (on ${on})`);
      }
    }
    assert.deepEqual(broken, []);
  });
}
