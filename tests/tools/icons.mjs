// SPDX-License-Identifier: Apache-2.0
//
// Draws the icons and the preview pictures anew from static/img/mark.svg and the catalogues, with Chromium, and writes them into
// static/img. Run after the mark or the site's sentence changed: node tests/tools/icons.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../pages/browser.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const images = path.join(root, 'static', 'img');
const mark = readFileSync(path.join(images, 'mark.svg'), 'utf8');
const browser = await launchBrowser();

async function draw(width, height, body) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<!doctype html><style>*{box-sizing:border-box}body{margin:0}svg{display:block}</style>${body}`);
  const picture = await page.screenshot({ omitBackground: true });
  await page.close();
  return picture;
}

const icon = (size) => draw(size, size, `<div style="width:${size}px">${mark}</div>`);

// Platforms cut their own shape out of these: the ground fills the square, the mark stays in the middle.
const full = (size, share) =>
  draw(size, size, `<div style="background:#0B5D4E;width:${size}px;height:${size}px;display:grid;place-items:center"><div style="width:${size * share}px">${mark}</div></div>`);

// An .ico is a small table in front of PNGs.
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  let at = head.length;
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  pictures.forEach(({ size, png }, i) => {
    const entry = 6 + 16 * i;
    head.writeUInt8(size, entry);
    head.writeUInt8(size, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

function preview(words) {
  return draw(1200, 630, `
    <div style="width:1200px;height:630px;background:#F3F6F4;border-bottom:24px solid #0B5D4E;padding:96px;display:grid;align-content:center;gap:48px;
      font-family:system-ui,'Noto Sans','DejaVu Sans',sans-serif;color:#1B2420">
      <div style="display:flex;align-items:center;gap:40px"><div style="width:128px">${mark}</div>
      <b style="font-size:92px;line-height:1.1;letter-spacing:-.02em;font-weight:650">Branchlight</b></div>
      <p style="margin:0;font-size:46px;line-height:1.35;text-wrap:balance">${words}</p>
    </div>`);
}

const write = (name, bytes) => {
  writeFileSync(path.join(images, name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
};

write('favicon.ico', ico([{ size: 16, png: await icon(16) }, { size: 32, png: await icon(32) }, { size: 48, png: await icon(48) }]));
write('icon-192.png', await icon(192));
write('icon-512.png', await icon(512));
write('icon-maskable-512.png', await full(512, 0.8));
write('apple-touch-icon.png', await full(180, 0.9));
for (const language of ['lt', 'en'])
  write(`preview-${language}.png`, await preview(JSON.parse(readFileSync(path.join(root, 'static', 'i18n', `${language}.json`), 'utf8'))['site.description']));
await browser.close();
