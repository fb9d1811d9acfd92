// SPDX-License-Identifier: Apache-2.0
//
// What every page (list.mjs) must be: usable with assistive technology (axe-core), no wider than the window, quiet, alone (nobody
// else is asked for anything), valid HTML, and light: in both languages, light and dark, on a small phone and a desk.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { axeViolations, openPage, overflow, unfold } from './browser.mjs';
import { languagesOf, pages } from './list.mjs';
import { startSite } from './site.mjs';

const FIRST_VIEW_BYTES = 40 * 1024;
const FIRST_VIEW_REQUESTS = 5;

let site;
before(async () => {
  site = await startSite();
});
after(() => site?.stop());

// One more than there are processors keeps them busy.
const concurrency = cpus().length + 1;

/** A test of each page. */
function eachPage(check) {
  for (const entry of pages)
    it(entry.name, () => check(entry));
}

const WIDTHS = [320, 1280];

// What depends on colours is looked at again in the dark; the rest of axe's rules are about what the page is, which stays.
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Bytes of an answer with its head, compressed as a browser takes it. */
async function sizeOf(url) {
  const answer = await fetch(url, { headers: { 'Accept-Encoding': 'br' } });
  await answer.arrayBuffer();
  return Number(answer.headers.get('content-length')) + [...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
}

/** Notes what a page that is about to be opened loads: a function that waits for the end of it, [{url, bytes}]. */
async function watchLoad(page) {
  const client = await page.context().newCDPSession(page);
  const loaded = new Map();
  await client.send('Network.enable');
  client.on('Network.requestWillBeSent', ({ requestId, request }) => request.url.startsWith('http') && loaded.set(requestId, { url: request.url, bytes: 0 }));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => loaded.has(requestId) && (loaded.get(requestId).bytes = encodedDataLength));
  return async () => {
    await page.waitForLoadState('networkidle');
    await client.detach();
    // Of the icon the browser doesn't always tell the end: the page doesn't wait for it.
    for (const entry of loaded.values()) entry.bytes ||= await sizeOf(entry.url);
    return [...loaded.values()];
  };
}

// From an empty cache, to the end of what loads by itself; answers as compressed as this browser takes them, with their heads.
function lightAtFirst(all) {
  const list = all.map(({ url, bytes }) => `${bytes} ${url}`).join('\n');
  assert.ok(all.length > 0 && all.length <= FIRST_VIEW_REQUESTS, `${all.length} requests:\n${list}`);
  const sum = all.reduce((total, { bytes }) => total + bytes, 0);
  assert.ok(sum > 0 && sum <= FIRST_VIEW_BYTES, `${sum} bytes:\n${list}`);
}

describe(`nothing to complain of, and a first view of ${FIRST_VIEW_BYTES / 1024} KB and ${FIRST_VIEW_REQUESTS} requests at most`, { concurrency }, () => {
  eachPage(async (entry) => {
    for (const language of languagesOf(entry)) {
      const url = site.at(entry, language);
      let loaded;
      const { page, answer, complaints, foreign, close } = await openPage(
        site.browser,
        url,
        { ...site.session(entry), viewport: { width: WIDTHS[0], height: 800 } },
        async (opening) => (loaded = await watchLoad(opening)),
      );
      assert.equal(answer.status(), entry.status ?? 200);
      assert.match((await answer.request().allHeaders())['accept-encoding'] ?? '', /\bbr\b/, 'as browsers ask');
      lightAtFirst(await loaded());
      await unfold(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: 'light' });
        assert.deepEqual(await axeViolations(page), [], `${url} light ${width} px`);
        assert.equal(await overflow(page), 0, `${url} is wider than ${width} px`);
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await axeViolations(page, COLOUR_RULES), [], `${url} dark ${width} px`);
        assert.equal(await overflow(page), 0, `${url} in the dark is wider than ${width} px`);
      }
      assert.deepEqual(complaints, [], url);
      assert.deepEqual(foreign, [], url);
      await close();
    }
  });
});

describe('says that its data is a demonstration’s', () => {
  const words = Object.fromEntries(['lt', 'en'].map((code) => [code, JSON.parse(readFileSync(new URL(`../../static/i18n/${code}.json`, import.meta.url)))]));
  eachPage(async (entry) => {
    for (const language of languagesOf(entry)) {
      const target = site.at(entry, language), said = words[language];
      const html = await (await fetch(target, { headers: { Accept: 'text/html', 'Accept-Language': language, ...site.headers(entry) } })).text();
      const banner = entry.embeddable ? `<p class="small">${said['site.demo']}</p>` : `<p><b>${said['site.demo']}</b> ${said['site.demo.detail']}</p>`;
      assert.equal(html.split(banner).length, 2, `${target}: once`);
    }
  });
});

function bareOfCode(entry, headers, html) {
  const policy = headers.get('content-security-policy');
  assert.match(policy, /default-src 'self'/);
  assert.match(policy, entry.embeddable ? /frame-ancestors \*/ : /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('set-cookie'), null);
  // Data for programs is no script, and a module of ours comes from our own address: these two may be there.
  const rest = html
    .replace(/<script type="application\/ld\+json">[^<>&]*<\/script>/g, '')
    .replace(/<script type="module" src="\/assets\/[^"]+"><\/script>/g, '');
  assert.doesNotMatch(rest, /<script|<style|\sstyle=|\son[a-z]+=/);
  if (!entry.embeddable) assert.equal(html.match(/<script type="module" src="\/assets\/branchlight\.[0-9a-f]{12}\.js"><\/script>/g)?.length, 1);
  assert.doesNotMatch(html, /(src|<link[^>]* href)="(https?:)?\/\//);
}

describe('valid HTML that runs and styles nothing inside itself, and keeps nothing', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: {
      'no-trailing-whitespace': 'off',
      'long-title': 'off',
      'no-redundant-role': 'off', // role="list" brings back what list-style: none takes away in Safari
      'no-implicit-button-type': 'off', // the only buttons submit
      'tel-non-breaking': 'off',
      'void-style': 'off',
    },
  });
  eachPage(async (entry) => {
    for (const language of languagesOf(entry)) {
      const target = site.at(entry, language);
      const answer = await fetch(target, { headers: { Accept: 'text/html', ...site.headers(entry) } });
      const html = await answer.text();
      assert.equal(answer.status, entry.status ?? 200, target);
      bareOfCode(entry, answer.headers, html);
      const report = await validator.validateString(html);
      const messages = report.results.flatMap(({ messages: found }) => found.map((m) => `${target}:${m.line} ${m.ruleId}: ${m.message}`));
      assert.deepEqual(messages, []);
    }
  });
});
