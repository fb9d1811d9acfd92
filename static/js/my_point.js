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

/** What a form's button says, as the API takes it. */
function reportOf(form, button) {
  const fields = new FormData(form, button);
  const report = { observed_at: new Date().toISOString() };
  if (fields.get('status')) report.status = fields.get('status');
  if (fields.get('fault')) report.components = { [fields.get('fault')]: 'down' };
  if (fields.get('note')?.trim()) report.note = fields.get('note').trim();
  if (fields.get('fault') && fields.get('end')) report.expected_end = endOf(fields.get('end'));
  return report;
}

function send({ point, key, report }) {
  return fetch(`/api/v1/points/${point}/status-reports`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

export function start() {
  const badge = document.querySelector('[data-queue]');
  const point = location.pathname.split('/').at(-1);
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
        if (response.status >= 500 || response.status === 429 || response.status === 401) break;
        write(read().slice(1));
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
      write([...read(), { point, key: crypto.randomUUID(), report: reportOf(form, event.submitter) }]);
      show();
    });
  addEventListener('online', flush);
  show();
  flush();
}
