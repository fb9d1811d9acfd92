// SPDX-License-Identifier: Apache-2.0
//
// The site that the tests of every page look at: demonstration data on a Wednesday at twenty past ten, whatever day it is
// for the reader, so that what is open, late or cancelled is the same in each run. With a browser beside it.
import net from 'node:net';
import { createDatabase, startServer, waitFor } from '../support/server.mjs';
import { launchBrowser } from './browser.mjs';
import { pageNamed } from './list.mjs';
import { accept, enrol, invite, person } from '../support/staff.mjs';

const NOW = Date.parse('2027-03-10T10:20:00+02:00');
const RETIRED = 'lt-uzdaryta'; // a code that was given up

/** What the table's addresses need: one code for each state. Fails where the demonstration has none. */
async function codesOf(url) {
  const { items } = await (await fetch(new URL('api/v1/branches?limit=100', url))).json();
  const found = (what, fits) => {
    const item = items.find(fits);
    if (!item) throw new Error(`the demonstration has no branch that is ${what}`);
    return item;
  };
  const branch = (what, fits) => found(what, fits).code;
  const some = (fits) => (item) => item.points.some((point) => point.lifecycle === 'active' && fits(point));
  const pasvalys = items.find(({ code }) => code === 'lt-pasvalys');

  return {
    twoPoints: branch('of two points', ({ points }) => points.length > 1),
    outOfOrder: branch('out of order', some(({ status }) => status === 'out_of_order')),
    notConfirmed: branch('not confirmed', some(({ status }) => status === 'unknown')),
    planned: branch('planned', ({ points }) => points.some(({ lifecycle }) => lifecycle === 'planned')),
    gone: RETIRED,
    library: pasvalys.library.code,
    other: found('of another library', ({ library }) => library.code !== pasvalys.library.code).library.code,
    point: pasvalys.points[0].code,
    outOfOrderPoint: items.flatMap(({ points }) => points).find(({ status }) => status === 'out_of_order').code,
  };
}

/** A port that nobody listens on: a public address must be known before the server starts. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Who sees pages of staff: by what they are called in the table. */
async function staffOf(server) {
  const coordinator = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  const librarian = await enrol(server, { role: 'librarian', scope: 'lt-pasvalys', name: 'Ona' });
  const manager = await enrol(server, { role: 'library_manager', scope: 'pasvalio-vb', name: 'Danguole' });
  const agreed = await coordinator.post('/api/v1/agreements', { utility: 'eso', library: 'pasvalio-vb', state: 'draft', starts_on: '2027-04', ends_on: '2029-03-31', obligations: { lt: 'Biblioteka suteikia patalpas.' } });
  const point = '/api/v1/points/pasvalys-eso/status-reports';
  await librarian.post(point, { components: { printer: 'down' }, note: 'Paper jam' });
  await librarian.post(point, { status: 'working' });
  const { link } = await invite(server, { scope: 'lt-pasvalys', name: 'Desk phone', device: true });
  const enrolled = await invite(server, { scope: 'lt-pasvalys', name: 'Reading room phone', device: true });
  const phone = person(server, await accept(enrolled.link));
  return { coordinator, librarian, manager, phone, agreement: agreed.json.code, invitation: link.split('/').at(-1) };
}

/**
 * {server, browser, at(page or its name, language) → URL, session(page) → options for openPage, headers(page), stop()}. `published`: the server knows its
 * public address, so that there are canonical addresses and QR codes.
 */
export async function startSite({ published = false } = {}) {
  const port = published ? await freePort() : 0;
  const parameters = published ? [`--port=${port}`, `--public-url=http://127.0.0.1:${port}`] : [];
  const database = await createDatabase('migrated');
  const offset = Math.round((NOW - Date.now()) / 1000);
  const parts = { database };
  const stop = async () => {
    await parts.browser?.close();
    await parts.server?.stop();
    await database.drop();
  };
  try {
    parts.server = await startServer({ demo: true, database, parameters: [`--clock-offset=${offset}`, ...parameters] });
    parts.browser = await launchBrowser();
    const { server, browser } = parts;
    await server.sql(`insert into retired_code (kind, code, row_id) values ('branch', $1, gen_random_uuid())`, [RETIRED]);
    const gone = new URL(`api/v1/branches/${RETIRED}`, server.url);
    // A draft: nobody but staff sees it. By the agreement, which is one too, it is the coordinator's.
    await server.sql(`insert into branch (code, library_id, kind, name, name_language, country, time_zone, published_at)
      select 'lt-juodrastis', l.id, 'branch', 'Joniškėlio biblioteka', 'lt', 'LT', 'Europe/Vilnius', null from library l where l.code = 'pasvalio-vb'`);
    await server.sql(`insert into agreement (code, utility_id, library_id, state) select 'juodrastis', u.id, l.id, 'draft' from organization u, library l where u.code = 'eso' and l.code = 'pasvalio-vb'`);
    await waitFor('the retired code', async () => (await fetch(gone)).status === 410);
    const staff = await staffOf(server);
    const codes = { ...(await codesOf(server.url)), invitation: staff.invitation, agreement: staff.agreement };
    const at = (page, language = 'lt') => new URL((typeof page === 'string' ? pageNamed(page) : page).at(language, codes), server.url).href;
    const cookieOf = ({ as }) => (as ? staff[as].cookie : undefined);
    const headers = (entry) => (cookieOf(entry) ? { Cookie: cookieOf(entry) } : {});
    const session = (entry) => {
      const [name, value] = (cookieOf(entry) ?? '').split('=');
      return name ? { storageState: { cookies: [{ name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] } } : {};
    };
    return { server, browser, at, session, headers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
