// SPDX-License-Identifier: Apache-2.0
//
// "Near me". The browser is asked for the position only after the tap, and the position never leaves it: the list is fetched as it
// is, and put in order here: in each of the page's groups by distance, as the server does from a place.
//
// The page gives a thousand points at most. Where there are more, the module asks for the name of a place instead of fetching those
// of a region: an address with a region in it, however coarse, would tell where somebody is.
import { distanceText, metresBetween } from './distance.js';
import { setArrangement, show } from './shown.js';

const SHOWN_MAX = 1000; // of src/pages/find_page.c
const HERE_METRES = 10; // less is the place itself (src/pages/cards.c)
const ROUGH_METRES = 3000; // a position no better than that is said to be so
const WAIT_MS = 15000;
const OLD_MS = 300000; // a position of five minutes ago will do

class TooMany extends Error {}

const locate = () =>
  new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), reject, { timeout: WAIT_MS, maximumAge: OLD_MS }),
  );

const order = (a, b) => a.metres - b.metres || (a.code < b.code ? -1 : Number(a.code > b.code));

function tellDistance(card, metres, words) {
  const told = card.querySelector('.km') || document.createElement('span');
  told.remove();
  if (metres < HERE_METRES || metres === Infinity) return;
  told.className = 'km';
  told.textContent = distanceText(metres, words);
  card.querySelector('h3').after(told);
}

/** The best answer is outlined and has the actions: only the first of those that can be used now. */
function makePlain(card) {
  card.classList.remove('best');
  for (const part of card.querySelectorAll(':scope > .why, :scope > .btns')) part.remove();
}

function arrangeList(list, here, words) {
  const cards = [...list.children].map((card) => {
    const [latitude, longitude] = (card.dataset.at || '').split(',').map(Number);
    return { card, code: card.dataset.code, metres: card.dataset.at ? metresBetween(here, { latitude, longitude }) : Infinity };
  });
  cards.sort(order).forEach(({ card, metres }, place) => {
    tellDistance(card, metres, words);
    if (place > 0 || metres === Infinity) makePlain(card);
    list.append(card);
  });
}

/** The address of all points with the same filters; words would mean another place. */
function everything(url) {
  url.searchParams.delete('q');
  url.searchParams.set('show', SHOWN_MAX);
  url.searchParams.set('actions', 'true');
  url.hash = '';
  return url.href;
}

export function start(button, woken) {
  const words = button.dataset;
  const field = document.getElementById('q');
  const status = document.createElement('p');
  const undo = document.createElement('button');
  let asking = false;

  status.className = 'small near-said';
  status.setAttribute('role', 'status');
  undo.type = 'button';
  undo.className = 'btn quiet';
  undo.textContent = words.undo;
  undo.hidden = true;
  (button.closest('.row') || button).after(status, undo);

  function end() {
    status.textContent = '';
    undo.hidden = true;
    button.removeAttribute('aria-pressed');
  }

  function arrange(page, here) {
    if (page.querySelector('#found .card') && !('whole' in page.getElementById('found').dataset)) throw new TooMany();
    for (const list of page.querySelectorAll('#found .list')) arrangeList(list, here, words);
  }

  async function rank(here) {
    let holds = true;
    const ended = () => {
      holds = false;
      end();
    };
    setArrangement({ address: everything, arrange: (page) => arrange(page, here), ended });
    try {
      await show(location.href);
    } catch (error) {
      // An AbortError: whoever asked later shows the list, in this order while that holds.
      if (error.name !== 'AbortError')
        try {
          if (navigator.onLine || error instanceof TooMany) throw error;
          arrange(document, here); // without a connection: what is here, if it is all
        } catch {
          setArrangement(null);
          throw error;
        }
    }
    if (!holds) return;
    field.value = '';
    button.setAttribute('aria-pressed', 'true');
    undo.hidden = false;
    status.textContent = here.accuracy > ROUGH_METRES ? `${words.done} ${words.rough}` : words.done;
  }

  async function ask() {
    if (asking) return;
    asking = true;
    status.textContent = words.asking;
    try {
      await rank(await locate());
    } catch (error) {
      const remedies = { 1: words.denied, 2: words.unavailable, 3: words.timeout };
      status.textContent = error instanceof TooMany ? words.many : remedies[error.code] || words.failed;
    }
    asking = false;
  }

  undo.addEventListener('click', async () => {
    setArrangement(null);
    field.value = new URL(location.href).searchParams.get('q') || '';
    button.focus();
    await show(location.href).catch(() => location.reload());
  });
  button.addEventListener('click', ask);
  if (woken === 'click') ask();
}
