// SPDX-License-Identifier: Apache-2.0
//
// Nobody learns by the clock who has an account: answers about known and unknown addresses, asked in turns, come equally fast.
// What is measured is how often one of the known took longer than one of the unknown (the area under the curve of Mann and
// Whitney): half of the time where nothing can be told. With 200 of each its standard error is 0.029.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';

const EACH = process.env.BRANCHLIGHT_PROVE ? 200 : 3; // measured in the longer proof; what is said is compared always
let server;
before(async () => {
  server = await startServer({ contract: false });
  // One argon2id string will do for all: what is verified is never right.
  await server.sql(
    `insert into people.user (email, name, passphrase)
     select 'known' || n || '@example.org', 'Somebody',
            '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$' || repeat('A', 43)
       from generate_series(1, $1::integer) as n`,
    [EACH],
  );
});
after(() => server.stop());

async function timed(path, fields) {
  await server.sql('delete from people.attempt');
  const begun = performance.now();
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  const text = await answer.text();
  return { time: performance.now() - begun, told: `${answer.status} ${text.replaceAll(fields.email, '…')}` };
}

const asks = [
  ['signing in', 'en/staff/sign-in', (email) => ({ email, passphrase: 'not the right passphrase' })],
  ['asking for a link', 'en/staff/sign-in/link', (email) => ({ email })],
];
for (const [name, path, fields] of asks)
  test(`${name}: known and unknown addresses can't be told apart by what is said or by when`, async () => {
    const times = { known: [], nobody: [] };
    const told = new Set();
    for (let n = 1; n <= EACH; n++)
      for (const who of n % 2 ? ['known', 'nobody'] : ['nobody', 'known']) {
        const { time, told: said } = await timed(path, fields(`${who}${n}@example.org`));
        times[who].push(time);
        told.add(said.replace(/value="[0-9a-f-]{32,}"/g, ''));
      }
    assert.equal(told.size, 1, [...told].join('\n'));
    if (!process.env.BRANCHLIGHT_PROVE) return;
    let longer = 0;
    for (const known of times.known) for (const nobody of times.nobody) longer += known > nobody ? 1 : known === nobody ? 0.5 : 0;
    const area = longer / EACH ** 2;
    console.log(`  ${name}: a known address took longer in ${(area * 100).toFixed(1)} % of pairs`);
    assert.ok(Math.abs(area - 0.5) < 0.12, `${area}`);
  });
