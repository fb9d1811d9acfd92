// SPDX-License-Identifier: Apache-2.0
//
// A place marked on the map: a click or tap, or by keyboard a button for the middle of what is seen, writes its coordinates into the
// form's field, which remains the plain way, and says so, with the nearest town. Escape leads back to the field.
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
  const pan = details.querySelector('.pan');
  const field = document.getElementById(details.dataset.pick);
  const precision = document.getElementById('location.precision');
  const told = details.querySelector('[role=status]');
  const picked = svg.querySelector('.picked');
  const { toSheet, toPlace } = projectionOf(svg.dataset);
  const { width, height } = svg.viewBox.baseVal;
  const view = makeZoomable(svg, true);

  /** The mark stands where the field says; other spellings than two numbers the server reads, when the form is sent. */
  function show() {
    const place = PLACE.exec(field.value);
    const [x, y] = place ? toSheet(Number(place[1]), Number(place[2])) : [-1, -1];
    picked.textContent = '';
    view.anchor = null;
    if (x < 0 || x > width || y < 0 || y > height) return;
    for (const [name, radius] of RADII) {
      const circle = document.createElementNS(SVG, 'circle');
      circle.setAttribute('class', name);
      for (const [attribute, value] of [['cx', x], ['cy', y], ['r', radius]]) circle.setAttribute(attribute, value);
      picked.append(circle);
    }
    view.anchor = [x, y];
    view.apply();
    view.showPlace(x, y);
  }

  function nearestTown(x, y) {
    const away = (dot) => Math.hypot(dot.getAttribute('cx') - x, dot.getAttribute('cy') - y);
    const dots = [...svg.querySelectorAll('.dot')].sort((one, other) => away(one) - away(other));
    return dots[0].nextElementSibling.textContent;
  }

  /** What is at a point of the window. */
  function mark(left, top) {
    const { x, y } = new DOMPoint(left, top).matrixTransform(svg.getScreenCTM().inverse());
    field.value = toPlace(x, y).map((degrees) => degrees.toFixed(DECIMALS)).join(', ');
    precision.value = 'locality';
    told.textContent = told.dataset.words.replace('{place}', field.value).replace('{town}', nearestTown(x, y));
    show();
  }

  svg.addEventListener('click', ({ clientX, clientY }) => mark(clientX, clientY));
  details.querySelector('[data-middle]').addEventListener('click', () => {
    const { left, top, width: across, height: down } = pan.getBoundingClientRect();
    mark(left + across / 2, top + down / 2);
  });
  field.addEventListener('input', () => {
    told.textContent = '';
    show();
  });
  details.addEventListener('keydown', ({ key }) => key === 'Escape' && field.focus());
  show();
}
