// SPDX-License-Identifier: Apache-2.0
//
// The service worker: copies of the pages that were seen, for when there is no connection. The network comes first, always; a copy
// says that it is one (data-kept). Pages of signed-in people, whatever must not be stored, positions and the API are none of its
// business: the browser does with them what it does without it.
//
// version, languages and shell are written in front of this by src/pages/worker_get.c.
/* global version, languages, shell */
const SHELL = `shell-${version}`;
const PAGES = 'pages';
const PAGES_MAX = 60;
const BYTES_MAX = 5000000;
const PATIENCE_MS = 8000; // where there is a copy, a connection that is slower is none
const KEPT_AT = 'X-Kept-At';
const KEPT_BYTES = 'X-Kept-Bytes';

const languageOf = ({ pathname }) => languages.find((code) => pathname.startsWith(`/${code}/`));

/** Public pages, but for those whose address holds a position. */
function isKept(url) {
  const language = languageOf(url);
  if (!language || /^\/[^/]+\/(staff|offline)(\/|$)/.test(url.pathname)) return false;
  return !url.searchParams.has('near');
}

function mayStore(response) {
  const control = response.headers.get('Cache-Control') || '';
  const type = response.headers.get('Content-Type') || '';
  return response.status === 200 && response.type === 'basic' && !response.redirected && type.startsWith('text/html') && !/no-store|private/.test(control);
}

/** The newest pages that fit stay. */
async function trim(cache) {
  const keys = await cache.keys();
  const rows = await Promise.all(
    keys.map(async (key) => {
      const { headers } = await cache.match(key);
      return { key, at: headers.get(KEPT_AT), bytes: Number(headers.get(KEPT_BYTES)) };
    }),
  );
  let bytes = 0;
  rows.sort((a, b) => (a.at < b.at ? 1 : -1));
  await Promise.all(rows.filter((row, place) => (bytes += row.bytes) > BYTES_MAX || place >= PAGES_MAX).map(({ key }) => cache.delete(key)));
}

let keeping = Promise.resolve(); // one after the other: what one trims, another must not be reading

function keep(address, response) {
  keeping = keeping.then(() => store(address, response)).catch(() => {}); // a full disk is no reason to show nothing
  return keeping;
}

async function store(address, response) {
  const body = await response.arrayBuffer();
  const headers = new Headers(response.headers);
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  headers.set(KEPT_AT, new Date().toISOString());
  headers.set(KEPT_BYTES, String(body.byteLength));
  const cache = await caches.open(PAGES);
  await cache.put(address, new Response(body, { headers }));
  await trim(cache);
}

/** A kept page that says since when; undefined where there is none. */
async function copyOf(address) {
  const kept = await (await caches.open(PAGES)).match(address, { ignoreVary: true });
  if (!kept) return undefined;
  const html = await kept.text();
  return new Response(html.replace('<html ', `<html data-kept="${kept.headers.get(KEPT_AT)}" `), { headers: kept.headers });
}

/** Addresses of what is kept and wanted, the newest first. */
async function newest(wanted) {
  const cache = await caches.open(PAGES);
  const keys = (await cache.keys()).filter(({ url }) => wanted(new URL(url)));
  const rows = await Promise.all(keys.map(async (key) => ({ url: key.url, at: (await cache.match(key)).headers.get(KEPT_AT) })));
  return rows.sort((a, b) => (a.at < b.at ? 1 : -1)).map(({ url }) => url);
}

/** Where neither the network nor a copy has a page: the last list for a list, else the page that says so. */
async function instead(url) {
  let language = languageOf(url);
  if (!language) {
    const [last] = await newest(() => true); // the site's own address: in the language of what was read last
    language = last ? languageOf(new URL(last)) : languages[0];
  }
  if (url.pathname === '/' || url.pathname === `/${language}/`) {
    // The list that a script puts in order ("near me") is none to read.
    const [list] = await newest(({ pathname, searchParams }) => pathname === `/${language}/` && !searchParams.has('actions'));
    if (list) return Response.redirect(list, 302);
  }
  return (await caches.match(`/${language}/offline`, { ignoreVary: true })) || Response.error();
}

function network(event, milliseconds) {
  const answer = Promise.resolve(event.preloadResponse).then((preloaded) => preloaded || fetch(event.request));
  if (!milliseconds) return answer;
  return Promise.race([answer, new Promise((_, reject) => setTimeout(() => reject(new Error('slow')), milliseconds))]);
}

async function page(event, url) {
  const address = url.href.split('#')[0];
  const copy = await copyOf(address);
  try {
    const response = await network(event, copy && PATIENCE_MS);
    if (mayStore(response)) event.waitUntil(keep(address, response.clone()));
    return response;
  } catch {
    if (copy) return copy;
    return event.request.mode === 'navigate' ? instead(url) : Response.error();
  }
}

/** The site's own address leads to the page in the reader's language; of that there is no copy. */
async function home(event, url) {
  return network(event).catch(() => instead(url));
}

/** An asset of the shell; a page of an older version gets the newer one of that name, as from the server. */
async function asset(request, url) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    const plain = (address) => address.replace(/\.[0-9a-f]{12}\./, '.');
    const newer = shell.find((address) => plain(address) === plain(url.pathname));
    return (newer && (await cache.match(newer, { ignoreVary: true }))) || Response.error();
  }
}

async function install() {
  const cache = await caches.open(SHELL);
  await cache.addAll([...shell, ...languages.map((code) => new Request(`/${code}/offline`, { cache: 'reload' }))]);
  await self.skipWaiting();
}

/** Older shells go; what is open now is kept, for it came before there was a worker. */
async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL && name !== PAGES).map((name) => caches.delete(name)));
  if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  await self.clients.claim();
  for (const { url } of await self.clients.matchAll({ type: 'window' })) {
    if (!isKept(new URL(url))) continue;
    const response = await fetch(url, { headers: { Accept: 'text/html' } }).catch(() => null);
    if (response && mayStore(response)) await keep(url.split('#')[0], response);
  }
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request, url));
  else if (url.pathname === '/' && request.mode === 'navigate') event.respondWith(home(event, url));
  else if (isKept(url) && (request.headers.get('Accept') || '').includes('text/html')) event.respondWith(page(event, url));
});
