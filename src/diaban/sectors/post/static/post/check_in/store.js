// What the phone keeps: keys, signed messages, photos, what the server told. Written to the disk
// before it is shown. A message is only added; what the server said of it is all that changes.

const NAME = "diaban-post", VERSION = 1;
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
      base.createObjectStore("chains", { keyPath: "key_id" });
      base.createObjectStore("photos", { keyPath: "digest" });
      base.createObjectStore("messages", { keyPath: "digest" }).createIndex("state", "state");
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

// The browser's own number, which all keys in it share.
export const phoneNumber = () => write(["settings"], async (settings) => {
  const known = await got(settings.get("phone"));
  if (known) return known;
  const made = crypto.randomUUID();
  await got(settings.put(made, "phone"));
  return made;
});

export const chains = () => read(["chains"], (store) => got(store.getAll()));
export const keepChain = (chain) => write(["chains"], (store) => got(store.put(chain)));
// What the server says of a key, without touching how far its chain has come meanwhile.
export const changeChain = (keyId, change) => write(["chains"], async (store) => got(store.put({ ...await got(store.get(keyId)), ...change })));

// The message, the next link of its chain, its photo's end of waiting and the phone's time: one step.
export const addMessage = (message, chain, moment) => write(["messages", "chains", "settings"], async (messages, store, settings) => {
  const known = await got(store.get(chain.key_id));
  if (known.seq !== chain.seq - 1) throw new DOMException("the chain went on elsewhere", "AbortError");
  await got(messages.add(message));
  await got(store.put(chain));
  await got(settings.put(moment, "tick"));
});

const own = (rows, actor) => rows.filter((row) => row.actor === actor).sort((a, b) => a.seq - b.seq || a.at - b.at);
export const messagesOf = (actor) => read(["messages"], async (messages) => own(await got(messages.getAll()), actor));
export const waitingOf = (actor) => read(["messages"], async (messages) => own(await got(messages.index("state").getAll("waiting")), actor));

export const settle = (news) => write(["messages"], async (messages) => {
  for (const [digest, change] of news) {
    const known = await got(messages.get(digest));
    if (known) await got(messages.put({ ...known, ...change }));
  }
});

// What the server holds is told by the server; what was refused stays until it has been read.
export const forget = (before) => write(["messages"], async (messages) => {
  for (const one of await got(messages.getAll())) if (one.at < before && (one.state === "taken" || one.read)) await got(messages.delete(one.digest));
});

export const keepPhoto = (photo) => write(["photos"], (photos) => got(photos.put(photo)));
export const photos = () => read(["photos"], (store) => got(store.getAll()));
export const dropPhoto = (digest) => write(["photos"], (store) => got(store.delete(digest)));
