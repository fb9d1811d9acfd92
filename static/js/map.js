// SPDX-License-Identifier: Apache-2.0
//
// The map: buttons to zoom and pan (two fingers, dragging and Ctrl with the wheel do it too), a marker and its card select each
// other, Escape leads to the list. One finger still scrolls the page, Tab walks through as before: the map holds nobody.
const ZOOM_STEP = 1.6;
const ZOOM_MAX = 10; // of a map whose names can be read as it comes
const PAN_STEP = 0.3; // of what is seen
const DRAG_PX = 4; // less is a click
const SMALL = 1.5; // units of the drawing in a pixel: its names can't be read any more

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const number = (element, name) => Number(element.getAttribute(name));

/** What is seen of the drawing: {x, y, width, height, zoom}, never beside it. */
function makeView(svg, whole) {
  const view = { ...whole, zoom: 1, anchor: null }; // anchor: a place that buttons zoom around while it is seen

  /** Units of the drawing in a pixel, as a whole. */
  view.coarseness = () => whole.width / (svg.getBoundingClientRect().width || whole.width);

  view.zoomMax = () => ZOOM_MAX * Math.max(1, view.coarseness());

  /** Marks and names keep their size: each is scaled back around its place; on a small map not before they can be read. */
  function keepSizes() {
    const scale = Math.min(1, Math.max(1, view.coarseness()) / view.zoom);
    const around = (element, x, y) =>
      scale === 1
        ? element.removeAttribute('transform')
        : element.setAttribute('transform', `translate(${x} ${y}) scale(${scale}) translate(${-x} ${-y})`);
    for (const marker of svg.querySelectorAll('a[data-code]')) {
      const circle = marker.querySelector('circle');
      if (circle) around(marker, number(circle, 'cx'), number(circle, 'cy'));
    }
    let place = null; // of the circle that a name belongs to
    for (const mark of svg.querySelectorAll('g > circle, g > text')) {
      if (mark.nodeName === 'circle') place = [number(mark, 'cx'), number(mark, 'cy')];
      if (place) around(mark, ...place);
    }
  }

  function apply() {
    view.width = whole.width / view.zoom;
    view.height = whole.height / view.zoom;
    view.x = clamp(view.x, whole.x, whole.x + whole.width - view.width);
    view.y = clamp(view.y, whole.y, whole.y + whole.height - view.height);
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.width} ${view.height}`);
    keepSizes();
  }

  /** Zooms so that what is at that fraction of the view stays there. */
  view.zoomTo = (zoom, across = 0.5, down = 0.5) => {
    const before = { x: view.x + view.width * across, y: view.y + view.height * down };
    view.zoom = clamp(zoom, 1, view.zoomMax());
    view.x = before.x - (whole.width / view.zoom) * across;
    view.y = before.y - (whole.height / view.zoom) * down;
    apply();
  };
  /** By fractions of what is seen. */
  view.panBy = (across, down) => {
    view.x += view.width * across;
    view.y += view.height * down;
    apply();
  };
  const isSeen = (x, y) => x > view.x && x < view.x + view.width && y > view.y && y < view.y + view.height;

  /** As buttons do: around the anchor, or the middle. */
  view.zoomBy = (factor) => {
    const [x, y] = view.anchor && isSeen(...view.anchor) ? view.anchor : [view.x + view.width / 2, view.y + view.height / 2];
    view.zoomTo(view.zoom * factor, (x - view.x) / view.width, (y - view.y) / view.height);
  };
  view.showPlace = (x, y) => {
    if (isSeen(x, y)) return;
    view.x = x - view.width / 2;
    view.y = y - view.height / 2;
    apply();
  };
  view.apply = apply;
  return view;
}

function addButtons(svg, view, words) {
  const tools = document.createElement('div');
  const actions = [
    ['in', '+', () => view.zoomBy(ZOOM_STEP)],
    ['out', '−', () => view.zoomBy(1 / ZOOM_STEP)],
    ['left', '←', () => view.panBy(-PAN_STEP, 0)],
    ['up', '↑', () => view.panBy(0, -PAN_STEP)],
    ['down', '↓', () => view.panBy(0, PAN_STEP)],
    ['right', '→', () => view.panBy(PAN_STEP, 0)],
    ['whole', '⤢', () => view.zoomTo(1)],
  ];

  tools.className = 'map-tools';
  tools.dataset.made = '';
  tools.setAttribute('role', 'group');
  tools.setAttribute('aria-label', words.tools);
  const buttons = actions.map(([name, sign, act]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.title = words[name];
    button.setAttribute('aria-label', words[name]);
    button.textContent = sign;
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') === 'true') return;
      act();
      tell();
    });
    tools.append(button);
    return { name, button };
  });

  // What would do nothing says so, and keeps the focus.
  function tell() {
    const disabled = { in: view.zoom >= view.zoomMax() };
    for (const { name, button } of buttons)
      button.setAttribute('aria-disabled', String(name in disabled ? disabled[name] : view.zoom === 1));
  }
  tell();
  (svg.closest('.aim') || svg.closest('.pan') || svg).before(tools);
  return tell;
}

/** Two fingers, the mouse, and Ctrl with the wheel. */
function addGestures(svg, view, told) {
  let fingers = null;
  let drag = null;
  let dragged = false; // the click that follows is none

  const fraction = (x, y) => {
    const box = svg.getBoundingClientRect();
    return [(x - box.left) / box.width, (y - box.top) / box.height];
  };
  const pair = ([a, b]) => ({
    x: (a.clientX + b.clientX) / 2,
    y: (a.clientY + b.clientY) / 2,
    apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
  });
  const move = (from, x, y) => {
    const box = svg.getBoundingClientRect();
    view.panBy((from.x - x) / box.width, (from.y - y) / box.height);
  };

  svg.addEventListener('touchstart', (event) => (fingers = event.touches.length === 2 ? pair(event.touches) : null), { passive: true });
  svg.addEventListener(
    'touchmove',
    (event) => {
      if (!fingers || event.touches.length !== 2) return;
      event.preventDefault();
      const now = pair(event.touches);
      move(fingers, now.x, now.y);
      view.zoomTo((view.zoom * now.apart) / fingers.apart, ...fraction(now.x, now.y));
      fingers = now;
      told();
    },
    { passive: false },
  );
  svg.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return; // the page scrolls
      event.preventDefault();
      view.zoomTo(view.zoom * Math.exp(-event.deltaY / 200), ...fraction(event.clientX, event.clientY));
      told();
    },
    { passive: false },
  );
  svg.addEventListener('pointerdown', (event) => {
    dragged = false;
    drag = event.pointerType === 'mouse' && event.button === 0 && view.zoom > 1 ? { x: event.clientX, y: event.clientY, far: false } : null;
  });
  addEventListener('pointermove', (event) => {
    if (event.buttons === 0) drag = null; // let go where nothing tells
    if (!drag || (!drag.far && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < DRAG_PX)) return;
    move(drag, event.clientX, event.clientY);
    drag = { x: event.clientX, y: event.clientY, far: true };
  });
  addEventListener('pointerup', ({ target }) => {
    dragged = drag !== null && drag.far && svg.contains(target); // beside the map there is no click to come
    drag = null;
  });
  svg.addEventListener('dragstart', (event) => event.preventDefault()); // of a link
  svg.addEventListener(
    'click',
    (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
      dragged = false;
    },
    true,
  );
}

/** A marker and its card select each other. */
function addSelection(svg, view) {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  // A place with several points has one marker; a card's own link to the map says which.
  const codeOf = (owner) => {
    const link = owner.querySelector('a.on-map');
    return link ? link.hash.replace('#m-', '') : owner.dataset.code;
  };
  const both = (code) => [...document.querySelectorAll('#found li.card[data-code], svg.map a[data-code]')].filter((owner) => codeOf(owner) === code);
  /** The link of what a marker leads to in the list, folded or not; none where that is on another page. */
  const listLink = (marker) => {
    const [page, id] = marker.getAttribute('href').split('#');
    const item = page === '' && document.getElementById(id);
    return item && item.querySelector('h3 a');
  };
  const goTo = (link, how) => {
    const folded = link.closest('details');
    if (folded) folded.open = true;
    link.focus(how);
  };
  let chosen = '';

  function choose(code) {
    if (chosen !== code) for (const element of document.querySelectorAll('.chosen')) element.classList.remove('chosen');
    chosen = code;
    for (const element of both(code)) element.classList.add('chosen');
  }

  for (const type of ['pointerover', 'focusin'])
    document.addEventListener(type, ({ target }) => {
      const owner = svg.isConnected && target.closest && target.closest('li.card[data-code], svg.map a[data-code]'); // not of a map that is gone
      if (!owner) return;
      choose(codeOf(owner));
      const circle = type === 'focusin' && svg.querySelector('a.chosen circle');
      if (circle) view.showPlace(number(circle, 'cx'), number(circle, 'cy'));
    });
  // A tap, or Enter, shows the place in the list and goes on from there; where it isn't, a marker is the link that it is.
  svg.addEventListener('click', (event) => {
    const marker = event.target.closest('a[data-code]');
    const link = marker && !event.ctrlKey && !event.metaKey && !event.shiftKey && listLink(marker);
    if (!link) return;
    event.preventDefault();
    choose(marker.dataset.code);
    goTo(link, { preventScroll: true });
    link.closest('li').scrollIntoView({ block: 'center', behavior: still.matches ? 'auto' : 'smooth' });
  });
  (svg.closest('section') || svg).addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const marker = event.target.closest('a[data-code]');
    const link = (marker && listLink(marker)) || document.querySelector('#found a');
    if (link) goTo(link);
  });
  return () => chosen && choose(chosen);
}

/** Buttons and gestures of a map: what is seen of it, as makeView() gives it. One that is `fitted` into a small window begins closer. */
export function makeZoomable(svg, isFitted = false) {
  const words = document.getElementById('map-words').dataset;
  const [x, y, width, height] = svg.getAttribute('viewBox').split(/[\s,]+/).map(Number);
  const view = makeView(svg, { x, y, width, height });

  svg.dataset.held = '';
  if (isFitted && view.coarseness() > SMALL) view.zoomTo(view.coarseness());
  addGestures(svg, view, addButtons(svg, view, words));
  return view;
}

export function start(svg) {
  const view = makeZoomable(svg);
  const chooseAgain = addSelection(svg, view);
  document.addEventListener('branchlight:shown', () => {
    if (!svg.isConnected) return;
    view.apply();
    chooseAgain();
  });
}
