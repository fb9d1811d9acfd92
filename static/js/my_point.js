// SPDX-License-Identifier: Apache-2.0
//
// Reports that were tapped without a connection: kept in this browser with the time of the tap, said so where the finger is, shown
// with a badge, and sent, each once (Idempotency-Key), as soon as there is a connection, from whichever page of staff is open, and by
// nobody but who tapped. What the server refuses is told until it is dismissed: what was said of a day that is over by then, too. What
// waits can be taken back where it is told; other forms wait for no connection, and it is told that they weren't saved. With a
// connection the page's forms do what they do without this.
const STORE = 'branchlight.reports';
const PATIENCE_MS = 10000;
const RETRY_MS = 30000;
const REPEATED_MS = 600000; // the same again so soon says nothing new: somebody wasn't sure

const read = () => JSON.parse(localStorage.getItem(STORE) || '[]');
const write = (reports) => (reports.length ? localStorage.setItem(STORE, JSON.stringify(reports)) : localStorage.removeItem(STORE));

const change = (key, facts) => write(read().map((report) => (report.key === key ? { ...report, ...facts } : report)));

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

/** The time of a tap, and what it says without that. */
function tapOf({ action, fields: said }) {
  const fields = new URLSearchParams(said);
  const at = new Date(fields.get('observed_at'));
  fields.delete('observed_at');
  return { at, says: `${action}?${fields}` };
}

/** What `report` repeats: what was tapped last of those that wait for the same point, if it is the same. */
function repeatedBy(report, waiting) {
  const last = waiting.filter(({ action }) => action === report.action).pop();
  if (!last) return null;
  const [before, now] = [tapOf(last), tapOf(report)];
  return before.says === now.says && now.at - before.at < REPEATED_MS ? last : null;
}

const makeKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Why not, in the words of the page that came instead. */
function wordsOf(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const sentences = [...page.querySelectorAll('main .wrong.box[autofocus] li, main.problem h1, main.problem .lead')];
  return sentences.map(({ textContent }) => textContent.trim().replace(/[^.!?]$/, '$&.')).join(' ');
}

/** What became of it: done (the page leads to what was done), or the status and the words of what came. */
async function send({ user, action, key, fields: said }) {
  const fields = new URLSearchParams(said);
  fields.set('tapped_by', user);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const response = await fetch(action, { method: 'POST', headers: { 'Idempotency-Key': key }, body: fields, signal: patience.signal });
    if (/[?&](done|today)=/.test(response.url)) return { done: true };
    return { status: response.status, words: wordsOf(await response.text()) };
  } finally {
    clearTimeout(timer);
  }
}

/** "Pasvalio biblioteka, ESO: Neveikia internetas (lapkričio 27 d. 10:05). Tokio puslapio nėra." */
function tell({ what, fields, refused: words }) {
  const at = new Date(new URLSearchParams(fields).get('observed_at'));
  const time = at.toLocaleString(document.documentElement.lang, { month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' });
  const line = document.createElement('li');
  line.textContent = `${what} (${time}). ${words}`.trim();
  return line;
}

export function start() {
  const place = document.querySelector('[data-waiting]');
  const [badge, box] = place.children;
  box.setAttribute('role', 'alert'); // not before: other pages of staff have an alert of their own
  const told = document.querySelector('[data-told]'); // on a point's page only
  const { user } = place.dataset;
  const own = (isRefused) => read().filter((report) => report.user === user && (report.refused !== undefined) === isRefused);
  const waiting = () => own(false);
  const refused = () => own(true);
  let sending = false;
  let signedOut = false;
  let retrying;

  function show() {
    const count = waiting().length;
    badge.hidden = count === 0;
    badge.querySelector('[data-count]').textContent = count > 1 ? count : '';
    badge.querySelector('[data-away]').hidden = signedOut;
    const way = badge.querySelector('[data-sign-in]');
    way.hidden = !signedOut;
    if (count > 0) way.href = waiting()[0].action;
    const list = box.querySelector('ul');
    list.textContent = '';
    for (const report of refused()) list.append(tell(report));
    box.hidden = refused().length === 0;
  }

  /** In the order of the taps. What is refused for good isn't tried again; whatever else is no answer to it, it waits. */
  async function flush() {
    if (sending || !navigator.onLine || waiting().length === 0) return;
    sending = true;
    signedOut = false;
    clearTimeout(retrying);
    let sent = 0;
    try {
      for (let [first] = waiting(); first; [first] = waiting()) {
        const { key } = first;
        const { done, status, words } = await send(first);
        if (done) {
          write(read().filter((report) => report.key !== key)); // another window may have sent it too
          sent++;
        } else if (status >= 400 && status < 500 && ![401, 408, 429].includes(status)) {
          change(key, { refused: words });
        } else {
          signedOut = status === 401;
          break;
        }
      }
    } catch {
      // Still no connection: what is left waits.
    }
    sending = false;
    // A server that is down for a moment, or a network that leads nowhere: no event tells of their end.
    if (!signedOut && waiting().length > 0) retrying = setTimeout(flush, RETRY_MS * (1 + Math.random()));
    show();
    if (sent > 0 && told) location.reload(); // elsewhere somebody may be writing
  }

  /** At the lower edge of what is seen, wherever the finger is. */
  function say(words, what = '') {
    const sentence = document.createElement('p');
    sentence.textContent = words.replace('{what}', what);
    told.className = 'toast';
    told.textContent = '';
    told.append(sentence);
  }

  /** A button beside what was said, until it is sent: a slip of the finger isn't to wait for a connection and then count. */
  function offerBack(key) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn slim';
    button.textContent = told.dataset.undo;
    button.addEventListener('click', () => {
      if (sending || !read().some((report) => report.key === key)) return location.reload(); // too late: the page has the other button
      write(read().filter((report) => report.key !== key));
      say(told.dataset.undone);
      show();
    });
    told.append(button);
  }

  function keep(report, says) {
    const known = repeatedBy(report, waiting());
    if (!known) write([...read(), report]);
    say(known ? told.dataset.already : told.dataset.queued, says);
    offerBack((known || report).key);
  }

  for (const form of document.querySelectorAll('form[data-report]')) {
    let pressed = null; // for browsers that don't tell it with the event

    form.addEventListener('click', ({ target }) => (pressed = target.closest('button') || pressed));
    form.addEventListener('submit', (event) => {
      const button = event.submitter || pressed;
      if (navigator.onLine || !button) return;
      const fields = fieldsOf(form, button);
      const says = button.dataset.says.replace('{until}', new URLSearchParams(fields).get('until'));
      keep({ user, action: form.getAttribute('action'), key: makeKey(), fields, what: `${form.dataset.report}: ${says}` }, says);
      event.preventDefault(); // now that it is kept: where it can't be, the form does what it does without this
      show();
    });
  }
  for (const form of document.querySelectorAll('main form[method=post]:not([data-report])'))
    form.addEventListener('submit', (event) => {
      if (navigator.onLine || !told) return;
      event.preventDefault();
      say(told.dataset.lost);
    });
  box.querySelector('button').addEventListener('click', () => {
    const seen = refused().map(({ key }) => key);
    write(read().filter(({ key }) => !seen.includes(key)));
    show();
  });
  addEventListener('online', flush);
  show();
  flush();
}
