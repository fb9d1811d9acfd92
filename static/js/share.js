// SPDX-License-Identifier: Apache-2.0
//
// "Share": the system's own dialogue where there is one, else the short address goes to the clipboard. data-share is the address,
// data-copied the words that confirm, data-failed those before an address that has to be copied by hand.
import { copier } from './copy.js';

export function start(button, woken) {
  const { status, copy } = copier(button);

  async function share() {
    const url = new URL(button.dataset.share, location.href).href;
    status.textContent = '';
    if (!navigator.share) {
      await copy(url, url);
      return;
    }
    try {
      await navigator.share({ title: document.title, url });
    } catch (error) {
      if (error.name !== 'AbortError') await copy(url, url); // an AbortError is the reader's own "no"
    }
  }

  button.addEventListener('click', share);
  if (woken === 'click') share();
}
