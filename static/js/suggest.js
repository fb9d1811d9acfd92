// SPDX-License-Identifier: Apache-2.0
//
// Names of places while one types: a combobox with a list (WAI-ARIA Authoring Practices, list autocomplete with manual selection).
// Not a datalist: those compare letter by letter, so "siauliai" would not find Šiauliai, and some phones show none at all.
// The names are fetched once; only where there are too many to hold are they asked for as one types.
const SHOWN_MAX = 8;
const HELD_MAX = 1000;

/** Lower case without diacritics, as the server folds for search. */
const fold = (text) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/ł/g, 'l')
    .trim();

const language = document.documentElement.lang;

async function fetchNames(query) {
  const response = await fetch(`/api/v1/places?lang=${language}&${query}`);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { items, next } = await response.json();
  return { names: items.map(({ name }) => ({ name, folded: fold(name) })), whole: next === null };
}

let held = null; // promise of {names, whole}

/** Names that begin so, then those with a word that does; the largest places first, as they came. */
async function namesFor(text) {
  held = held || fetchNames(`limit=${HELD_MAX}`);
  const { names, whole } = await held.catch(() => {
    held = null; // another try with the next letter
    return { names: [], whole: true };
  });
  if (!whole) return (await fetchNames(`limit=${SHOWN_MAX}&q=${encodeURIComponent(text)}`)).names.map(({ name }) => name);
  const begin = names.filter(({ folded }) => folded.startsWith(text));
  // Behind a comma stands the municipality that tells places of one name apart.
  const within = names.filter(({ folded }) => !folded.startsWith(text) && folded.split(',')[0].split(/[\s-]+/).some((word) => word.startsWith(text)));
  return [...new Set([...begin, ...within].map(({ name }) => name))].slice(0, SHOWN_MAX);
}

export function start(input) {
  const list = document.createElement('ul');
  let active = -1;
  let latest = 0;

  list.id = `${input.id}-places`;
  list.className = 'suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', input.dataset.suggest);
  (input.closest('.row') || input).after(list);
  input.removeAttribute('list');
  input.autocomplete = 'off';
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id }))
    input.setAttribute(name, value);

  function activate(index) {
    active = index;
    [...list.children].forEach((option, place) => option.setAttribute('aria-selected', String(place === active)));
    if (active < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', list.children[active].id);
    if (active >= 0) list.children[active].scrollIntoView({ block: 'nearest' });
  }

  function close() {
    latest++;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    activate(-1);
  }

  function choose(option) {
    input.value = option.textContent;
    close();
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  async function open() {
    const asked = ++latest;
    const text = fold(input.value);
    const names = text ? await namesFor(text).catch(() => []) : [];
    if (asked !== latest) return;
    if (names.length === 0 || (names.length === 1 && names[0] === input.value) || document.activeElement !== input) {
      close();
      return;
    }
    list.textContent = '';
    list.append(
      ...names.map((name, place) => {
        const option = document.createElement('li');
        option.id = `${list.id}-${place}`;
        option.setAttribute('role', 'option');
        option.textContent = name;
        return option;
      }),
    );
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    activate(-1);
  }

  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === 'ArrowDown' && count === 0) open();
    else if (event.key === 'ArrowDown') activate((active + 1) % count);
    else if (event.key === 'ArrowUp' && count) activate((active < 1 ? count : active) - 1);
    else if (event.key === 'Enter' && active >= 0) choose(list.children[active]);
    else if (event.key === 'Escape' && count) close();
    else {
      if (event.key === 'Enter' || event.key === 'Tab') close();
      return;
    }
    event.preventDefault();
  });
  input.addEventListener('input', (event) => event.isTrusted && open());
  input.addEventListener('blur', close);
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener('click', ({ target }) => target.closest('[role=option]') && choose(target.closest('[role=option]')));
  namesFor('').catch(() => {}); // at hand when the first letter comes
  if (input.value && input.value !== input.defaultValue) open();
}
