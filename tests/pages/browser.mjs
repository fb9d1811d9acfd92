// SPDX-License-Identifier: Apache-2.0
//
// A headless Chromium for the tests of pages: Debian's, or the one that CHROMIUM names. The headless shell draws pages as the
// browser does, with no window around them that nobody looks at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

// Says in the console what the page's policy kept from happening.
const reportViolations = () =>
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => console.error(`policy: ${effectiveDirective} ${blockedURI}`));

/**
 * Opens a page, and notes what must not happen: {page, answer, complaints[], foreign[], close()}; `before(page)` is called first. Complaints are errors and warnings in the
 * console, uncaught exceptions and breaches of the content security policy; that the address itself answers with an error, as an
 * error page does, is none.
 */
export async function openPage(browser, url, options = {}, before = () => {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const foreign = [];
  await context.addInitScript(reportViolations);
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (message.location().url === url && message.text().startsWith('Failed to load resource')) return;
    complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  context.on('request', (request) => request.url().startsWith(`${new URL(url).origin}/`) || foreign.push(request.url()));
  await before(page);
  const answer = await page.goto(url);
  return { page, answer, complaints, foreign, close: () => context.close() };
}

/** Shows what is folded. */
export function unfold(page) {
  return page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
}

/**
 * What axe-core finds against WCAG 2.2 AA and its best practices: one line each. `rules`: only these; all by default, and also the
 * one of targets' size, which axe leaves out by itself.
 */
export async function axeViolations(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const options = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : { rules: { 'target-size': { enabled: true } } }) };
  const { violations } = await page.evaluate((given) => window.axe.run(given), options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
}

/** How far the page is wider than the window, in px. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Opens a page with a script; `check` runs on it, and then nothing may have been complained of. */
export async function checkPage(browser, url, options, check) {
  const opened = await openPage(browser, url, options);
  try {
    await check(opened.page, opened);
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(opened.foreign, []);
  } finally {
    await opened.page.context().close();
  }
}

/** Puts the focus somewhere and waits until the module that this wakes has come and run. */
export async function wake(page, selector, ready) {
  await page.locator(selector).focus();
  await page.waitForFunction(ready);
}
