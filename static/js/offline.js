// SPDX-License-Identifier: Apache-2.0
//
// Says that there is no connection, and how old what is shown is. data-kept of the document is when a copy was made (written by the
// service worker); a page that was open when the connection went is as old as its last answer.
const MINUTE_MS = 60000;
const FRESH_MS = 15 * MINUTE_MS; // what is older counts for nothing any more, and what has an end sooner not beyond it
const root = document.documentElement;
let shownAt = Date.now();
let ticking = null;

function clockText(at, words) {
  const clock = words.clock.replace('{hour}', at.getHours()).replace('{minute}', String(at.getMinutes()).padStart(2, '0'));
  if (at.toDateString() === new Date().toDateString()) return clock;
  return `${at.toLocaleDateString(root.lang, { day: 'numeric', month: 'long' })} ${clock}`;
}

/** "just now", "prieš 5 min.", "2 hr. ago", "yesterday". */
function ageText(milliseconds, words) {
  if (milliseconds < MINUTE_MS) return words.moment;
  const format = new Intl.RelativeTimeFormat(root.lang, { style: 'short', numeric: 'auto' });
  const minutes = Math.floor(milliseconds / MINUTE_MS);
  if (minutes < 60) return format.format(-minutes, 'minute');
  return minutes < 1440 ? format.format(-Math.round(minutes / 60), 'hour') : format.format(-Math.round(minutes / 1440), 'day');
}

/** Whether what is shown no longer holds: data-now has the second until which its element does, where that is known. */
function isPast(at) {
  const ends = [...document.querySelectorAll('[data-now]')].map(({ dataset }) => Number(dataset.now) * 1000);
  return Date.now() - at > FRESH_MS || ends.some((end) => end > 0 && end <= Date.now());
}

const before = new WeakMap(); // what stood where "as it was" stands

/** What says "now" (data-now) says when that was instead; without a text it says "now" again. */
function tellPast(text) {
  root.classList.toggle('past', text !== '');
  for (const element of document.querySelectorAll('[data-now]')) {
    const was = before.get(element);
    const told = was && was.text === element.textContent; // else newer words have come
    if (text && element.textContent !== text) {
      before.set(element, { text, nodes: told ? was.nodes : [...element.childNodes] });
      element.textContent = text;
    } else if (!text && told) {
      element.textContent = '';
      element.append(...was.nodes);
    }
  }
}

function update() {
  const bar = document.querySelector('[data-copy]');
  const kept = root.dataset.kept;
  // The page that says that there is nothing to show says it itself.
  const away = (kept !== undefined || !navigator.onLine) && !document.querySelector('[data-again]');
  const told = bar.querySelector('[role=status]');

  bar.hidden = !away;
  clearTimeout(ticking);
  if (!away) {
    told.textContent = '';
    tellPast('');
    return;
  }
  const at = new Date(kept || shownAt);
  const time = clockText(at, bar.dataset);
  tellPast(isPast(at) ? bar.dataset.was.replace('{time}', time) : '');
  const text = bar.dataset.words.replace('{time}', time).replace('{age}', ageText(Date.now() - at, bar.dataset));
  if (told.textContent !== text) told.textContent = text;
  ticking = setTimeout(update, MINUTE_MS);
}

let started = false;

export function start(openedAt) {
  if (!started && openedAt) shownAt = openedAt;
  update();
  if (started) return;
  started = true;
  addEventListener('offline', update);
  addEventListener('online', update);
  document.addEventListener('branchlight:shown', () => {
    shownAt = Date.now();
    update();
  });
  const again = document.querySelector('[data-again]');
  if (!again) return;
  const reload = () => location.reload();
  again.hidden = false;
  again.addEventListener('click', reload);
  addEventListener('online', reload);
}
