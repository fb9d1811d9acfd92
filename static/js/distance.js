// SPDX-License-Identifier: Apache-2.0
//
// Straight distances on the earth, and how they are said: the same as src/directory and moment_distance.
const EARTH_METRES = 6371008.8;

/** Metres along the great circle (haversine) between places {latitude, longitude} in degrees. */
export function metresBetween(a, b) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = (angle) => Math.sin(angle / 2) ** 2;
  const chord =
    half(radians(b.latitude - a.latitude)) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(radians(b.longitude - a.longitude));
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** "850 m", "3,2 km", "45 km": `words` has the catalogue's metres, kilometres and decimal. */
export function distanceText(metres, { metres: short, kilometres: long, decimal }) {
  const tens = Math.floor(metres / 10 + 0.5) * 10;
  const tenths = Math.floor(metres / 100 + 0.5);
  if (tens < 1000) return short.replace('{count}', tens);
  if (tenths >= 100) return long.replace('{count}', Math.floor(metres / 1000 + 0.5));
  return long.replace('{count}', decimal.replace('{whole}', Math.floor(tenths / 10)).replace('{tenths}', tenths % 10));
}
