// Keeps the page for when there is no network. `cargo xtask finish` writes the first two values when the page is put together;
// without a version (while developing) there is nothing to keep, and what an earlier build has kept is thrown away.
//
// Every version has a cache of its own, filled as a whole or not at all. A new version waits until the person asks for it:
// nothing here takes over a page that is open.

const VERSION = "";
const FILES = [];

const MINE = `raftarium ${self.registration.scope} `;
const NAME = MINE + VERSION;

/** Fetches all files of this version. A document of another version, as in the midst of an upload, is refused. */
const fill = async () => {
  const cache = await caches.open(NAME);
  try {
    await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
    const page = await (await cache.match("./")).text();
    if (!page.includes(`content="${VERSION}"`)) throw new Error("the server has another version by now");
  } catch (error) {
    await caches.delete(NAME);
    throw error;
  }
};

/** Throws away what older versions have kept, but for the last one: a page may still be open on it. */
const tidy = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(MINE) && name !== NAME);
  const old = VERSION ? names.slice(0, -1) : names;
  await Promise.all(old.map((name) => caches.delete(name)));
  if (!VERSION) await self.registration.unregister();
};

/** The page itself, whatever stands behind its address; its files; and from the network what is neither. */
const answer = async (request) => {
  const { origin, pathname } = new URL(request.url);
  const address = (origin + pathname).replace(/index\.html$/, "");
  const kept = await (await caches.open(NAME)).match(address);
  // A page that was opened before this version may still need a file of the last one.
  return kept || (await caches.match(address)) || fetch(request);
};

self.addEventListener("install", (event) => event.waitUntil(VERSION ? fill() : self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (VERSION && method === "GET" && url.startsWith(self.registration.scope)) {
    event.respondWith(answer(event.request));
  }
});
