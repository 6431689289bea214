// The staff's page: two buttons, what was pressed, what waits, and when to send.

import { make } from "./elements.js";
import { shrink } from "./photo.js";
import { locate } from "./position.js";
import { doubtSection, joinRecord, recordSection } from "./record.js";
import { countWaiting, keyLines, notice, pointCard, sentLine } from "./screen.js";
import { send } from "./sending.js";
import { serve } from "./serving.js";
import { chainOf, digestOf, makeKey, sign } from "./signing.js";
import { dropPhoto, keepPhoto, keepSetting, messagesOf, photos, setting } from "./store.js";
import { chooseLanguage, clock, otherLanguage, words } from "./words.js";

const SHORTEST_MS = 2_000, LONGEST_MS = 300_000, TAG = "diaban-post-send";
const body = document.body, main = document.getElementById("app"), said = document.getElementById("said"), title = document.getElementById("title"), speak = document.getElementById("speak");
const news = new BroadcastChannel("diaban-post");
let wait = SHORTEST_MS, timer = 0, working = false, again = false, busy = false, registration = null, note = "", typed = "", picture = null;
// a code out of a picture that the phone's camera read
const fromLink = /^#code=(\d{6})$/.exec(location.hash)?.[1];

async function state() {
  const [actor, told, sent, enrolment, refusedPhoto, chosen] = await Promise.all(["actor", "told", "sent", "enrolment", "photo_refused", "point"].map(setting));
  if (!actor) return { sent };
  const [kept, chain] = await Promise.all([messagesOf(actor.id), chainOf(actor.id)]);
  const mine = told?.actor === actor.id ? told : null, points = mine?.points ?? [];
  return { actor, told: mine, sent, enrolment, refusedPhoto, kept, chain, points, point: points.find(({ id }) => id === chosen) ?? points[0] ?? null, record: joinRecord(mine, kept) };
}

async function takePhoto(file) {
  const actor = await setting("actor");
  try {
    const blob = await shrink(file);
    picture = { digest: await digestOf(await blob.arrayBuffer()), blob, actor: actor.id, joined: false };
    await keepPhoto(picture);
    note = "";
  } catch (error) {
    note = error.reason ? words(`photo_${error.reason}`) : words("not_saved", { detail: error.message });
  }
  draw();
}

async function press(kind, { actor, point }) {
  if (busy) return;
  if (typed && !/^\d{6}$/.test(typed)) { note = words("code_bad"); return draw(); }
  busy = true;
  note = words("measuring");
  draw();
  try {
    const position = await locate();
    const message = await sign(actor.id, { point: point.id, name: point.name, kind, position, code: point.code.length ? typed : "", photo: picture?.digest });
    if (picture) await keepPhoto({ ...picture, joined: true });
    note = words("saved", { kind: words(kind === "in" ? "come" : "leave"), time: clock(message.at) });
    [typed, picture] = ["", null];
    navigator.storage?.persist?.();
    registration?.sync?.register(TAG).catch(() => {});
  } catch (error) {
    note = words("not_saved", { detail: error.message });
  }
  busy = false;
  news.postMessage("changed");
  await draw();
  sendNow();
}

const actsOf = (known) => ({
  working, busy, typed, picture,
  signIn: body.dataset.signIn,
  send: sendNow,
  renew: async () => { await makeKey(known.actor.id); sendNow(); },
  type: (text) => { typed = text; },
  take: takePhoto,
  drop: async () => { await dropPhoto(picture.digest); picture = null; draw(); },
  choose: async (id) => { await keepSetting("point", id); draw(); },
  press: (kind) => press(kind, known),
});

async function draw() {
  const known = await state();
  title.textContent = words("title");
  document.title = `${words("title")} · Địa bàn`;
  speak.textContent = words("other_language");
  speak.lang = otherLanguage();
  said.textContent = note;
  main.dataset.waiting = String(countWaiting(known.kept));
  const acts = actsOf(known);
  const parts = known.actor ? [
    ...keyLines(known, acts),
    known.point ? pointCard(known, acts) : known.told && make("section", { class: "card" }, make("h2", {}, words("no_point")), make("p", {}, words("no_point_do"))),
    note && notice(note),
    known.refusedPhoto && notice(words("photo_refused", { reason: known.refusedPhoto }), "bad"),
    sentLine(known, acts),
    doubtSection(known.told?.flags, (id) => `${body.dataset.flags}${id}/`),
    recordSection(known.record, known.told?.kept_days ?? 90),
  ] : [notice(words("first_online"), "warn"), sentLine(known, acts)];
  const focused = document.activeElement?.id;
  main.replaceChildren(...parts.filter(Boolean));
  if (focused && focused !== "said") document.getElementById(focused)?.focus({ preventScroll: true });
}

async function sendNow() {
  clearTimeout(timer);
  // what came while the last sending was ending goes with the next
  if (working) { again = true; return; }
  [working, again] = [true, false];
  const state = await send(draw).catch((error) => { console.error(error); return "server"; });
  working = false;
  if (state === "done") wait = SHORTEST_MS;
  else {
    timer = setTimeout(sendNow, wait * (0.75 + Math.random() / 2));
    wait = Math.min(LONGEST_MS, 2 * wait);
  }
  await draw();
  main.dataset.sent = state;
  if (again) sendNow();
}

async function begin() {
  chooseLanguage();
  if (fromLink) typed = fromLink;
  // a photo that no check-in names was left behind by a page that closed
  for (const one of await photos()) if (!one.joined) await dropPhoto(one.digest);
  await draw();
  await sendNow();
  registration = await serve();
}

speak.addEventListener("click", () => { chooseLanguage(otherLanguage()); draw(); });
addEventListener("online", () => { wait = SHORTEST_MS; sendNow(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) sendNow(); });
news.addEventListener("message", draw);
begin().catch((error) => { console.error(error); main.replaceChildren(notice(words("failed", { detail: error.message }), "bad")); });
