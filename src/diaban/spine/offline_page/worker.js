// The page without a network. The server writes above this: SHELL = { name, version, page, files } and send.

const SHELLS = `${SHELL.name}-shell-`, CACHE = SHELLS + SHELL.version, TAG = `${SHELL.name}-send`;
const KEPT = new Set([SHELL.page, ...SHELL.files].map((path) => new URL(path, location.href).pathname));

async function keepShell() {
  const store = await caches.open(CACHE);
  await Promise.all([...KEPT].map(async (path) => {
    const answer = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
    // a page that asks to sign in is not the page
    if (!answer.ok || answer.redirected) throw new TypeError(`${path}: ${answer.status}`);
    await store.put(path, answer);
  }));
}

async function dropFormer() {
  for (const name of await caches.keys()) if (name.startsWith(SHELLS) && name !== CACHE) await caches.delete(name);
  await clients.claim();
}

const answer = async (request, path) => (await caches.match(path, { cacheName: CACHE })) ?? fetch(request);

async function sendWaiting() {
  const state = await send();
  new BroadcastChannel(SHELL.name).postMessage("changed");
  // the browser asks again later when this is not done
  if (state === "offline" || state === "server") throw new Error(state);
}

addEventListener("install", (event) => event.waitUntil(keepShell()));
addEventListener("activate", (event) => event.waitUntil(dropFormer()));
addEventListener("message", (event) => { if (event.data === "take over") skipWaiting(); });
addEventListener("sync", (event) => { if (event.tag === TAG) event.waitUntil(sendWaiting()); });
addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === location.origin && KEPT.has(pathname)) event.respondWith(answer(event.request, pathname));
});
