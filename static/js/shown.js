// SPDX-License-Identifier: Apache-2.0
//
// What the page shows, fetched anew from an address and put in place: the parts marked data-fresh. One request at a time: a newer
// one stops the older.
import { patch } from './patch.js';

const root = document.documentElement;
let running = null;
let arrangement = null;
let last = ''; // what came last: where it comes again there is nothing to do

/** Stops what is being fetched: it isn't wanted any more. */
export function forget() {
  if (running) running.abort();
}

/** Whether something is being fetched. */
export const isBusy = () => running !== null;

/**
 * From now on the list is asked for and arranged differently: `address(url)` gives the address to fetch instead, `arrange(page)`
 * changes what came before it is shown, `ended()` is called when another arrangement (or none: null) takes its place.
 */
export function setArrangement(next) {
  if (arrangement && arrangement !== next) arrangement.ended();
  arrangement = next;
  last = '';
}

function replace(page) {
  for (const part of document.querySelectorAll('[data-fresh][id]')) {
    const wanted = page.getElementById(part.id);
    if (wanted) patch(part, wanted);
  }
  document.title = page.title;
  if (root.dataset.kept !== page.documentElement.dataset.kept) {
    if (page.documentElement.dataset.kept) root.dataset.kept = page.documentElement.dataset.kept;
    else delete root.dataset.kept;
    import('./offline.js').then(({ start }) => start(), () => {});
  }
  document.dispatchEvent(new CustomEvent('branchlight:shown'));
}

/** Whether what is shown next is arranged. */
export const isArranged = () => arrangement !== null;

/** Shows what is at an address, if that is `wanted`; gives the page that came. Throws where it can't be had; an AbortError where a newer one came. */
export async function show(address, wanted = () => true) {
  const own = new AbortController();
  if (running) running.abort();
  running = own;
  try {
    // Without a connection a page's copy is opened as a page; of a list to be arranged there may be one.
    if (!navigator.onLine && !arrangement) throw new Error('no connection');
    const url = arrangement ? arrangement.address(new URL(address, location.href)) : address;
    const response = await fetch(url, { signal: own.signal, headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const text = await response.text();
    if (own.signal.aborted) throw new DOMException('A newer one came', 'AbortError');
    const page = new DOMParser().parseFromString(text, 'text/html');
    if (text === last || !wanted(page)) return page;
    if (arrangement) arrangement.arrange(page);
    replace(page);
    last = text;
    return page;
  } finally {
    if (running === own) running = null;
  }
}
