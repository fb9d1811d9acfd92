// SPDX-License-Identifier: Apache-2.0
//
// A page that is seen changes by itself: it listens to what changes (server-sent events), and asks for its own address anew where
// that may concern it. A page that nobody sees listens to nothing. It begins behind the change that the page is of, and goes on
// behind the last that it was told, so that nothing is missed before it listens, or while nobody sees it.
import { isBusy, show } from './shown.js';

const SPREAD_MS = 800; // not all readers in the same instant
const KINDS = ['point', 'branch', 'event', 'organization', 'library'];

export function start() {
  // The codes that the page is of; none: it may be any.
  const of = document.querySelector('[data-live]');
  const own = of ? of.dataset.live.split(' ').filter(Boolean) : [];
  const made = document.querySelector('[data-change]');
  let after = made ? made.dataset.change : '';
  let source = null;
  let waiting;

  function renew() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (isBusy()) renew();
      else show(location.href.split('#')[0]).catch(() => {}); // the next minute will tell
    }, Math.random() * SPREAD_MS);
  }

  function changed({ data, lastEventId }) {
    after = lastEventId || after;
    const { kind, code } = JSON.parse(data);
    if (KINDS.includes(kind) && (own.length === 0 || own.includes(code))) renew();
  }

  function listen() {
    if (document.visibilityState !== 'visible') {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource(after ? `/api/v1/stream?after=${after}` : '/api/v1/stream');
      source.addEventListener('change', changed);
      source.addEventListener('reload', renew);
    }
  }

  document.addEventListener('visibilitychange', listen);
  listen();
}
