// SPDX-License-Identifier: Apache-2.0
//
// What scripts add to pages that work without them: near me, filters at once, suggestions, the page that turns with the minute,
// the map's buttons, sharing. Reading without a connection is in offline.test.mjs. Whatever they do, the console stays silent.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { distanceText, metresBetween } from '../../static/js/distance.js';
import { startServer, waitFor } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';
import { axeViolations, checkPage, launchBrowser, openPage, overflow, wake } from './browser.mjs';

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
const located = { geolocation: HERE, permissions: ['geolocation'] };
const codesIn = (page, group) => page.locator(`section[aria-labelledby=${group}] li.card`).evaluateAll((cards) => cards.map(({ dataset }) => dataset.code));
const cardCount = (page) => page.locator('#found li.card').count();
const modules = (page, name) => page.evaluate((name) => performance.getEntriesByType('resource').filter((entry) => entry.name.includes(`/assets/${name}.`)).length, name);

test('a module’s imports have addresses that may be kept for ever', async () => {
  const entry = /<script type="module" src="([^"]+)">/.exec(await html('/lt/'))[1];
  const seen = new Set();
  for (const queue = [entry]; queue.length; ) {
    const address = queue.pop();
    if (seen.has(address)) continue;
    seen.add(address);
    const answer = await fetch(at(address));
    assert.equal(answer.status, 200, address);
    assert.match(answer.headers.get('content-type'), /^text\/javascript/);
    assert.match(answer.headers.get('cache-control'), /immutable/, address);
    const text = await answer.text();
    assert.doesNotMatch(text, /(from|import) ?\(?'\.\//, address);
    queue.push(...[...text.matchAll(/(?:from|import) ?\(?'([^']+)'/g)].map((match) => match[1]));
  }
  assert.ok(seen.size >= 10, `${seen.size} modules`);
});

test('the first view asks for the page, style, script and icon, and not for more until it has loaded', async () => {
  for (const target of ['/lt/', '/en/branches/lt-pasvalys']) {
    const context = await browser.newContext();
    const page = await context.newPage();
    let bytes = 0;
    let requests = 0;
    let loaded = false;
    page.once('load', () => (loaded = true));
    const sizes = [];
    page.on('request', (request) => {
      if (loaded) return;
      requests++;
      sizes.push(request.response().then(() => request.sizes()));
    });
    await page.goto(at(target));
    for (const size of await Promise.all(sizes)) bytes += size.responseBodySize + size.responseHeadersSize;
    assert.ok(requests >= 3 && requests <= 5, `${target}: ${requests} requests`);
    assert.ok(bytes < 40 * 1024, `${target}: ${bytes} bytes`);
    await context.close();
  }
});

test('distances and their words are the server’s', async () => {
  for (const language of ['lt', 'en']) {
    const own = words[language];
    const texts = { metres: own['distance.metres'], kilometres: own['distance.kilometres'], decimal: own['distance.decimal'] };
    const page = await html(`/${language}/?near=${HERE.latitude},${HERE.longitude}&show=1000`);
    const cards = page.split('<li class="card').slice(1);
    assert.ok(cards.length > 20);
    for (const card of cards) {
      const [latitude, longitude] = /data-at="([^"]+)"/.exec(card)[1].split(',').map(Number);
      assert.equal(distanceText(metresBetween(HERE, { latitude, longitude }), texts), /class="km">([^<]+)</.exec(card)[1]);
    }
    const examples = [4, 994, 996, 1000, 9949, 9951, 12_499].map((metres) => distanceText(metres, texts).replace(',', '.'));
    assert.deepEqual(examples, ['0 m', '990 m', '1.0 km', '1.0 km', '9.9 km', '10 km', '12 km']);
  }
});

test('near me: the API’s order for that place, and the place told to nobody', async () => {
  const usableNow = async (filter) => (await api(`points?usable=now&near=${HERE.latitude},${HERE.longitude}&limit=100${filter}`)).items.map(({ code }) => code);
  await withPage('/lt/?q=kupiskis&step_free=true', located, async (page) => {
    const asked = [];
    page.context().on('request', (request) => asked.push(request));
    await page.getByRole('button', { name: 'Šalia manęs' }).click();
    await page.getByRole('button', { name: 'Grąžinti, kaip buvo' }).waitFor();

    // The minute may turn between two questions: then the page turns too, and both are asked again.
    const filter = '&step_free=true';
    const order = (await api(`points?near=${HERE.latitude},${HERE.longitude}&limit=100${filter}`)).items.map(({ code }) => code);
    await waitFor('the API’s order', async () => {
      const usable = await usableNow(filter);
      const now = await codesIn(page, 'now');
      if (now.join() !== usable.join()) return false;
      assert.deepEqual(await codesIn(page, 'later'), order.filter((code) => !usable.includes(code)));
      assert.ok(usable.length > 1 && order.length > usable.length + 1);
      return true;
    });
    assert.equal(await page.locator('.card.best').count(), 1);
    assert.equal(await page.locator('.card > .btns').count(), 1);
    assert.equal(await page.locator('.card.best').getAttribute('data-code'), (await codesIn(page, 'now'))[0]);
    assert.equal(await page.locator('#q').inputValue(), '');
    assert.match(await page.locator('.near-said').textContent(), /Jūsų vieta liko šiame įrenginyje/);
    assert.deepEqual(await axeViolations(page), []);

    // Filters go on in this order; links lead to lists for people; what was before comes back.
    await page.locator('input[name=step_free]').uncheck();
    await page.waitForURL((url) => !url.searchParams.has('step_free'));
    const links = await page.locator('#found a[href*="?"], .lang a').evaluateAll((all) => all.map(({ href }) => href));
    assert.deepEqual(links.filter((href) => /[?&](show|actions)=/.test(href)), []);
    const all = (await api(`points?near=${HERE.latitude},${HERE.longitude}&limit=100`)).items.map(({ code }) => code);
    const now = await codesIn(page, 'now');
    const later = await codesIn(page, 'later');
    assert.equal(now.length + later.length, all.length);
    assert.deepEqual(now, all.filter((code) => now.includes(code)));
    assert.deepEqual(later, all.filter((code) => later.includes(code)));
    await page.getByRole('button', { name: 'Grąžinti, kaip buvo' }).click();
    await page.waitForFunction(() => !document.querySelector('.km'));
    assert.equal(await page.evaluate(() => document.activeElement.matches('[data-near-me]')), true);

    // Not even roughly: all that is asked for is what anybody would ask for.
    assert.ok(asked.length > 3);
    for (const request of asked) {
      const { pathname, search, searchParams } = new URL(request.url());
      assert.deepEqual([request.method(), request.postData()], ['GET', null], request.url());
      for (const name of Object.keys(request.headers())) assert.match(name, /^(accept(-.*)?|cache-control|if-none-match|origin|pragma|purpose|referer|sec-.*|service-worker(-.*)?|upgrade-insecure-requests|user-agent)$/);
      if (pathname.startsWith('/assets/')) assert.equal(search, '', request.url());
      else assert.match(pathname, /^\/(lt\/|sw\.js|(lt|en)\/offline|api\/v1\/stream)$/);
      for (const [name, value] of searchParams) assert.ok({ q: ['kupiskis'], step_free: ['true'], show: ['1000'], actions: ['true'] }[name]?.includes(value), request.url());
    }
  });
  assert.doesNotMatch(server.output.stdout + server.output.stderr, /24\.35|near=/);
});

test('near me: a filter that is changed, or changed and undone, while the list comes leaves nothing unsaid and nothing unordered', async () => {
  for (const undone of [false, true])
    await withPage('/en/', { ...located, serviceWorkers: 'block' }, async (page, { complaints }) => {
      let held = undone ? 2 : 1; // answers that don't come in time
      await wake(page, 'input[name=step_free]', () => performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/filters.')));
      await page.route('**/en/?*show=1000*', (route) => (held-- > 0 ? undefined : route.continue()));
      const asked = () => page.waitForRequest(/show=1000/);
      let next = asked();
      await page.getByRole('button', { name: 'Near me' }).click();
      await next;
      next = asked();
      await page.locator('input[name=step_free]').check();
      await next;
      if (undone) await page.locator('input[name=step_free]').uncheck();
      await page.locator('.km').first().waitFor();
      await page.getByRole('status').filter({ hasText: words.en['near.done'] }).waitFor();
      assert.equal(await page.locator('[data-near-me]').getAttribute('aria-pressed'), 'true');
      assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 1);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.endsWith('blocked by Playwright')));
    });
});

test('near me: a refusal and a position that can’t be had are told in words', async () => {
  for (const [code, key] of [[1, 'denied'], [2, 'unavailable'], [3, 'timeout']])
    await withPage('/en/', {}, async (page) => {
      await page.evaluate((code) => (navigator.geolocation.getCurrentPosition = (_, fail) => setTimeout(fail, 0, { code })), code);
      await page.getByRole('button', { name: 'Near me' }).click();
      await page.getByRole('status').filter({ hasText: words.en[`near.${key}`] }).waitFor();
      assert.equal(await page.locator('.km').count(), 0);
      assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
    });
  await withPage('/lt/', { permissions: [] }, async (page) => {
    await page.getByRole('button', { name: 'Šalia manęs' }).click();
    await page.getByRole('status').filter({ hasText: words.lt['near.denied'] }).waitFor();
  });
});

test('near me: at the place itself no distance, a rough position is called so, and back is as before', async () => {
  const { location } = (await api('branches?limit=100')).items.find(({ points }) => points.some(({ usable_now }) => usable_now));
  const there = { geolocation: { latitude: location.latitude, longitude: location.longitude, accuracy: 5000 }, permissions: ['geolocation'] };
  await withPage('/lt/?q=vandenys', there, async (page) => {
    assert.ok((await cardCount(page)) < 10);
    await page.getByRole('button', { name: 'Šalia manęs' }).click();
    await page.getByRole('status').filter({ hasText: `${words.lt['near.done']} ${words.lt['near.rough']}` }).waitFor();
    assert.equal(await page.locator('[data-near-me]').getAttribute('aria-pressed'), 'true');
    assert.ok((await cardCount(page)) > 20, 'the words were another question');
    const said = await page.locator('section[aria-labelledby=now] li.card').evaluateAll((cards) => cards.slice(0, 3).map((card) => card.querySelector('.km')?.textContent ?? ''));
    assert.equal(said[0], '');
    assert.match(said[2], /km$/);
    assert.equal(await page.locator('.card.best .btn').first().getAttribute('href').then((href) => href.startsWith('https://www.openstreetmap.org/')), true);
    await page.getByRole('button', { name: 'Grąžinti, kaip buvo' }).click();
    await page.waitForFunction(() => document.querySelector('#q').value === 'vandenys');
    assert.equal(await page.locator('[data-near-me]').getAttribute('aria-pressed'), null);
    assert.equal(await page.getByRole('status').filter({ hasText: words.lt['near.done'] }).count(), 0);
  });
});

test('near me: where the page gives but a part of the places, it asks for a name instead', async () => {
  await withPage('/en/', { ...located, serviceWorkers: 'block' }, async (page, { complaints }) => {
    await page.route('**/en/?*show=1000*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace(' data-whole', '') });
    });
    await page.getByRole('button', { name: 'Near me' }).click();
    await page.getByRole('status').filter({ hasText: words.en['near.many'] }).waitFor();
    assert.equal(await page.locator('.km').count(), 0);
    await page.unrouteAll({ behavior: 'wait' });
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.endsWith('blocked by Playwright')));
  });
});

test('without a script there is no button that does nothing', async () => {
  await withPage('/lt/', { javaScriptEnabled: false }, async (page) => {
    for (const hidden of ['[data-near-me]', '[data-copy]']) assert.ok(await page.locator(hidden).isHidden(), hidden);
    assert.ok((await cardCount(page)) > 5);
  });
});

/** Waits until the page shows the list that its address leads to. */
const shownAsAddressed = (page) =>
  waitFor('the list of the address', async () => {
    const { pathname, search } = new URL(page.url());
    const wanted = [...(await html(pathname + search)).matchAll(/<li class="card[^>]* data-code="([^"]+)"/g)].map((match) => match[1]);
    const shown = await page.locator('#found li.card').evaluateAll((cards) => cards.map(({ dataset }) => dataset.code));
    return wanted.length > 0 && wanted.join() === shown.join();
  });

test('filters at once: the list, the address, the count said aloud, Back and Forward, the focus', async () => {
  await withPage('/lt/', {}, async (page) => {
    let loads = 0;
    page.on('load', () => loads++);
    await page.locator('input[name=step_free]').focus();
    await page.keyboard.press('Space');
    await page.waitForURL(/\?step_free=true$/);
    await shownAsAddressed(page);
    assert.equal(await page.evaluate(() => document.activeElement.name), 'step_free');
    const { items } = await api('points?step_free=true&limit=100');
    await page.locator('[role=status]', { hasText: new RegExp(`\\b${items.filter(({ lifecycle }) => lifecycle === 'active').length} viet`) }).waitFor({ state: 'attached' });
    assert.match(await page.locator('.lang a[hreflang=en]').getAttribute('href'), /^\/en\/\?step_free=true/);

    await page.locator('select[name=municipality]').selectOption('LT-34');
    await page.waitForURL(/municipality=LT-34/);
    await shownAsAddressed(page);
    await page.goBack();
    await shownAsAddressed(page);
    assert.equal(await page.locator('select[name=municipality]').inputValue(), '');
    assert.equal(await page.locator('input[name=step_free]').isChecked(), true);
    await page.goBack();
    await shownAsAddressed(page);
    assert.equal(await page.locator('input[name=step_free]').isChecked(), false);
    await page.goForward();
    await shownAsAddressed(page);
    assert.match(page.url(), /\?step_free=true$/);
    assert.equal(loads, 0);
  });
});

test('filters at once of events: the address, the count said aloud, Back, the focus, nothing else chosen', async () => {
  await withPage('/lt/events', {}, async (page) => {
    let loads = 0;
    page.on('load', () => loads++);
    const all = await page.locator('#found li.event').count();
    const said = (text) => page.locator('[role=status]', { hasText: text }).waitFor({ state: 'attached' });
    const select = page.locator('select[name=kind]');
    await select.focus();
    await select.selectOption('lecture');
    await page.waitForURL(/\/lt\/events\?kind=lecture$/);
    await waitFor('fewer', async () => (await page.locator('#found li.event').count()) < all);
    const shown = await page.locator('#found li.event').count();
    assert.equal(shown, (await html('/lt/events?kind=lecture')).split('<li class="event').length - 1);
    await said(new RegExp(`\\b${shown} rengin`));
    assert.equal(await page.evaluate(() => document.activeElement.name), 'kind');
    assert.match(await page.locator('.lang a[hreflang=en]').getAttribute('href'), /^\/en\/events\?kind=lecture/);
    assert.match(await page.locator('.chips a').last().getAttribute('href'), /kind=lecture/, 'for whom keeps what was chosen');

    await page.locator('#q').fill('xyzzy');
    await page.waitForURL(/q=xyzzy/);
    await said(/„xyzzy“ neradome/);
    await page.goBack();
    await waitFor('the lectures again', async () => (await page.locator('#found li.event').count()) === shown);
    assert.equal(await page.locator('#q').inputValue(), '');
    await page.goBack();
    await waitFor('all again', async () => (await page.locator('#found li.event').count()) === all);
    assert.equal(await select.inputValue(), '');
    assert.equal(loads, 0);
    assert.deepEqual(await axeViolations(page), []);
  });
});

test('a choice that is undone before its answer came leaves the whole list', async () => {
  await withPage('/lt/', { serviceWorkers: 'block' }, async (page, { complaints }) => {
    const before = await page.locator('#found .groups').innerText();
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route(/step_free=true/, async (route) => {
      await held;
      await route.continue().catch(() => undefined); // given up meanwhile
    });
    const box = page.locator('input[name=step_free]');
    await box.focus();
    await waitFor('the module', async () => (await modules(page, 'filters')) > 0);
    const asked = page.waitForRequest(/step_free=true/);
    await page.keyboard.press('Space');
    await asked;
    await page.keyboard.press('Space');
    release();
    await new Promise((resolve) => setTimeout(resolve, 500)); // that nothing comes, only time can tell
    assert.equal(await box.isChecked(), false);
    assert.doesNotMatch(page.url(), /step_free/);
    assert.equal(await page.locator('#found .groups').innerText(), before);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.endsWith('blocked by Playwright')));
  });
});

test('what is typed is searched for when one pauses; one step back leaves it', async () => {
  await withPage('/lt/', {}, async (page) => {
    await page.locator('#q').focus();
    const asked = [];
    page.on('request', (request) => new URL(request.url()).pathname === '/lt/' && asked.push(request.url()));
    await page.keyboard.type('kup');
    await page.waitForURL(/\?q=kup$/);
    await page.keyboard.type('iskis');
    await page.waitForURL(/\?q=kupiskis$/);
    assert.ok(asked.length <= 3, `${asked.length} questions for eight letters`);
    await page.waitForFunction(() => document.querySelector('#found li.card').dataset.code.startsWith('kupiskis'));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.id === 'found');
    await page.goBack();
    await page.waitForFunction(() => location.search === '' && document.querySelector('#q').value === '');
  });
});

test('that a word finds nothing isn’t told while names are suggested for it', async () => {
  await withPage('/lt/', {}, async (page) => {
    await page.locator('#q').focus();
    const answer = page.waitForResponse(/\/lt\/\?q=kav$/);
    await page.keyboard.insertText('kav'); // at once: “k” and “ka” find something
    await page.locator('.suggestions li').first().waitFor();
    await (await answer).finished();
    await page.waitForTimeout(200);
    assert.equal(await page.locator('#found .none').count(), 0);
    assert.ok((await cardCount(page)) > 5, 'the list stays');
    await page.locator('h1').click();
    await page.getByRole('heading', { name: 'Vietos „kav“ nežinome' }).waitFor();
    await page.locator('#q').fill('   ');
    await page.waitForURL(/\/lt\/$/);
  });
});

test('a stale answer never takes the place of a newer one', async () => {
  await withPage('/lt/', {}, async (page) => {
    await page.route('**/lt/?step_free=true', async (route) => {
      await new Promise((resolve) => page.once('request', () => setTimeout(resolve, 300)));
      await route.continue().catch(() => {});
    });
    await page.locator('input[name=step_free]').check();
    await page.locator('select[name=municipality]').selectOption('LT-34');
    await page.waitForURL(/municipality=LT-34/);
    await shownAsAddressed(page);
    await page.unrouteAll({ behavior: 'wait' });
    await shownAsAddressed(page);
    assert.match(page.url(), /municipality=LT-34/);
  });
});

test('where a filter’s answer can’t be fetched, the form does what it did', async () => {
  const { page } = await openPage(browser, at('/lt/'), { serviceWorkers: 'block' });
  await page.route('**/lt/?step_free=true', (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort()));
  await Promise.all([page.waitForEvent('load'), page.locator('input[name=step_free]').check()]);
  assert.match(page.url(), /\?step_free=true#found$/);
  await page.context().close();
});

test('what was chosen while the script came is asked for; a step within the page asks for nothing', async () => {
  await withPage('/lt/', { serviceWorkers: 'block' }, async (page, { complaints }) => {
    let chosen;
    await page.route('**/assets/filters.*', (route) => chosen.then(() => route.continue()));
    chosen = page.locator('input[name=step_free]').evaluate((box) => {
      box.dispatchEvent(new Event('focusin', { bubbles: true }));
      box.click();
    });
    await chosen;
    await page.waitForURL(/\?step_free=true$/);
    await shownAsAddressed(page);

    const asked = [];
    page.on('request', (request) => new URL(request.url()).pathname === '/lt/' && asked.push(request.url()));
    await page.evaluate(() => (location.hash = 'found'));
    await page.goBack();
    await page.waitForTimeout(300);
    assert.deepEqual(asked, []);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.endsWith('blocked by Playwright')));
  });
});

test('the name of another place ends "near me"', async () => {
  await withPage('/lt/', located, async (page) => {
    await page.getByRole('button', { name: 'Šalia manęs' }).click();
    await page.getByRole('button', { name: 'Grąžinti, kaip buvo' }).waitFor();
    await page.locator('#q').fill('kupiskis');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=kupiskis/);
    await shownAsAddressed(page);
    assert.equal(await page.locator('[data-near-me]').getAttribute('aria-pressed'), null);
  });
});

const suggested = (page) => page.locator('#q-places:not([hidden]) [role=option]').allTextContents();
const awake = () => document.querySelector('#q').getAttribute('role') === 'combobox';

test('suggestions: names that begin so before those with such a word, in the page’s language, and none once one is chosen', async () => {
  const { items } = await api('places?lang=lt&limit=1000');
  const fold = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const begins = items.map(({ name }) => name).filter((name) => fold(name).startsWith('akmen'));
  assert.ok(begins.length > 0);
  await withPage('/lt/', {}, async (page) => {
    await wake(page, '#q', awake);
    await page.keyboard.type('a');
    await waitFor('eight of many names', async () => (await suggested(page)).length === 8);
    await page.keyboard.type('kmen');
    await waitFor('names', async () => (await suggested(page)).includes('Naujoji Akmenė'));
    assert.deepEqual((await suggested(page)).slice(0, begins.length), begins);
    await page.locator('h1').click();
    assert.deepEqual(await suggested(page), [], 'they go with the focus');
    await page.locator('#q').fill('');
    await page.locator('#q').pressSequentially('Šiauliai');
    await page.waitForURL(/q=%C5%A0iauliai$/);
    assert.deepEqual(await suggested(page), [], 'what is typed out needs no suggestion');
  });
  await withPage('/en/', {}, async (page) => {
    await wake(page, '#q', awake);
    await page.keyboard.type('panevezys');
    await waitFor('names', async () => (await suggested(page)).some((name) => /^Panevėžys .*Municipality$/.test(name)));
    await page.getByRole('option', { name: 'Panevėžys', exact: true }).click();
    await page.waitForURL(/q=Panev%C4%97%C5%BEys$/);
    assert.deepEqual(await suggested(page), []);
  });
});

test('suggestions: where names are too many to hold they are asked for, and a late answer is none', async () => {
  await withPage('/lt/', { serviceWorkers: 'block' }, async (page, { complaints }) => {
    const late = [];
    await page.route('**/api/v1/places?*', async (route) => {
      const { searchParams } = new URL(route.request().url());
      const text = searchParams.get('q');
      const answer = () => route.fulfill({ json: { items: [{ name: `${text}…` }], next: text ? null : 'more' } });
      if (text === 'k') late.push(answer);
      else await answer();
    });
    await wake(page, '#q', awake);
    await page.keyboard.type('k');
    await waitFor('the first question', () => late.length > 0);
    await page.keyboard.type('u');
    await waitFor('the second answer', async () => (await suggested(page)).join() === 'ku…');
    await late[0]();
    await page.waitForTimeout(300);
    assert.deepEqual(await suggested(page), ['ku…']);
    await page.unrouteAll({ behavior: 'wait' });
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.endsWith('blocked by Playwright')));
  });
});

test('suggestions: by the start of a name without its diacritics, by keyboard and by pointer, and gone with Escape', async () => {
  await withPage('/lt/', { viewport: { width: 390, height: 800 } }, async (page, { complaints }) => {
    await wake(page, '#q', () => document.querySelector('#q').getAttribute('role') === 'combobox');
    const options = page.locator('#q-places:not([hidden]) [role=option]');
    await page.keyboard.type('siau');
    await options.first().waitFor();
    assert.equal(await options.first().textContent(), 'Šiauliai');
    assert.ok((await options.count()) <= 8);
    assert.equal(await page.locator('#q').getAttribute('aria-expanded'), 'true');
    assert.deepEqual(await axeViolations(page), []);
    assert.equal(await overflow(page), 0);
    await page.keyboard.press('ArrowDown');
    const active = await page.locator('#q').getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Escape');
    assert.equal(await options.count(), 0);
    assert.equal(await page.locator('#q').inputValue(), 'siau', 'the first Escape keeps the words');
    await page.keyboard.press('ArrowDown');
    await options.first().waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#q').inputValue(), 'Šiauliai');
    await page.waitForURL(/q=%C5%A0iauliai/);
    await page.locator('#q').fill('pasval');
    await options.first().waitFor();
    await page.getByRole('option', { name: 'Pasvalys' }).click();
    await page.waitForURL(/q=Pasvalys/);
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'q');
    assert.deepEqual(complaints, []);
  });
});

/** Opens a page with a clock of its own; from then on its answers are what `change` makes of them. `turned` looks for the change. */
async function withTurn(target, change, check) {
  await withPage(target, { viewport: { width: 390, height: 600 }, serviceWorkers: 'block' }, async (page, { complaints }) => {
    await page.clock.install();
    await page.reload();
    await check(page, async (turned) => {
      await page.route(({ pathname }) => pathname === new URL(at(target)).pathname, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: change(await answer.text()) });
      });
      await waitFor(`${target} to turn`, async () => {
        await page.clock.runFor(10_000);
        return (await turned.count()) > 0;
      });
    });
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.endsWith('blocked by Playwright')));
    await page.unrouteAll({ behavior: 'wait' });
  });
}

test('what changes before a page listens is shown as soon as it does, and what changed while nobody saw it, too', async () => {
  const ona = await enrol(server, { scope: 'lt-anyksciai', name: 'Ona' });
  const say = async (status) => assert.equal((await ona.post('/api/v1/points/anyksciai-eso/status-reports', { status })).status, 201);
  await say('working');
  const out = '#anyksciai-eso .axis.out';
  await waitFor('the page', async () => (await html('/lt/branches/lt-anyksciai')).includes('axis works'));
  await withPage('/lt/branches/lt-anyksciai', {}, async (page) => {
    assert.equal(await page.locator(out).count(), 0);
    await say('out_of_order'); // it will listen five seconds after it has loaded
    await page.locator(out).waitFor({ timeout: 9_000 });
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await say('working');
    await page.waitForTimeout(1500);
    assert.equal(await page.locator(out).count(), 1, 'nobody sees it: it doesn’t listen');
    await page.evaluate(() => {
      delete document.visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.locator(out).waitFor({ state: 'detached', timeout: 5_000 });
  });
});

test('a page that stays open turns with the minute, and moves neither focus nor scroll', async () => {
  const change = (body) => body.replace(/(<h2 id="[^"]*-verdict"><span[^>]*>)[^<]*/, '$1Pasikeitė');
  await withTurn('/lt/branches/lt-pasvalys', change, async (page, turn) => {
    await page.locator('.verdict details summary').first().click();
    const link = page.locator('main .box a').last();
    await link.focus();
    const where = await page.evaluate(() => [scrollY, document.activeElement.outerHTML]);
    await page.evaluate(() => (document.activeElement.probe = 'the same element'));
    await turn(page.locator('h2', { hasText: 'Pasikeitė' }));
    assert.deepEqual(await page.evaluate(() => [scrollY, document.activeElement.outerHTML]), where);
    assert.equal(await page.evaluate(() => document.activeElement.probe), 'the same element');
    assert.equal(await page.locator('.verdict details').first().getAttribute('open'), '');
  });
});

test('so does every page that says what is today, to come, or usable now', async () => {
  const { code } = (await api('branches/lt-pasvalys')).library;
  const change = (body) => body.replace(/(<h1[^>]*>)[^<]*/, '$1Pasikeitė');
  for (const target of ['events/pasvalys-siandien', `libraries/${code}`, 'municipalities/LT-34', 'municipalities', 'campaigns/demo-sviesa'])
    await withTurn(`/lt/${target}`, change, (page, turn) => turn(page.locator('h1', { hasText: 'Pasikeitė' })));
});

test('what somebody is typing or choosing of events stays when the page turns', async () => {
  const change = (body) => body.replace(/(<p class="lead sentence">)[^<]*/, '$1Pasikeitė');
  await withTurn('/lt/events', change, async (page, turn) => {
    await page.locator('.filters summary').click();
    await page.locator('select[name=kind]').selectOption({ index: 1 });
    const chosen = await page.locator('select[name=kind]').inputValue();
    await page.locator('#q').pressSequentially('paskai');
    await turn(page.locator('.lead', { hasText: 'Pasikeitė' }));
    assert.equal(await page.locator('#q').inputValue(), 'paskai');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
    assert.equal(await page.locator('select[name=kind]').inputValue(), chosen);
    assert.equal(await page.locator('.filters').getAttribute('open'), '');
  });
});

test('the map: buttons zoom and pan, marker and card select each other, Escape leads to the list', async () => {
  await withPage('/lt/', { reducedMotion: 'reduce' }, async (page) => {
    const box = () => page.locator('svg.map').getAttribute('viewBox').then((value) => value.split(' ').map(Number));
    const press = (name) => page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('button', { name: 'Priartinti' }).waitFor();
    const whole = await box();
    await page.getByRole('button', { name: 'Slinkti į dešinę' }).dispatchEvent('click');
    assert.deepEqual(await box(), whole, 'the whole map has nowhere to go');
    await press('Priartinti');
    const near = await box();
    assert.ok(near[2] < whole[2]);
    await press('Slinkti į dešinę');
    assert.ok((await box())[0] > near[0]);
    for (let i = 0; i < 12; i++) await press('Slinkti į dešinę'); // well beyond the edge
    const [left, , width] = await box();
    assert.ok(left + width <= whole[2] + 0.01, 'never beside the drawing');
    await press('Rodyti visą');
    assert.deepEqual(await box(), whole);

    const code = await page.locator('li.card').nth(2).getAttribute('data-code');
    await page.locator(`li.card[data-code="${code}"] h3 a`).focus();
    assert.equal(await page.locator('svg.map a.chosen').count(), 1);
    const marker = page.locator('svg.map a').nth(3);
    await marker.click();
    const chosen = await marker.getAttribute('data-code');
    assert.equal(await page.evaluate(() => document.activeElement.closest('li.card').dataset.code), chosen);
    assert.ok(await page.locator(`li.card[data-code="${chosen}"]`).evaluate((card) => card.classList.contains('chosen')));
    const other = page.locator('svg.map a').nth(5);
    const wanted = await other.getAttribute('data-code');
    await other.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.closest('li.card')?.dataset.code), wanted, 'Enter goes on from the card');
    assert.equal(await page.locator(`li.card.chosen[data-code="${wanted}"]`).count(), 1);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/lt\/branches\//);
    await page.goBack();
    await page.getByRole('button', { name: 'Priartinti' }).waitFor();
    await page.locator('svg.map a').nth(5).focus();
    await page.keyboard.press('Escape');
    assert.ok(await page.evaluate(() => document.querySelector('#found').contains(document.activeElement) && !document.activeElement.closest('svg')));
    assert.deepEqual(await axeViolations(page), []);
  });
});

test('Enter on a marker of events goes on from the first of them', async () => {
  await withPage('/lt/events', {}, async (page) => {
    await page.getByRole('button', { name: 'Priartinti' }).waitFor();
    const marker = page.locator('svg.map a[data-code]').first();
    const id = (await marker.getAttribute('href')).slice(1);
    await marker.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.closest('li')?.id), id);
  });
});

test('the map comes back alive after a list without places, on whatever page one began', async () => {
  for (const target of ['/lt/', '/lt/?q=zzzzqqqq'])
    await withPage(target, {}, async (page) => {
      const type = async (text) => {
        await page.locator('#q').fill(text);
        await page.waitForURL((url) => (url.searchParams.get('q') || '') === text);
      };
      if (target === '/lt/') {
        await page.getByRole('button', { name: 'Priartinti' }).waitFor();
        await wake(page, '#q', () => performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/filters.')));
        await type('zzzzqqqq');
        await page.locator('svg.map').waitFor({ state: 'detached' });
      } else {
        await wake(page, '#q', () => performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/filters.')));
      }
      await type('');
      await page.getByRole('button', { name: 'Priartinti' }).click();
      const marker = page.locator('svg.map a').nth(3);
      await marker.dispatchEvent('pointerover');
      assert.equal(await page.locator('svg.map a.chosen').count(), 1);
    });
});

test('the map lets go of the mouse that is let go beside it, and a drag within it is no click', async () => {
  await withPage('/lt/', {}, async (page) => {
    const box = () => page.locator('svg.map').getAttribute('viewBox');
    await page.getByRole('button', { name: 'Priartinti' }).click();
    const { x, y, width, height } = await page.locator('svg.map').boundingBox();
    const drag = async (toX, toY) => {
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2 + 30, y + height / 2 + 10, { steps: 3 });
      await page.mouse.move(toX, toY, { steps: 3 });
      await page.mouse.up();
    };
    await drag(x - 20, y + height / 2);
    const left = await box();
    await page.mouse.move(x + width / 2, y + height / 3, { steps: 3 });
    assert.equal(await box(), left);
    await page.evaluate(() => addEventListener('click', () => (window.clicked = true)));
    await drag(x + width / 3, y + height / 3);
    assert.notEqual(await box(), left);
    assert.equal(await page.evaluate(() => window.clicked), undefined);
    await page.mouse.click(x + 5, y + 5);
    assert.equal(await page.evaluate(() => window.clicked), true);
  });
});

test('share: the system’s dialogue where there is one, else the address is copied, and said to be', async () => {
  // The address that people use must be the one that the browser asks: a port is taken and given back for it.
  const taken = http.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  await new Promise((resolve) => taken.close(resolve));
  const shared = await startServer({ demo: true, parameters: [`--port=${port}`, `--public-url=http://127.0.0.1:${port}`] });
  const target = `http://127.0.0.1:${port}/lt/branches/lt-pasvalys`;
  try {
    // As somebody came by a link with more in it than the page's own address.
    await withPage(`${target}?from=letter`, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.evaluate(() => Object.defineProperty(navigator, 'share', { value: undefined }));
      await page.locator('[data-share]').click();
      await page.getByRole('status').filter({ hasText: words.lt['share.copied'] }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), target);
    });
    await withPage(target, {}, async (page) => {
      await page.evaluate(() => Object.defineProperty(navigator, 'share', { value: async (what) => (window.shared = what) }));
      await page.locator('[data-share]').click();
      await page.waitForFunction(() => window.shared);
      assert.equal(await page.evaluate(() => window.shared.url), target);
    });
    for (const [dialogue, said] of [['AbortError', ''], ['NotAllowedError', words.lt['share.copied']]])
      await withPage(target, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
        await page.evaluate((name) => {
          navigator.clipboard.writeText('as before');
          Object.defineProperty(navigator, 'share', { value: () => ((window.asked = true), Promise.reject(new DOMException('no', name))) });
        }, dialogue);
        await page.locator('[data-share]').click();
        await page.waitForFunction(() => window.asked);
        await waitFor(`what follows ${dialogue}`, async () => (await page.locator('[data-share] ~ p[role=status], .btns + p[role=status]').first().textContent()) === said);
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), said ? target : 'as before');
      });
    await withPage(target, {}, async (page) => {
      await page.evaluate(() => {
        Object.defineProperty(navigator, 'share', { value: undefined });
        Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('no')) });
      });
      await page.locator('[data-share]').click();
      await page.getByRole('status').filter({ hasText: `${words.lt['share.failed']} ${target}` }).waitFor();
    });
    await withPage(target, { javaScriptEnabled: false }, async (page) => assert.ok(await page.locator('[data-share]').isHidden()));
    await withTurn(target, (body) => body.replace(/(<h1[^>]*>)[^<]*/, '$1Pasikeitė'), async (page, turn) => {
      await turn(page.locator('h1', { hasText: 'Pasikeitė' }));
      assert.ok(await page.locator('[data-share]').isVisible(), 'once shown it stays');
    });
  } finally {
    await shared.stop();
  }
});
