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
  const fields = new URLSearchParams(new FormData(form, button));
  if (fields.get('fault') && fields.get('end')) fields.set('ends_at', endOf(fields.get('end')));
  fields.delete('end');
  fields.set('observed_at', new Date().toISOString());
  return fields.toString();
}

function send({ action, key, fields }) {
  return fetch(action, { method: 'POST', headers: { 'Idempotency-Key': key }, body: new URLSearchParams(fields), signal: AbortSignal.timeout(PATIENCE_MS) });
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

  for (const form of document.querySelectorAll('form[data-report]'))
    form.addEventListener('submit', (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      write([...read(), { action: form.getAttribute('action'), key: crypto.randomUUID(), fields: fieldsOf(form, event.submitter) }]);
      show();
    });
  addEventListener('online', flush);
  show();
  flush();
}
