// SPDX-License-Identifier: Apache-2.0
//
// The service worker where the operator switched it off (setting `offline`): takes the place of the one that was, removes what that
// kept, and itself.
async function leave() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await self.registration.unregister();
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(leave()));
