// SPDX-License-Identifier: Apache-2.0
//
// Tells screen readers what happened elsewhere on the page, politely.
const region = document.createElement('p');
region.className = 'hidden';
region.dataset.made = ''; // where the whole page is patched it stays
region.setAttribute('role', 'status');
(document.querySelector('main') || document.body).append(region);

let waiting;

/** What is said replaces what was; the pause lets screen readers notice the region first, and a burst end in one sentence. */
export function announce(text) {
  clearTimeout(waiting);
  region.textContent = '';
  waiting = setTimeout(() => (region.textContent = text), 300);
}
