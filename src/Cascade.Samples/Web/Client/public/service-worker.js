// Keeps the page for when there is no network: what is named by its content comes from the cache, the rest from the network first.
const cacheName = 'cascade-page-1';
const networkMilliseconds = 2_000;
// Of the two rates that sound devices have; which one this has is known only when it sounds.
const tables = [44_100, 48_000].map((rate) => `/api/engine/tables?patch=grand&rate=${rate}`);
const lasting = /^\/assets\//;
const kept = /^\/($|icon\.svg$|manifest\.webmanifest$|api\/engine\/tables$)/;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(['/', '/icon.svg', '/manifest.webmanifest', ...tables]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (lasting.test(pathname)) event.respondWith(fromCache(request));
  else if (kept.test(pathname)) event.respondWith(fromNetwork(request));
});

// What the page asks for before the worker controls it is told by the page: "keep these".
self.addEventListener('message', ({ data }) => {
  if (Array.isArray(data.keep)) void caches.open(cacheName).then((cache) => Promise.all(data.keep.map((address) => keepOnce(cache, address))));
});

async function keepOnce(cache, address) {
  if (!(await cache.match(address))) await cache.add(address);
}

async function fromCache(request) {
  const cache = await caches.open(cacheName);
  const known = await cache.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function fromNetwork(request) {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(networkMilliseconds) });
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const known = await cache.match(request);
    if (known) return known;
    throw error;
  }
}
