// SPDX-License-Identifier: Apache-2.0
//
// A place marked on the map: a click or tap writes its coordinates into the form's field, which remains the plain way, and says so.
// The drawing is for the eye and the pointer; Escape leads back to the field.
import { makeZoomable } from './map.js';

const SVG = 'http://www.w3.org/2000/svg';
const PLACE = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/;
const DECIMALS = 4; // of a degree: about 10 m, finer than a finger at the closest zoom
const RADII = [['here', 9], ['here-dot', 4]];

/** The sheet's projection (docs/map.md) both ways; longitudes count from its west round the earth. */
function projectionOf({ west, north, across, down }) {
  [west, north, across, down] = [west, north, across, down].map(Number);
  return {
    toSheet: (latitude, longitude) => [((((longitude - west) % 360) + 360) % 360) * across, (north - latitude) * down],
    toPlace: (x, y) => [north - y / down, ((west + x / across + 540) % 360) - 180],
  };
}

export function start(details) {
  const svg = details.querySelector('svg');
  const field = document.getElementById(details.dataset.pick);
  const precision = document.getElementById('location.precision');
  const told = details.querySelector('[role=status]');
  const picked = svg.querySelector('.picked');
  const { toSheet, toPlace } = projectionOf(svg.dataset);
  const { width, height } = svg.viewBox.baseVal;
  const view = makeZoomable(svg);

  /** The mark stands where the field says; other spellings than two numbers the server reads, when the form is sent. */
  function show() {
    const place = PLACE.exec(field.value);
    const [x, y] = place ? toSheet(Number(place[1]), Number(place[2])) : [-1, -1];
    picked.replaceChildren();
    if (x < 0 || x > width || y < 0 || y > height) return;
    for (const [name, radius] of RADII) {
      const circle = document.createElementNS(SVG, 'circle');
      circle.setAttribute('class', name);
      for (const [attribute, value] of [['cx', x], ['cy', y], ['r', radius]]) circle.setAttribute(attribute, value);
      picked.append(circle);
    }
    view.apply();
    view.showPlace(x, y);
  }

  svg.addEventListener('click', ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    field.value = toPlace(x, y).map((degrees) => degrees.toFixed(DECIMALS)).join(', ');
    precision.value = 'locality';
    told.textContent = told.dataset.words.replace('{place}', field.value);
    show();
  });
  field.addEventListener('input', () => {
    told.textContent = '';
    show();
  });
  details.addEventListener('keydown', ({ key }) => key === 'Escape' && field.focus());
  show();
}
