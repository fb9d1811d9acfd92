// SPDX-License-Identifier: Apache-2.0
//
// A branch's place marked on the map of its form: the click's coordinates are those of what was clicked, whatever the width and the
// zoom; the field remains the plain way, and nobody needs the map.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startServer } from '../support/server.mjs';
import { enrol } from '../support/staff.mjs';
import { axeViolations, launchBrowser } from './browser.mjs';

const sheet = readFileSync(new URL('../../static/map/lt.map', import.meta.url), 'utf8');
const [, across, down] = /^frame \S+ \S+ (\S+) (\S+)/m.exec(sheet);
const UNIT = [1 / down, 1 / across]; // degrees of latitude and longitude in a unit of the sheet
const placeOf = (name) => new RegExp(`^town (\\S+) (\\S+) ${name}$`, 'm').exec(sheet).slice(1).map(Number);
const TOWNS = Object.fromEntries(['Panevėžys', 'Klaipėda', 'Vilnius'].map((name) => [name, placeOf(name)]));
const places = Object.fromEntries([...sheet.matchAll(/^town (\S+) (\S+) (.+)$/gm)].map(([, latitude, longitude, name]) => [name, [Number(latitude), Number(longitude)]]));
// In units of the sheet.
const distance = (one, other) => Math.hypot((one[0] - other[0]) * down, (one[1] - other[1]) * across);
const words = JSON.parse(readFileSync(new URL('../../static/i18n/en.json', import.meta.url), 'utf8'));
const home = '/en/staff/directory', library = 'pasvalio-vb';

let server, browser, manager;
before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  manager = await enrol(server, { role: 'library_manager', scope: library, name: 'Danguole' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(target, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const [name, value] = manager.cookie.split('=');
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(new URL(target, server.url).href);
  return { page, close: () => context.close() };
}

async function unfold(page) {
  await page.getByText('Mark on the map').click();
  await page.getByRole('button', { name: 'Zoom in' }).waitFor();
}

/** The middle of a town's dot in the window, brought into sight. */
const dotOf = (page, town) =>
  page.evaluate((name) => {
    const text = [...document.querySelectorAll('.pick .city')].find((one) => one.textContent === name);
    const dot = text.previousElementSibling;
    dot.scrollIntoView({ block: 'center', inline: 'center' });
    const { left, right, top, bottom } = dot.getBoundingClientRect();
    return [(left + right) / 2, (top + bottom) / 2];
  }, town);

const field = (page) => page.getByLabel('Coordinates', { exact: true });
const written = async (page) => (await field(page).inputValue()).split(', ').map(Number);

/** Whether a place is a town's, to what `pixels` of the drawing are in degrees. */
async function near(page, [latitude, longitude], [lat, lon], pixels, what) {
  const unit = await page.evaluate(() => 1 / document.querySelector('.pick svg').getScreenCTM().a); // sheet's units in a pixel
  assert.ok(Math.abs(latitude - lat) < pixels * unit * UNIT[0] && Math.abs(longitude - lon) < pixels * unit * UNIT[1], `${what}: ${[latitude, longitude]} for ${[lat, lon]}`);
}

for (const width of [320, 390, 1280])
  test(`a click on a town gives its coordinates, at ${width} px, zoomed too`, async () => {
    const { page, close } = await open(`${home}/libraries/${library}/branches`, { viewport: { width, height: 800 } });
    await unfold(page);
    const whole = page.getByRole('button', { name: words['map_tool.whole'] });
    if (width < 700) await whole.click(); // where the whole is too small to read, it begins closer
    for (const [town, place] of Object.entries(TOWNS)) {
      await page.mouse.click(...(await dotOf(page, town)));
      await near(page, await written(page), place, 2, `${town}, whole`);
    }
    // Closer, step by step, with what is clicked kept in sight: Panevėžys stands near the middle of the country.
    for (let step = 0; step < 4; step++) {
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await field(page).fill(TOWNS.Panevėžys.join(', '));
      await page.mouse.click(...(await dotOf(page, 'Panevėžys')));
      await near(page, await written(page), TOWNS.Panevėžys, 2, `Panevėžys, ${step + 1} times closer`);
    }
    assert.equal(await page.getByLabel('What they are of').inputValue(), 'locality');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(await axeViolations(page), []);
    await close();
  });

test('a new branch is marked and saved; the mark stands there when it is opened again, and follows the field', async () => {
  const { page, close } = await open(`${home}/libraries/${library}/branches`);
  await page.getByLabel('Name', { exact: true }).fill('Žemėlapio filialas');
  await unfold(page);
  assert.equal(await page.locator('.picked circle').count(), 0, 'nothing is marked before');
  await page.evaluate(() => document.querySelector('.pick [role=status]').textContent).then((words) => assert.equal(words, '', 'the live region is there before its words'));
  await page.mouse.click(...(await dotOf(page, 'Panevėžys')));
  const [latitude, longitude] = await written(page);
  assert.match(await page.textContent('.pick [role=status]'), new RegExp(`Marked: ${latitude.toFixed(4)}, ${longitude.toFixed(4)}.*town or village`));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/branches\/lt-zemelapio-filialas\?saved/);
  const { location } = (await manager.get('/api/v1/staff/branches/lt-zemelapio-filialas')).json;
  assert.deepEqual(location, { latitude, longitude, precision: 'locality' });
  await unfold(page);
  const [x, y] = await dotOf(page, 'Panevėžys');
  const mark = await page.locator('.picked .here-dot').boundingBox();
  assert.ok(Math.hypot(mark.x + mark.width / 2 - x, mark.y + mark.height / 2 - y) < 3, 'the mark stands where it was set');
  await field(page).fill(TOWNS.Vilnius.join(', '));
  const [u, v] = await dotOf(page, 'Vilnius');
  const moved = await page.locator('.picked .here-dot').boundingBox();
  assert.ok(Math.hypot(moved.x + moved.width / 2 - u, moved.y + moved.height / 2 - v) < 3, 'and follows the field');
  await field(page).fill('1.5, 2.5');
  assert.equal(await page.locator('.picked circle').count(), 0, 'beside the sheet there is none');
  await close();
});

test('dragging a closer map moves it and marks nothing; a finger’s tap marks', async () => {
  const { page, close } = await open(`${home}/branches/lt-pasvalys`);
  await unfold(page);
  const before = await field(page).inputValue();
  for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
  const box = await page.locator('.pick svg').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 200)];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 20, { steps: 4 });
  await page.mouse.up();
  assert.equal(await field(page).inputValue(), before);
  await close();
  const phone = await open(`${home}/branches/lt-pasvalys`, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  await unfold(phone.page);
  await phone.page.touchscreen.tap(...(await dotOf(phone.page, 'Panevėžys')));
  await near(phone.page, await written(phone.page), TOWNS.Panevėžys, 3, 'a tap');
  await phone.close();
});

test('the keyboard passes through the map and Escape leads back to the field; without scripts there is no map', async () => {
  const { page, close } = await open(`${home}/branches/lt-pasvalys`);
  await page.getByText('Mark on the map').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Zoom in' }).waitFor();
  let left = false;
  for (let i = 0; i < 12 && !left; i++) {
    await page.keyboard.press('Tab');
    left = await page.evaluate(() => !document.activeElement.closest('.pick'));
  }
  assert.ok(left, 'Tab leads out');
  // Panned by buttons, the middle is marked, and told with the nearest town.
  await page.getByRole('button', { name: 'Zoom in' }).focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Mark the middle of the view' }).focus();
  await page.keyboard.press('Enter');
  const middle = await page.locator('.pick .pan').boundingBox();
  const mark = await page.locator('.picked .here-dot').boundingBox();
  assert.ok(Math.hypot(mark.x + mark.width / 2 - middle.x - middle.width / 2, mark.y + mark.height / 2 - middle.y - middle.height / 2) < 3, 'in the middle');
  const [, town] = /^Marked: [\d., ]+, near (.+?)\. /.exec(await page.textContent('.pick [role=status]'));
  const [latitude, longitude] = await written(page);
  const away = Object.keys(places).sort((one, other) => distance(places[one], [latitude, longitude]) - distance(places[other], [latitude, longitude]));
  assert.equal(town, away[0]);
  await page.getByRole('button', { name: 'Zoom in' }).focus();
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'coordinates');
  await close();
  const plain = await open(`${home}/branches/lt-pasvalys`, { javaScriptEnabled: false });
  assert.equal(await plain.page.locator('.pick').isVisible(), false);
  assert.equal(await field(plain.page).isVisible(), true);
  await plain.close();
});

for (const width of [320, 1280])
  test(`the cross stands where the middle is marked, and the mark stays in sight, at ${width} px`, async () => {
    const { page, close } = await open(`${home}/branches/lt-pasvalys`, { viewport: { width, height: 800 } });
    await unfold(page);
    await page.getByRole('button', { name: 'Zoom in' }).focus();
    await page.locator('.pick .pan').scrollIntoViewIfNeeded();
    const inSight = () => page.evaluate(() => {
      const mark = document.querySelector('.picked .here-dot').getBoundingClientRect(), pan = document.querySelector('.pick .pan').getBoundingClientRect();
      return mark.left >= pan.left && mark.right <= pan.right && mark.top >= pan.top && mark.bottom <= pan.bottom;
    });
    assert.ok(await inSight(), 'as it is opened');
    assert.ok(await page.evaluate(() => document.querySelector('.pick .pan').scrollWidth <= document.querySelector('.pick .pan').clientWidth), 'no part of the map is hidden beside');
    for (let step = 0; step < 4; step++) {
      await page.getByRole('button', { name: 'Zoom in' }).click();
      assert.ok(await inSight(), `${step + 1} times closer`);
    }
    assert.equal(await page.getByRole('button', { name: words['map_tool.left'] }).getAttribute('aria-disabled'), 'false');
    await page.getByRole('button', { name: 'Mark the middle of the view' }).click();
    // What is drawn in the middle of the cross: a pseudo-element has no box, so it is asked of its parent, which it is centred in.
    const cross = await page.evaluate(() => {
      const aim = document.querySelector('.pick .aim'), { left, top } = aim.getBoundingClientRect(), style = getComputedStyle(aim, '::after');
      return [left + parseFloat(style.left), top + parseFloat(style.top)];
    });
    const mark = await page.evaluate(() => {
      const { left, right, top, bottom } = document.querySelector('.picked .here-dot').getBoundingClientRect();
      return [(left + right) / 2, (top + bottom) / 2];
    });
    assert.ok(Math.hypot(mark[0] - cross[0], mark[1] - cross[1]) < 3, `${mark} for ${cross}`);
    await close();
  });

test('on a phone the map begins so close that its names can be read, and can be moved', async () => {
  const { page, close } = await open(`${home}/branches/lt-pasvalys`, { viewport: { width: 320, height: 800 } });
  await unfold(page);
  const height = await page.evaluate(() => Math.max(...[...document.querySelectorAll('.pick .city')].map((name) => name.getBoundingClientRect().height)));
  assert.ok(height >= 11, `${height} px`);
  assert.equal(await page.getByRole('button', { name: words['map_tool.right'] }).getAttribute('aria-disabled'), 'false');
  await close();
});
