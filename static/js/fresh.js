// SPDX-License-Identifier: Apache-2.0
//
// A page that stays open turns with the minute: it asks for its own address (304 where nothing changed) each minute while it is
// seen, and when it is seen again after more than one.
import { isBusy, show } from './shown.js';

const MINUTE_MS = 60000;
const SPREAD_MS = 5000; // not all readers in the same second

export function start(shownAt) {
  let last = shownAt;
  let waiting;

  async function turn() {
    clearTimeout(waiting);
    // Hidden, or without a connection: the event that ends it comes back here.
    if (document.visibilityState !== 'visible' || !navigator.onLine) return;
    if (Date.now() - last >= MINUTE_MS && !isBusy()) {
      last = Date.now();
      await show(location.href.split('#')[0]).catch(() => {}); // the next minute will tell
    }
    // The server's minute turns with the clock's; what is to come is due then, and not before a minute has gone.
    const due = Math.max(last + MINUTE_MS, (Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS);
    clearTimeout(waiting);
    waiting = setTimeout(turn, due - Date.now() + 500 + Math.random() * SPREAD_MS);
  }

  document.addEventListener('visibilitychange', turn);
  addEventListener('online', () => {
    last = 0;
    turn();
  });
  turn();
}
