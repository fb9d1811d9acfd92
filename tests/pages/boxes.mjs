// SPDX-License-Identifier: Apache-2.0
//
// How a page is laid out: where its landmarks, headings and named parts lie. Pictures of two machines differ in every letter's
// edge; boxes tell what moved, and by how much. The font is fixed, since sizes of text follow it.
import { readFileSync } from 'node:fs';
import { unfold } from './browser.mjs';

export const FONT = 'DejaVu Sans';
export const WIDTHS = [320, 1280];
export const kept = new URL('layout.json', import.meta.url);
export const readKept = () => JSON.parse(readFileSync(kept, 'utf8'));

/** Sets all text in FONT; its width of a probe says whether it is there, and of the same make. */
export async function fixFont(page) {
  return page.evaluate(async (font) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { font-family: "${font}"; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const probe = document.createElement('span');
    probe.textContent = 'Ąžuolų šviesa 0123456789';
    probe.style.cssText = 'position: absolute; font-size: 100px; white-space: nowrap';
    document.body.append(probe);
    const { width } = probe.getBoundingClientRect();
    probe.remove();
    return Math.round(width);
  }, FONT);
}

/** {"header.": [x, y, width, height], "h1.": …} in CSS px, rounded to 8. The number of a request, another each time, is masked. */
export async function boxes(page) {
  await unfold(page);
  return page.evaluate(() => {
    const of = {};
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const masked = texts.currentNode.data.replace(/\b[0-9a-f]{16}\b/g, '0'.repeat(16));
      if (masked !== texts.currentNode.data) texts.currentNode.data = masked;
    }
    const parts = 'header, nav, main, footer, main h1, main h2, main section, main form, main aside, main table, main .map, main ul.list, main .btn.main';
    for (const element of document.querySelectorAll(parts)) {
      if (!element.checkVisibility()) continue;
      const own = element.id ? `#${element.id}` : element.getAttribute('aria-labelledby') ? `[${element.getAttribute('aria-labelledby')}]` : `.${element.classList[0] ?? ''}`;
      let name = `${element.tagName.toLowerCase()}${own}`;
      for (let i = 2; name in of; i++) name = `${element.tagName.toLowerCase()}${own} ${i}`;
      const { x, y, width, height } = element.getBoundingClientRect();
      of[name] = [x + scrollX, y + scrollY, width, height].map((side) => Math.round(side / 8) * 8);
    }
    return of;
  });
}
