// SPDX-License-Identifier: Apache-2.0
//
// Lighthouse on the pages that most people see (`make lighthouse`): as on a phone on slow 4G, each three times; the median of each
// category must be 100 and the largest thing painted within 1.2 s. Everything that costs a point is told, with its cause.
//
//   node tests/lighthouse/run.mjs [find branch events campaign]     LIGHTHOUSE_RUNS=1 for a quick look
//
// Chromium is Debian's, or the one that CHROMIUM names. Reports are kept in build/lighthouse.
import { mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { startSite } from '../pages/site.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const LCP_MS = 1200;
const RUNS = Number(process.env.LIGHTHOUSE_RUNS ?? 3);
const folder = 'build/lighthouse';

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Audits that count and aren't perfect: "lcp: 0.93, 1.4 s, …". */
function losses(report) {
  const refs = CATEGORIES.flatMap((category) => report.categories[category].auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => [category, id]));
  return refs
    .map(([category, id]) => ({ category, ...report.audits[id] }))
    .filter(({ score }) => score !== null && score < 1)
    .map(({ category, id, score, displayValue, title, details }) => {
      const items = (details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.url ?? item.description ?? item.source ?? '').filter(Boolean);
      return `${category} ${id}: ${score}${displayValue ? `, ${displayValue}` : ''}, ${title}${items.length ? `: ${items.join(' | ')}` : ''}`;
    });
}

async function look(name, url, port) {
  const reports = [];
  for (let run = 1; run <= RUNS; run++) {
    const { lhr } = await lighthouse(url, { port, output: 'json', logLevel: 'error', onlyCategories: CATEGORIES });
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    writeFileSync(`${folder}/${name}-${run}.json`, JSON.stringify(lhr));
    reports.push(lhr);
  }
  const scores = CATEGORIES.map((category) => Math.round(median(reports.map((report) => report.categories[category].score)) * 100));
  const lcp = Math.round(median(reports.map((report) => report.audits['largest-contentful-paint'].numericValue)));
  const good = scores.every((score) => score === 100) && lcp <= LCP_MS;
  console.log(`  ${name.padEnd(10)} ${scores.join(' / ')}   largest paint ${lcp} ms   ${good ? 'right' : 'WRONG'}`);
  for (const loss of new Set(reports.flatMap(losses))) console.log(`    ${loss}`);
  return good;
}

const names = process.argv.slice(2);
if (names.length === 0) names.push('find', 'branch', 'events', 'campaign');
mkdirSync(folder, { recursive: true });
const site = await startSite({ published: true });
const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
});
let failed = 0;
try {
  console.log(`  ${' '.repeat(10)} ${CATEGORIES.join(' / ')}, median of ${RUNS}`);
  for (const name of names) {
    if (!(await look(name, site.at(name), chrome.port))) failed++;
  }
} finally {
  chrome.kill();
  await site.stop();
}
console.log(`\n${names.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
