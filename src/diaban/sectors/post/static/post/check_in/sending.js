// What waits goes to the server: the key first, then messages in their order, then photos.
// The page and its service worker share this; whatever is cut is asked again, and changes nothing.

import { chainOf, makeKey } from "./signing.js";
import { changeChain, dropPhoto, forget, keepSetting, phoneNumber, photos, setting, settle, waitingOf } from "./store.js";
import { stamp, tick } from "./uptime.js";

const MOST = 50, PATIENCE_MS = 30_000, KEPT_MS = 14 * 86_400_000, LOCK = "diaban-post-send";

class CutError extends Error {
  constructor(state) { super(state); this.state = state; }
}

async function ask(url, options = {}) {
  const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { cache: "no-store", credentials: "same-origin", ...options, signal: patience.signal });
    if (answer.status >= 500 || answer.status === 429) throw new CutError("server");
    const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.redirected || answer.status === 401 || (answer.status === 403 && (!body || body.error === "forbidden"))) throw new CutError("sign_in");
    if (answer.ok && body === null) throw new CutError("server");
    return { ok: answer.ok, status: answer.status, body };
  } catch (error) {
    throw error instanceof CutError ? error : new CutError("offline");
  } finally {
    clearTimeout(timer);
  }
}

const post = (url, token, told) => ask(url, { method: "POST", body: JSON.stringify(told), headers: { "Content-Type": "application/json", "X-CSRFToken": token } });

async function greet() {
  const { ok, body } = await ask("hello.json");
  if (!ok) throw new CutError("server");
  await keepSetting("told", { ...body, token: undefined, at: Date.now() });
  await keepSetting("actor", { id: body.actor, name: body.name });
  return body;
}

// The server's word on a key stands: what it revoked signs no more.
async function introduce(hello) {
  const { key_id: keyId, public_key: key } = await chainOf(hello.actor) ?? await makeKey(hello.actor);
  const known = hello.devices.find((one) => one.key === keyId);
  if (known) return changeChain(keyId, { state: known.state });
  const { ok, body } = await post("device/", hello.token, { key, phone: await phoneNumber() });
  await keepSetting("enrolment", ok ? "" : body?.error ?? "malformed");
  if (ok) await changeChain(keyId, { state: body.state });
}

export function readAnswer(answer) {
  const news = new Map();
  for (const { digest, remarks, at } of answer.taken ?? []) news.set(digest, { state: "taken", remarks, told_at: at });
  for (const digest of answer.again ?? []) news.set(digest, { state: "taken" });
  for (const { digest, reason } of answer.refused ?? []) news.set(digest, { state: "refused", reason });
  return news;
}

async function sendMessages(hello, told) {
  const tried = new Set();
  for (;;) {
    const rows = (await waitingOf(hello.actor)).filter(({ digest }) => !tried.has(digest)).slice(0, MOST);
    if (!rows.length) return;
    for (const { digest } of rows) tried.add(digest);
    const { clock, uptime } = stamp(tick(await setting("tick")));
    const messages = rows.map(({ body, signature }) => ({ body, signature }));
    const answer = await post("sync/", hello.token, { sent_at: clock, uptime, messages });
    if (!answer.ok) throw new CutError("server");
    await settle(readAnswer(answer.body));
    told();
  }
}

async function sendPhotos(hello, told) {
  for (const { digest, blob, actor, joined } of await photos()) {
    if (!joined || actor !== hello.actor) continue;
    const headers = { "Content-Type": "image/jpeg", "X-CSRFToken": hello.token };
    const answer = await ask(`photos/${digest}`, { method: "PUT", body: blob, headers });
    // its check-in waits yet; anything else the server will never take
    if (answer.ok || answer.status !== 404) await dropPhoto(digest);
    if (!answer.ok && answer.status !== 404) await keepSetting("photo_refused", answer.body?.error ?? `${answer.status}`);
    told();
  }
}

async function exchange(told) {
  const hello = await greet();
  await introduce(hello);
  const waited = (await waitingOf(hello.actor)).length;
  await sendMessages(hello, told);
  await sendPhotos(hello, told);
  if (waited) await greet();
  await forget(Date.now() - KEPT_MS);
}

// One sender at a time among all tabs and the worker: done, busy, offline, sign_in or server.
export function send(told = () => {}) {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return "busy";
    let state = "done";
    try {
      await exchange(told);
    } catch (error) {
      if (!(error instanceof CutError)) throw error;
      state = error.state;
    }
    await keepSetting("sent", { state, at: Date.now() });
    return state;
  });
}
