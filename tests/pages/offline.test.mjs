// SPDX-License-Identifier: Apache-2.0
//
// Reading without a connection: which copies the service worker keeps, how old they say they are, and when it goes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol, invite } from '../support/staff.mjs';
import { axeViolations, checkPage, launchBrowser, wake } from './browser.mjs';

const HERE = { latitude: 55.7334, longitude: 24.3571 }; // Panevėžys
const words = Object.fromEntries(['lt', 'en'].map((code) => [code, JSON.parse(readFileSync(new URL(`../../static/i18n/${code}.json`, import.meta.url)))]));

let server, browser;
before(async () => {
  server = await startServer({ demo: true });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const at = (target) => new URL(target, server.url).href;
const api = async (target) => (await fetch(at(`api/v1/${target}`))).json();
const html = async (target) => (await fetch(at(target))).text();
const withPage = (target, options, check) => checkPage(browser, at(target), options, check);
const codesIn = (page, group) => page.locator(`section[aria-labelledby=${group}] li.card`).evaluateAll((cards) => cards.map(({ dataset }) => dataset.code));
const cardCount = (page) => page.locator('#found li.card').count();

/** A context whose service worker is in charge, with this page seen. */
async function withWorker(target, check) {
  await withPage(target, {}, async (page, opened) => {
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) await new Promise((resolve) => (navigator.serviceWorker.oncontrollerchange = resolve));
    });
    await waitFor('the page’s copy', () => page.evaluate(async () => (await (await caches.open('pages')).keys()).length > 0));
    await check(page, opened);
  });
}
const kept = (page) => page.evaluate(async () => (await (await caches.open('pages')).keys()).map(({ url }) => new URL(url).pathname + new URL(url).search));

test('without a connection the last list is read, and says how old it is', async () => {
  await withWorker('/lt/', async (page, { complaints }) => {
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation(HERE);
    await page.getByRole('button', { name: 'Šalia manęs' }).click();
    await page.locator('.km').first().waitFor();
    await page.goto(at('/lt/branches/lt-pasvalys'));
    await waitFor('the copies', async () => (await kept(page)).length >= 3);
    await page.context().setOffline(true);

    await page.goto(at('/lt/'));
    assert.ok((await cardCount(page)) > 5);
    await page.getByText(/^Nėra ryšio\. Rodoma \d+\.\d\d val\. kopija \(.+\): kas veikia ir kas dirba, galėjo pasikeisti\.$/).waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.top')).backgroundColor), 'rgb(255, 255, 255)', 'the style is there');
    assert.deepEqual(await axeViolations(page), []);

    await page.getByRole('button', { name: 'Šalia manęs' }).click();
    await page.locator('.km').first().waitFor();
    const ranked = (await api(`points?near=${HERE.latitude},${HERE.longitude}&limit=100`)).items.map(({ code }) => code);
    const later = await codesIn(page, 'later');
    assert.deepEqual(later, ranked.filter((code) => later.includes(code)), 'near me needs no connection either');

    await page.goto(at('/lt/?municipality=LT-34'));
    assert.equal(page.url(), at('/lt/'), 'an unseen list leads to the last one, under its own address');
    await page.goto(at('/lt/branches/lt-pasvalys'));
    await page.locator('.copy p', { hasText: 'Nėra ryšio' }).waitFor();
    await page.goto(at('/lt/branches/lt-telsiai'));
    assert.equal(await page.locator('h1').textContent(), 'Nėra ryšio');
    assert.ok(await page.getByRole('button', { name: 'Bandyti dar kartą' }).isVisible());
    assert.ok(await page.locator('.copy').isHidden());

    await page.context().setOffline(false);
    await page.getByRole('heading', { level: 1, name: /Telšių/ }).waitFor();
    await page.goto(at('/lt/'));
    assert.ok(await page.locator('.copy').isHidden());
    // The browser itself writes a line for each request that fails.
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)));
  });
});

test('without a connection the site’s own address leads to the last list, in the language of what was read last', async () => {
  await withWorker('/lt/', async (page, { complaints }) => {
    await page.goto(at('/en/?municipality=LT-34'));
    await page.goto(at('/en/branches/lt-pasvalys'));
    await waitFor('the copies', async () => (await kept(page)).length >= 3);
    await page.goto(at('/'));
    assert.equal(new URL(page.url()).pathname.length, 4, 'with a connection, by the browser’s language');
    await page.goto(at('/en/branches/lt-pasvalys'));
    await page.evaluate(async () => { for (const key of await (await caches.open('pages')).keys()) if (new URL(key.url).pathname === '/en/' && !new URL(key.url).search) await (await caches.open('pages')).delete(key); });
    await page.context().setOffline(true);
    await page.goto(at('/'));
    assert.equal(page.url(), at('/en/?municipality=LT-34'));
    await page.locator('.copy p', { hasText: 'No connection' }).waitFor();
    // Where no list was read, the page that says so.
    await page.evaluate(async () => { for (const key of await (await caches.open('pages')).keys()) if (/^\/[a-z]+\/$/.test(new URL(key.url).pathname)) await (await caches.open('pages')).delete(key); });
    await page.goto(at('/'));
    assert.equal(await page.locator('h1').textContent(), words.en['offline.title']);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)));
  });
});

test('an old copy says of nothing that it is so now: neither the list nor a branch', async () => {
  await withWorker('/lt/', async (page, { complaints }) => {
    const counted = ['/lt/municipalities/LT-34', '/lt/libraries/pasvalio-vb', '/lt/municipalities'];
    for (const target of counted) await page.goto(at(target));
    await page.goto(at('/lt/branches/lt-pasvalys'));
    await waitFor('the copies', async () => (await kept(page)).length >= 5);
    const colour = () => page.evaluate(() => getComputedStyle(document.querySelector('.verdict h2').closest('.verdict')).backgroundColor);
    const fresh = await page.locator('.verdict h2').first().textContent();
    const age = (milliseconds) =>
      page.evaluate(async (milliseconds) => {
        const cache = await caches.open('pages');
        for (const key of await cache.keys()) {
          const copy = await cache.match(key);
          const headers = new Headers(copy.headers);
          headers.set('X-Kept-At', new Date(Date.now() - milliseconds).toISOString());
          await cache.put(key, new Response(await copy.text(), { headers }));
        }
      }, milliseconds);
    await page.context().setOffline(true);

    await age(60_000);
    await page.goto(at('/lt/branches/lt-pasvalys'));
    await page.locator('.copy p', { hasText: 'Nėra ryšio' }).waitFor();
    assert.equal(await page.locator('.verdict h2').first().textContent(), fresh, 'a copy of this minute holds');

    await age(13 * 86400_000);
    await page.goto(at('/lt/branches/lt-pasvalys'));
    await page.locator('.past').waitFor();
    assert.match(await page.locator('.verdict h2').first().textContent(), /^Taip buvo \S+ \d+ d\. \d+\.\d\d val\.: AB/);
    assert.equal(await colour(), 'rgb(231, 237, 234)');
    assert.deepEqual(await axeViolations(page), []);
    await page.goto(at('/lt/'));
    await page.locator('.past').waitFor();
    assert.match(await page.locator('.summary p').innerText(), /^Taip buvo /);
    assert.doesNotMatch(await page.locator('main').innerText(), /vykti dabar|galite vykti/);
    for (const target of counted) {
      await page.goto(at(target));
      await page.locator('.past').waitFor();
      const told = (await page.locator('.title p.muted, .index small').allInnerTexts()).join(' ');
      assert.match(told, /\d+ viet/, 'what doesn’t change with the hour stays');
      assert.doesNotMatch(told, /dabar|Taip buvo/, target);
    }
    await page.goto(at('/lt/'));
    await page.locator('.past').waitFor();

    await page.context().setOffline(false);
    await page.getByText(words.lt['find.later']).waitFor();
    await page.reload();
    assert.equal(await page.locator('.past').count(), 0);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)));
  });
});

test('what has an end holds no longer than that, and goes on when the connection is back', async () => {
  await withWorker('/lt/branches/lt-pasvalys', async (page) => {
    const heading = page.locator('.verdict h2').first();
    const fresh = await heading.textContent();
    await page.evaluate(() => (document.querySelector('[data-now]').dataset.now = '1'));
    await page.context().setOffline(true);
    await page.locator('.verdict h2', { hasText: 'Taip buvo' }).first().waitFor();
    await page.context().setOffline(false);
    await page.waitForFunction((fresh) => document.querySelector('.verdict h2').textContent === fresh, fresh);
  });
});

test('near me without a connection and without a copy to ask: what is shown is put in order, if it is all', async () => {
  for (const [target, ranked] of [['/lt/?municipality=LT-34', true], ['/lt/', false]])
    await withWorker(target, async (page, { complaints }) => {
      await page.context().grantPermissions(['geolocation']);
      await page.context().setGeolocation(HERE);
      await wake(page, '[data-near-me]', () => document.querySelector('.near-said'));
      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Šalia manęs' }).click();
      await page.getByRole('status').filter({ hasText: words.lt[ranked ? 'near.done' : 'near.failed'] }).waitFor();
      assert.equal((await page.locator('.km').count()) > 0, ranked);
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !/ERR_(INTERNET_DISCONNECTED|FAILED)/.test(text)));
    });
});

test('a page that was open when the connection went says so, and goes on when it is back', async () => {
  await withWorker('/en/', async (page) => {
    await page.context().setOffline(true);
    await page.locator('.copy p', { hasText: 'No connection' }).waitFor();
    await page.context().setOffline(false);
    await page.locator('.copy').waitFor({ state: 'hidden' });
  });
});

test('no copies of what must not be kept: positions, staff, no-store, other than pages', async () => {
  const rasa = await enrol(server, { role: 'coordinator', scope: 'eso', name: 'Rasa' });
  const invitation = new URL((await invite(server, { scope: 'lt-pasvalys', name: 'Ona', language: 'lt' })).link).pathname;
  await withWorker('/lt/', async (page, { complaints }) => {
    const [name, value] = rasa.cookie.split('=');
    await page.context().addCookies([{ name, value, url: server.url }]);
    // What is answered: its status, whether the worker took it for its business, and whether it says no-store.
    const ask = async (target) => {
      const [answer] = await Promise.all([
        page.waitForResponse(at(target)),
        page.evaluate((target) => fetch(target, { headers: { Accept: 'text/html, */*' } }).then((answer) => answer.text()), at(target)),
      ]);
      return [answer.status(), answer.fromServiceWorker(), /no-store/.test(answer.headers()['cache-control'])];
    };
    assert.deepEqual(await ask('/lt/?near=55.7,24.3'), [200, false, false]);
    assert.deepEqual(await ask('/lt/staff/'), [200, false, true]);
    assert.deepEqual(await ask(invitation), [200, true, true]);
    assert.deepEqual(await ask('/lt/none'), [404, true, true]);
    assert.deepEqual(await ask('/lt/manifest.webmanifest'), [200, true, false]);
    assert.deepEqual(await ask('/api/v1/summary'), [200, false, false]);
    assert.deepEqual(await ask('/lt/?q=kept'), [200, true, false]);
    await waitFor('the one that may be', async () => (await kept(page)).includes('/lt/?q=kept'));
    assert.deepEqual((await kept(page)).sort(), ['/lt/', '/lt/?q=kept']);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/status of 404/.test(text)));
  });
});

test('sixty copies at most, the newest', async () => {
  await withWorker('/lt/', async (page) => {
    await page.evaluate(async () => {
      for (let i = 0; i < 64; i++) await (await fetch(`/lt/?show=1&q=${i}`, { headers: { Accept: 'text/html' } })).text();
    });
    await waitFor('the oldest to go', async () => {
      const copies = await kept(page);
      return copies.length === 60 && copies.includes('/lt/?show=1&q=63') && !copies.includes('/lt/?show=1&q=1');
    });
  });
});

/** A server before the server, which sends what `change` makes of the worker, and pages with as many bytes more as `more(url)` says. */
async function behindProxy(check, more = () => 0) {
  let change = (body) => body;
  const proxy = http.createServer(async (request, response) => {
    const answer = await fetch(at(request.url), { headers: { Accept: request.headers.accept ?? '*/*' }, redirect: 'manual' });
    const body = Buffer.from(await answer.arrayBuffer());
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => !/^(content-(encoding|length)|connection|date|keep-alive)$/.test(name)));
    const sent = request.url === '/sw.js' ? change(String(body)) : Buffer.concat([body, Buffer.alloc(more(request.url), ' ')]);
    response.writeHead(answer.status, headers).end(sent);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    await withWorker(`http://127.0.0.1:${proxy.address().port}/lt/`, (page) => check(page, (made) => (change = made)));
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}
const update = (page) => page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update()));

test('five megabytes of copies at most, the newest', async () => {
  const heavy = (url) => (url.includes('q=heavy') ? 1_000_000 : 0);
  await behindProxy(async (page) => {
    await page.evaluate(async () => {
      for (let i = 0; i < 7; i++) await (await fetch(`/lt/?show=1&q=heavy${i}`, { headers: { Accept: 'text/html' } })).text();
    });
    const newest = [6, 5, 4, 3].map((i) => `/lt/?show=1&q=heavy${i}`); // a fifth would be a page's own bytes too much
    await waitFor('the oldest to go', async () => {
      const copies = await kept(page);
      return copies.includes(newest[0]) && !copies.includes('/lt/?show=1&q=heavy2');
    });
    assert.deepEqual((await kept(page)).sort(), newest.sort());
    const bytes = await page.evaluate(async () => {
      const cache = await caches.open('pages');
      const copies = await Promise.all((await cache.keys()).map((key) => cache.match(key).then((copy) => copy.arrayBuffer())));
      return copies.reduce((sum, { byteLength }) => sum + byteLength, 0);
    });
    assert.ok(bytes > 4_000_000 && bytes <= 5_000_000, `${bytes} bytes`);
  }, heavy);
});

test('an older version’s worker and its shell make room', async () => {
  await behindProxy(async (page, setChange) => {
    const version = /version = '([0-9a-f]{16})'/.exec(await html('/sw.js'))[1];
    assert.deepEqual((await page.evaluate(() => caches.keys())).sort(), ['pages', `shell-${version}`]);
    setChange((body) => body.replace(version, 'newer'));
    await update(page);
    await waitFor('the new shell alone', async () => (await page.evaluate(() => caches.keys())).sort().join() === 'pages,shell-newer');
  });
});

test('switched off, the worker goes and takes its copies with it', async () => {
  const off = await startServer({ parameters: ['--offline=0'] });
  try {
    const get = async (target) => (await fetch(new URL(target, off.url))).text();
    assert.match(await html('/lt/'), /<body data-offline>/);
    assert.doesNotMatch(await get('lt/'), /<body data-offline>/);
    const removal = await get('sw.js');
    await behindProxy(async (page, setChange) => {
      setChange(() => removal);
      await update(page);
      await waitFor('no copies', async () => (await page.evaluate(() => caches.keys())).length === 0);
      await waitFor('no worker', () => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length === 0));
    });
  } finally {
    await off.stop();
  }
});
