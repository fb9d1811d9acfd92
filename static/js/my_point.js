// SPDX-License-Identifier: Apache-2.0
//
// Reports that were tapped without a connection: kept in this browser with the time of the tap, shown with a badge, and sent, each
// once (Idempotency-Key), as soon as there is a connection. With a connection the page's forms do what they do without this.
const STORE = 'branchlight.reports';
const PATIENCE_MS = 10_000;

const read = () => JSON.parse(localStorage.getItem(STORE) ?? '[]');
const write = (reports) => (reports.length ? localStorage.setItem(STORE, JSON.stringify(reports)) : localStorage.removeItem(STORE));

/** The end of today or tomorrow, by this browser's clock. */
function endOf(day) {
  const end = new Date();
  end.setHours(24 * (day === 'tomorrow' ? 2 : 1), 0, 0, 0);
  return end.toISOString();
}

/** What a form's button says, as the page takes it, but for what depends on when it is sent. */
function fieldsOf(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set(button.name, button.value); // FormData takes no button in browsers of 2022
  if (fields.get('fault') && fields.get('end')) fields.set('ends_at', endOf(fields.get('end')));
  fields.delete('end');
  fields.set('observed_at', new Date().toISOString());
  return fields.toString();
}

const makeKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function send({ action, key, fields }) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await fetch(action, { method: 'POST', headers: { 'Idempotency-Key': key }, body: new URLSearchParams(fields), signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

export function start() {
  const badge = document.querySelector('[data-queue]');
  let sending = false;

  function show() {
    const waiting = read().length;
    badge.hidden = waiting === 0;
    badge.querySelector('[data-count]').textContent = waiting > 1 ? waiting : '';
  }

  /** In the order of the taps; what the server refuses for good isn't tried again. */
  async function flush() {
    if (sending || !navigator.onLine || read().length === 0) return;
    sending = true;
    let sent = 0;
    try {
      for (let [first] = read(); first; [first] = read()) {
        const response = await send(first);
        if (response.status >= 500 || response.status === 429 || response.status === 401 || /sign-in/.test(response.url)) break;
        write(read().filter(({ key }) => key !== first.key)); // another window may have sent it too
        sent++;
      }
    } catch {
      // Still no connection: what is left waits.
    }
    sending = false;
    show();
    if (sent > 0) location.reload();
  }

  for (const form of document.querySelectorAll('form[data-report]')) {
    let pressed = null; // for browsers that don't tell it with the event

    form.addEventListener('click', ({ target }) => (pressed = target.closest('button') || pressed));
    form.addEventListener('submit', (event) => {
      const button = event.submitter || pressed;
      if (navigator.onLine || !button) return;
      write([...read(), { action: form.getAttribute('action'), key: makeKey(), fields: fieldsOf(form, button) }]);
      event.preventDefault(); // now that it is kept: where it can't be, the form does what it does without this
      show();
    });
  }
  addEventListener('online', flush);
  show();
  flush();
}
