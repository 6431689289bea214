// What waits goes to the server: captures in batches, then photos in pieces, then the lots anew.
// The page and its service worker share this; each step may be cut and is asked again by its key.

import { CutError, ask } from "./asking.js";
import { keepGround, keepLots } from "./fetching.js";
import { counts, device, keepSetting, moment, photosIn, setting, settleCaptures, settlePhoto, waitingCaptures } from "./store.js";

const MOST = 50, PIECE_BYTES = 128 << 10, MOST_ROUNDS = 10_000, MOST_STANDS = 3;
const LOCK = "diaban-field-send";
const FIELDS = ["key", "lot", "door", "seq", "clock", "uptime", "position", "gate", "written", "house_number", "lanes", "street", "building", "households", "note", "photo"];

// A new door is one without an identifier that was found.
const pick = (capture) => ({
  ...Object.fromEntries(FIELDS.map((name) => [name, capture[name] ?? null])),
  outcome: capture.outcome === "new_door" ? "found" : capture.outcome,
});

// What one answer says of each capture that was sent.
export function readAnswer(answer) {
  const news = new Map();
  for (const key of [...(answer.taken ?? []), ...(answer.again ?? [])]) news.set(key, { state: "taken" });
  for (const { key, kind, with: other } of answer.conflicts ?? []) news.set(key, { state: "conflict", kind: kind ?? null, with: other ?? null });
  for (const { key, reason, field } of answer.refused ?? []) news.set(key, { state: "refused", reason: reason ?? "", field: field ?? "" });
  return news;
}

async function sendCaptures(hello, told) {
  let most = MOST;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const captures = await waitingCaptures(hello.actor, most);
    if (!captures.length) return;
    const { clock, uptime } = await moment();
    const body = JSON.stringify({ device: await device(), sent_at: clock, uptime, captures: captures.map(pick) });
    const answer = await ask("../sync/", { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": hello.token } });
    if (answer.ok) {
      const news = readAnswer(answer.body);
      if (!captures.some(({ key }) => news.has(key))) throw new CutError("server", "nothing said of what was sent");
      await settleCaptures(news);
      most = Math.min(MOST, most * 2);
    } else if (captures.length > 1) most = Math.ceil(captures.length / 2);
    // one that the server cannot even read must not hold up the others
    else await settleCaptures([[captures[0].key, { state: "stuck", reason: answer.body?.error ?? `${answer.status}` }]]);
    told();
  }
}

async function sendPhoto({ id, blob, size }, token) {
  const put = (offset, piece) => ask(`../photos/${id}`, { method: "PUT", body: piece, headers: { "Content-Type": "application/octet-stream", "Content-Range": piece ? `bytes ${offset}-${offset + piece.size - 1}/${size}` : `bytes */${size}`, "X-CSRFToken": token } });
  let answer = await put(0, null), stood = 0;
  while (answer.ok && !answer.body.whole) {
    const offset = answer.body.received;
    answer = await put(offset, blob.slice(offset, offset + PIECE_BYTES));
    stood = answer.ok && answer.body.received <= offset ? stood + 1 : 0;
    if (stood > MOST_STANDS) throw new CutError("server", "a photo does not go on");
  }
  // once the server has all of it the phone needs the room
  await settlePhoto(id, answer.ok ? { state: "taken", blob: null } : { state: "stuck", reason: answer.body?.error ?? `${answer.status}` });
}

async function sendPhotos(hello, told) {
  for (const photo of await photosIn("waiting")) {
    if (photo.by && photo.by !== hello.actor) continue;
    await sendPhoto(photo, hello.token);
    told();
  }
}

// Introduce the phone: who is signed in, by the server's word, and what time it is there.
async function greet() {
  const { ok, body } = await ask("hello.json");
  if (!ok) throw new CutError("server");
  await keepSetting("actor", { id: body.actor, name: body.name });
  return body;
}

async function exchange(told) {
  // a phone that has nothing to send need not wait for the greeting: each answer takes a moment
  const early = await isEmpty() ? keepLots(told) : null;
  const [hello] = await Promise.all([greet(), early]);
  await sendCaptures(hello, told);
  await sendPhotos(hello, told);
  if (!early) await keepLots(told);
  await keepGround(told);
}

// One sender at a time among all tabs and the worker. Answers its state:
// done, busy, offline, sign_in or server.
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
    await keepSetting("sent", { state, at: Date.now(), ...(state === "done" ? { whole: Date.now() } : { whole: (await setting("sent"))?.whole ?? null }) });
    return state;
  });
}

export async function isEmpty() {
  const { waiting, photos } = await counts();
  return !waiting && !photos;
}
