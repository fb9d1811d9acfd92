// SPDX-License-Identifier: Apache-2.0
//
// `make screenshots`: the main screens as pictures for the reader (docs/img), and the boxes that layout.test.mjs compares with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { boxes, fixFont, kept, WIDTHS } from './boxes.mjs';
import { openPage } from './browser.mjs';
import { pageNamed, pages } from './list.mjs';
import { startSite } from './site.mjs';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
const pictures = [
  ['find-phone', 'find', PHONE],
  ['find-desktop', 'find', DESK],
  ['find-desktop-dark', 'find', DESK, 'dark'],
  ['branch-phone', 'branch', PHONE],
  ['branch-phone-dark', 'branch', PHONE, 'dark'],
  ['branch-desktop', 'branch', DESK],
  ['events-phone', 'events', PHONE],
  ['events-desktop', 'events', DESK],
  ['campaign-desktop', 'campaign', DESK],
  ['municipality-desktop', 'municipality', DESK],
  ['data-desktop', 'data', DESK],
  ['my-point-phone', 'my point', PHONE],
  ['my-point-phone-dark', 'my point', PHONE, 'dark'],
];

const folder = new URL('../../docs/img/', import.meta.url);
const site = await startSite();
try {
  mkdirSync(folder, { recursive: true });
  for (const [file, name, viewport, colorScheme = 'light'] of pictures) {
    const { page, close } = await openPage(site.browser, site.at(name), { ...site.session(pageNamed(name)), viewport, colorScheme });
    await page.screenshot({ path: new URL(`${file}.png`, folder).pathname });
    await close();
    console.log(`  docs/img/${file}.png`);
  }
  const all = { font: 0, pages: {} };
  for (const entry of pages.filter(({ layout }) => layout)) {
    for (const width of WIDTHS) {
      const { page, close } = await openPage(site.browser, site.at(entry), { ...site.session(entry), viewport: { width, height: 900 }, reducedMotion: 'reduce', javaScriptEnabled: false });
      all.font = await fixFont(page);
      (all.pages[entry.name] ??= {})[width] = await boxes(page);
      await close();
    }
  }
  const line = (text) => text.replace(/\[\s+([^\]]*?)\s+\]/g, (_, sides) => `[${sides.replace(/\s+/g, ' ')}]`);
  writeFileSync(kept, `${line(JSON.stringify(all, null, 1))}\n`);
  console.log('  tests/pages/layout.json');
} finally {
  await site.stop();
}
