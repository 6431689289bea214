// What the phone keeps: lots, drafts, captures, photos, settings. Written to the disk before it is told.
// Captures are only added; what the server said of one is the only thing that changes of it.

import { stamp, tick } from "./uptime.js";

const NAME = "diaban-field", VERSION = 1;
let opening = null;

const got = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

function open() {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const base = request.result;
      base.createObjectStore("settings");
      base.createObjectStore("lots", { keyPath: "id" });
      base.createObjectStore("drafts", { keyPath: "place" });
      base.createObjectStore("photos", { keyPath: "id" }).createIndex("state", "state");
      const captures = base.createObjectStore("captures", { keyPath: "key" });
      captures.createIndex("state", "state");
      captures.createIndex("lot", "lot");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      done(request.result);
    };
    request.onerror = () => { opening = null; failed(request.error); };
  });
  return opening;
}

async function within(names, mode, work) {
  const base = await open();
  const act = base.transaction(names, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  const ended = new Promise((done, failed) => {
    act.oncomplete = done;
    act.onabort = () => failed(act.error ?? new DOMException("aborted", "AbortError"));
  });
  ended.catch(() => {});
  let answer;
  try {
    answer = await work(...names.map((name) => act.objectStore(name)));
  } catch (error) {
    try { act.abort(); } catch { /* it has ended by itself */ }
    throw error;
  }
  await ended;
  return answer;
}

const read = (names, work) => within(names, "readonly", work);
const write = (names, work) => within(names, "readwrite", work);

export const setting = (name) => read(["settings"], (settings) => got(settings.get(name)));
export const keepSetting = (name, value) => write(["settings"], (settings) => got(settings.put(value, name)));

// Every phone has a name of its own, made once.
export const device = () => write(["settings"], async (settings) => {
  const known = await got(settings.get("device"));
  if (known) return known;
  const made = crypto.randomUUID();
  await got(settings.put(made, "device"));
  return made;
});

// This moment, in step with the moments of the captures.
export const moment = () => read(["settings"], async (settings) => stamp(tick(await got(settings.get("tick")))));

export const lots = () => read(["lots"], (store) => got(store.getAll()));
export const lot = (id) => read(["lots"], async (store) => (await got(store.getAll())).find((one) => String(one.id) === String(id)));
export const keepLot = (one) => write(["lots"], (store) => got(store.put(one)));
export const dropLot = (id) => write(["lots"], (store) => got(store.delete(id)));

// The half-filled form of a door; two tabs at one door share it and so the key of its capture.
export const beginDraft = (place, first) => write(["drafts"], async (drafts) => {
  const known = await got(drafts.get(place));
  if (known) return known;
  const draft = { ...first, place, key: crypto.randomUUID() };
  await got(drafts.put(draft));
  return draft;
});

// A draft that another tab has made a capture of stays one.
export const keepDraft = (draft) => write(["drafts", "captures"], async (drafts, captures) => {
  if (await got(captures.getKey(draft.key))) return false;
  await got(drafts.put(draft));
  return true;
});

export const dropDraft = (place) => write(["drafts"], (drafts) => got(drafts.delete(place)));

export const keepPhoto = (id, blob) => write(["photos"], (photos) => got(photos.put({ id, blob, size: blob.size, state: "draft" })));
export const photo = (id) => read(["photos"], (photos) => got(photos.get(id)));
export const dropPhoto = (id) => write(["photos"], (photos) => got(photos.delete(id)));

// Turn a draft into a capture: its number, its photo and the end of the draft are one step.
// Answers false where another tab has done so already.
export const addCapture = (capture, place) => write(["captures", "drafts", "photos", "settings"], async (captures, drafts, photos, settings) => {
  if (await got(captures.getKey(capture.key))) return false;
  const seq = ((await got(settings.get("seq"))) ?? 0) + 1;
  const by = (await got(settings.get("actor")))?.id ?? "";
  const moment = tick(await got(settings.get("tick")));
  await got(settings.put(moment, "tick"));
  await got(settings.put(seq, "seq"));
  await got(captures.add({ ...capture, ...stamp(moment), seq, by, state: "waiting" }));
  const picture = capture.photo && await got(photos.get(capture.photo));
  if (picture?.state === "draft") await got(photos.put({ ...picture, state: "waiting", by }));
  await got(drafts.delete(place));
  return true;
});

export const capture = (key) => read(["captures"], (captures) => got(captures.get(key)));
export const capturesOf = (id) => read(["captures"], (captures) => got(captures.index("lot").getAll(id)));
export const capturesIn = (state) => read(["captures"], (captures) => got(captures.index("state").getAll(state)));

// The oldest captures that wait, in the order they were made, of the person who is signed in.
export const waitingCaptures = async (by, most) => (await capturesIn("waiting")).filter((one) => one.by === by || one.by === "").sort((a, b) => a.seq - b.seq).slice(0, most);

// Take down what the server said; `news` maps keys to what changes.
export const settleCaptures = (news) => write(["captures"], async (captures) => {
  for (const [key, change] of news) {
    const known = await got(captures.get(key));
    if (known && (known.state === "waiting" || known.state === "stuck")) await got(captures.put({ ...known, ...change, settled_at: Date.now() }));
  }
});

// What the server took long ago is told by the server; what came back stays until it is read.
export const forgetTaken = (before) => write(["captures"], async (captures) => {
  for (const one of await got(captures.index("state").getAll("taken"))) if (one.settled_at < before) await got(captures.delete(one.key));
});

// Let one that came back wait to be sent once more.
export const retryCapture = (key) => write(["captures"], async (captures) => {
  const known = await got(captures.get(key));
  if (known && (known.state === "refused" || known.state === "stuck")) await got(captures.put({ ...known, state: "waiting" }));
});

export const closeCapture = (key) => write(["captures"], async (captures) => {
  const known = await got(captures.get(key));
  if (known) await got(captures.put({ ...known, read: true }));
});

export const photosIn = (state) => read(["photos"], (photos) => got(photos.index("state").getAll(state)));
// Once the server has all of it the phone needs the room.
export const settlePhoto = (id, change) => write(["photos"], async (photos) => {
  const known = await got(photos.get(id));
  if (known) await got(photos.put({ ...known, ...change }));
});

export const counts = () => read(["captures", "photos", "settings"], async (captures, photos, settings) => {
  const of = (store, state) => got(store.index("state").count(state));
  const me = (await got(settings.get("actor")))?.id ?? "";
  const [waiting, stuck, refused, conflicts] = await Promise.all(["waiting", "stuck", "refused", "conflict"].map((state) => got(captures.index("state").getAll(state))));
  const unread = (rows) => rows.filter((row) => !row.read).length;
  return {
    waiting: waiting.filter((row) => row.by === me || row.by === "").length,
    strangers: waiting.filter((row) => row.by !== me && row.by !== "").length,
    photos: await of(photos, "waiting"), stuckPhotos: await of(photos, "stuck"),
    stuck: stuck.length, refused: unread(refused), conflicts: unread(conflicts),
  };
});
