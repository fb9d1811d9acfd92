// SPDX-License-Identifier: Apache-2.0
//
// What goes to the clipboard, and is said to be there: data-copied has the words that confirm, data-failed those where the browser
// refuses. data-copies is the id of the field whose text a button copies.

/** Copies a text for a button, and says so beside it. `shown` stands behind the words of a failure: what is to be copied by hand. */
export function copier(button) {
  const status = document.createElement('p');

  status.className = 'small';
  status.setAttribute('role', 'status');
  status.dataset.made = '';
  (button.closest('.btns') || button).after(status);
  return {
    status,
    async copy(text, shown = '') {
      try {
        await navigator.clipboard.writeText(text);
        status.textContent = button.dataset.copied || text;
      } catch {
        status.textContent = [button.dataset.failed, shown].filter(Boolean).join(' ');
      }
    },
  };
}

export function start(button, woken) {
  const { copy } = copier(button);
  const field = document.getElementById(button.dataset.copies);
  const run = () => {
    field.select(); // where the browser refuses, a key does it
    return copy(field.value);
  };

  button.addEventListener('click', run);
  if (woken === 'click') run();
}
