// SPDX-License-Identifier: Apache-2.0
//
// Filters at once: a changed filter shows its answer without leaving the page. The address is what the form would have led to,
// so Back, reloading and sharing work. Where the answer can't be had, the form does what it does without a script.
import { announce } from './announce.js';
import { forget, isArranged, isBusy, setArrangement, show } from './shown.js';

const TYPING_MS = 250;

/** The address that the form leads to, without what is empty. */
function addressOf(form) {
  const url = new URL(form.action);
  url.hash = '';
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim() !== ''));
  return url.href;
}

/** Whether a control says something else than the page came with. */
function touched(form) {
  return [...form.elements].some((control) => {
    if (control.type === 'checkbox') return control.checked !== control.defaultChecked;
    if (control.options) return control.selectedIndex !== Math.max(0, [...control.options].findIndex(({ defaultSelected }) => defaultSelected));
    return control.type === 'search' && control.value !== control.defaultValue;
  });
}

const here = () => location.href.split('#')[0];

/** Chooses in the form what is chosen in another. */
function copyChoices(form, other) {
  for (const control of form.elements) {
    if (!control.name) continue;
    const its = [...other.elements].find(({ name, value, type }) => name === control.name && (type !== 'checkbox' || value === control.value));
    if (!its) continue;
    if (control.type === 'checkbox') control.checked = its.checked;
    else control.value = its.value;
  }
}

/** The links that repeat the question in another language. */
function copyLanguages(page) {
  for (const link of document.querySelectorAll('.lang a[hreflang]')) {
    const its = page.querySelector(`.lang a[hreflang="${link.hreflang}"]`);
    if (its) link.href = its.getAttribute('href');
  }
}

/** What a page answers: how much there is, that it is nothing, or something else than was asked for. */
const words = (page) => [...page.querySelectorAll('[data-answer]')].map(({ textContent }) => textContent.trim()).join(' ');

export function start(form) {
  const found = document.getElementById('found');
  let typing = null; // the timer of what is being typed
  let shown = here(); // a step to another place of the same page asks for nothing
  let withheld = false; // whether what was typed so far finds nothing, which isn't told while it is being typed
  let typed = false; // whether this address came of typing: then going on typing replaces it

  /** While names are suggested, the word isn't whole: that it finds nothing is no answer yet. */
  const unfinished = (page) => page.querySelector('#found .none') && form.querySelector('[aria-expanded=true]');

  async function go(url, remember, typing) {
    withheld = false;
    try {
      const page = await show(url, (page) => !(typing && (withheld = Boolean(unfinished(page)))));
      if (withheld) return null;
      shown = url;
      remember();
      copyLanguages(page);
      announce(words(page));
      return page;
    } catch (error) {
      if (error.name !== 'AbortError') location.assign(`${url}#found`);
      return null;
    }
  }

  function ask(byTyping) {
    const url = addressOf(form);
    clearTimeout(typing);
    typing = null;
    if (url === here()) {
      if (isBusy() && isArranged()) return go(url, () => {}); // the order was to come with it
      forget(); // what was chosen and undone before its answer came
      return Promise.resolve(null);
    }
    if (new URL(url).searchParams.has('q')) setArrangement(null);
    const remember = () => {
      history[byTyping && typed ? 'replaceState' : 'pushState'](null, '', url);
      typed = byTyping;
    };
    return go(url, remember, byTyping);
  }

  form.addEventListener('change', ({ target }) => {
    if (target.type !== 'search') ask(false);
  });
  form.addEventListener('input', ({ target }) => {
    if (target.type !== 'search') return;
    clearTimeout(typing);
    typing = setTimeout(() => ask(true), TYPING_MS);
  });
  // Who turns from the field has done with the word.
  form.addEventListener('focusout', ({ target }) => {
    if (target.type === 'search' && withheld) ask(false);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await ask(false);
    typed = false;
    // As the form's own address (#found) would: the reader goes on from the list.
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
    found.scrollIntoView();
  });
  addEventListener('popstate', async () => {
    if (here() === shown) return;
    typed = false;
    const page = await go(here(), () => {});
    const other = page && page.querySelector('form[data-filters]');
    if (other) copyChoices(form, other);
  });

  // What was chosen or typed while this module came. An address may hold what the form can't: that alone is no choice.
  if (touched(form)) ask(document.activeElement.type === 'search');
}
