// SPDX-License-Identifier: Apache-2.0
//
// Pages look as they did when somebody looked at them: the boxes of their parts against tests/pages/layout.json. Where a page is
// meant to look otherwise, look at it, then `make screenshots` writes the new ones. Without scripts, which add buttons when they come.
import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { boxes, fixFont, readKept, WIDTHS } from './boxes.mjs';
import { openPage } from './browser.mjs';
import { pages } from './list.mjs';
import { startSite } from './site.mjs';

const TOLERANCE = 16; // px: rounding to 8 either way, and another version's hinting

let site;
before(async () => {
  site = await startSite();
});
after(() => site?.stop());

describe('the boxes of each page lie where they lay', { concurrency: cpus().length + 1 }, () => {
  const { font, pages: all } = readKept();
  for (const entry of pages.filter(({ layout }) => layout))
    it(entry.name, async (t) => {
      for (const width of WIDTHS) {
        const { page, close } = await openPage(site.browser, site.at(entry), { ...site.session(entry), viewport: { width, height: 900 }, reducedMotion: 'reduce', javaScriptEnabled: false });
        if ((await fixFont(page)) !== font) return t.skip('this machine has another font');
        const before = all[entry.name]?.[width];
        assert.ok(before, `${entry.name} has no boxes at ${width} px: look at it, then "make screenshots"`);
        const now = await boxes(page);
        const moved = Object.keys({ ...before, ...now }).filter(
          (part) => !before[part] || !now[part] || before[part].some((side, i) => Math.abs(side - now[part][i]) > TOLERANCE),
        );
        assert.deepEqual(
          moved.map((part) => `${part}: ${before[part] ?? 'nowhere'} → ${now[part] ?? 'nowhere'}`),
          [],
          `${entry.name} at ${width} px`,
        );
        await close();
      }
    });
});
