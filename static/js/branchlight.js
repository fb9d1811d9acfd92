// SPDX-License-Identifier: Apache-2.0
//
// What every page loads. Pages work as they are; here they get better where the browser can: each feature is found by an
// attribute in the page, shown, and its module fetched when somebody is about to use it.
const root = document.documentElement;
const openedAt = Date.now();

/**
 * Wakes a feature: `element` is shown, and at the first of `events` its module's start(element, event's type) is called, with
 * "click" where that came while the module was being fetched. Without a connection the page stays as it is.
 */
function enhance(selector, events, load, possible = true) {
  if (!possible) return;
  for (const element of document.querySelectorAll(selector)) {
    let woken = '';
    const wake = ({ type }) => {
      const fetching = woken !== '';
      if (woken !== 'click') woken = type;
      if (fetching) return;
      load().then(
        ({ start }) => {
          for (const event of events) element.removeEventListener(event, wake);
          start(element, woken);
        },
        () => (woken = ''),
      );
    };
    for (const event of events) element.addEventListener(event, wake);
    element.hidden = false;
    element.dataset.shown = '';
  }
}

enhance('[data-near-me]', ['pointerdown', 'focusin', 'click'], () => import('./near_me.js'), isSecureContext && 'geolocation' in navigator);
enhance('form[data-filters]', ['pointerdown', 'focusin'], () => import('./filters.js'));
enhance('input[data-suggest]', ['focusin'], () => import('./suggest.js'));
enhance('[data-copies]', ['pointerdown', 'focusin', 'click'], () => import('./copy.js'), 'clipboard' in navigator);
enhance('[data-share]', ['pointerdown', 'focusin', 'click'], () => import('./share.js'), 'share' in navigator || 'clipboard' in navigator);
enhance('details[data-pick]', ['toggle'], () => import('./map_pick.js'));

// The map wants its buttons as soon as it is seen; one that comes back after a list without places, too.
const watched = new WeakSet();
const watchMap = () => {
  const map = document.querySelector('section.map svg.map');
  if (!map || watched.has(map)) return;
  watched.add(map);
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    import('./map.js').then(({ start }) => start(map), () => {});
  });
  observer.observe(map);
};
addEventListener('load', watchMap);
document.addEventListener('branchlight:shown', watchMap);

// A page that stays open turns with the minute.
if (document.querySelector('[data-fresh]')) {
  let fetching = false;
  const turn = () => {
    if (fetching || document.visibilityState !== 'visible') return;
    fetching = true;
    import('./fresh.js').then(({ start }) => start(openedAt), () => (fetching = false));
  };
  setTimeout(turn, 50000);
  document.addEventListener('visibilitychange', turn);
}

// And at once when something changes, once everything else has come.
if (document.querySelector('[data-fresh]') && 'EventSource' in window)
  addEventListener('load', () => setTimeout(() => import('./live.js').then(({ start }) => start(), () => {}), 5000));

// What a form has just done: words that stand in a page as it comes are no news to a screen reader. Of a box, its heading is said.
const told = (element) => 'said' in element.dataset || (!element.closest('[hidden]') && element.hasChildNodes());
const said = [...document.querySelectorAll('[data-said], main [role=status]')].find(told);
if (said) import('./announce.js').then(({ announce }) => announce((said.querySelector('h2') || said).textContent.trim().replace(/\s+/g, ' ')), () => {});

// A point's own page: what is tapped without a connection is kept, and sent from any page of staff when there is one again.
const isWaiting = () => {
  try {
    return document.querySelector('[data-waiting]') && 'branchlight.reports' in localStorage;
  } catch {
    return false; // where nothing may be kept, nothing waits
  }
};
if (document.querySelector('form[data-report]') || isWaiting()) import('./my_point.js').then(({ start }) => start(), () => {});

// Copies of what was seen, for when there is no connection.
const tellOffline = () => import('./offline.js').then(({ start }) => start(openedAt), () => {});
if ('kept' in root.dataset || document.querySelector('[data-again]')) tellOffline();
else addEventListener('offline', tellOffline, { once: true });
if ('offline' in document.body.dataset && 'serviceWorker' in navigator)
  addEventListener('load', () => navigator.serviceWorker.register('/sw.js').catch(() => {}));
