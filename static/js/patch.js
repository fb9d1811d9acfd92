// SPDX-License-Identifier: Apache-2.0
//
// Makes a part of the page like a newer version of it, and leaves alone what is the same in both: so focus, scroll, selection and
// opened details stay.
//
// What scripts made in the page is marked data-made, and stays; of an element marked data-held the attributes stay; what they showed
// is marked data-shown, and isn't hidden again.

const isMade = (node) => node.nodeType === Node.ELEMENT_NODE && 'made' in node.dataset;
const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.code : undefined);
const alike = (a, b) => a.nodeName === b.nodeName && a.namespaceURI === b.namespaceURI;

/** What isn't the page's: opened details are the reader's, tabindex is the focus's, and that it is shown a script's. */
function isOwn(live, name) {
  if (live.nodeName === 'DETAILS' && name === 'open') return true;
  return name === 'tabindex' || ('shown' in live.dataset && ['hidden', 'data-shown'].includes(name));
}

function patchAttributes(live, wanted) {
  if ('held' in live.dataset) return;
  const own = (name) => isOwn(live, name);
  for (const { name } of [...live.attributes]) if (!wanted.hasAttribute(name) && !own(name)) live.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (live.getAttribute(name) !== value && !own(name)) live.setAttribute(name, value);
}

function patchChildren(live, wanted) {
  const byKey = new Map([...live.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  let at = live.firstChild;
  const passMade = () => {
    while (at && isMade(at)) at = at.nextSibling;
  };
  for (const want of [...wanted.childNodes]) {
    passMade();
    const key = keyOf(want);
    const match = key ? byKey.get(key) : at && !keyOf(at) ? at : undefined;
    if (!match || !alike(match, want)) {
      live.insertBefore(document.importNode(want, true), at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else live.insertBefore(match, at);
    patchNode(match, want);
  }
  for (passMade(); at; passMade()) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function patchNode(live, wanted) {
  if (live.isEqualNode(wanted)) return;
  if (live.nodeType !== Node.ELEMENT_NODE) {
    live.nodeValue = wanted.nodeValue;
    return;
  }
  patchAttributes(live, wanted);
  patchChildren(live, wanted);
}

/** `wanted` is an element of another document; `live`, of the same name, becomes like it. */
export function patch(live, wanted) {
  const focused = document.activeElement;
  patchNode(live, wanted);
  // An element that had to move lost the focus on its way.
  if (focused && focused.isConnected && focused !== document.activeElement && live.contains(focused)) focused.focus({ preventScroll: true });
}
