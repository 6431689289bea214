// The collector's page: which screen, what happened, and when to send.

import { doorScreen } from "./door.js";
import { announce, link, make } from "./elements.js";
import { lotScreen } from "./lot.js";
import { outboxScreen } from "./outbox.js";
import { isEmpty, send } from "./sending.js";
import { counts, setting } from "./store.js";
import { todayScreen } from "./today.js";
import { chooseLanguage, otherLanguage, words } from "./words.js";

const SHORTEST_MS = 2_000, LONGEST_MS = 300_000, SOON_MS = 1_500, TAG = "diaban-field-send";
const body = document.body, main = document.getElementById("app"), foot = document.getElementById("foot");
const title = document.getElementById("title"), back = document.getElementById("back"), chip = document.getElementById("chip"), toast = document.getElementById("toast");
const news = new BroadcastChannel("diaban-field");
let current = {}, turn = 0, wait = SHORTEST_MS, timer = 0, working = false, registration = null;

const page = {
  installer: null,
  signIn: body.dataset.signIn ? `${body.dataset.signIn}?next=${encodeURIComponent(location.pathname)}` : null,
  get other() { return otherLanguage(); },
  go: (hash) => { if (location.hash === hash) route(); else location.replace(hash); },
  refresh: () => { changed(); return route({ quiet: true }); },
  send: () => sendNow(),
  speak: () => { chooseLanguage(otherLanguage()); frame(); route(); },
  install: async () => { const asked = page.installer; page.installer = null; await asked.prompt(); page.refresh(); },
  saved: ({ text, href, name }) => {
    toast.replaceChildren(...[make("span", {}, name ? `${text} · ${name}` : text), href && link(words("change"), href, { class: "button" })].filter(Boolean));
    toast.hidden = false;
    announce(text);
    page.keepsToast = true;
    navigator.storage?.persist?.();
    news.postMessage("changed");
    changed();
    sendSoon();
  },
};

const SCREENS = { "": () => todayScreen(page), sent: () => outboxScreen(page), lot: (id, view, place) => (view === "door" ? doorScreen(page, id, place ?? "") : lotScreen(page, id, view, place)) };

async function route({ quiet = false } = {}) {
  const mine = ++turn, [kind = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const screen = await (SCREENS[kind] ?? SCREENS[""])(...rest).catch(fail);
  if (mine !== turn || !screen) return;
  current.end?.();
  current = screen;
  const scrolled = scrollY;
  title.textContent = screen.title;
  document.title = `${screen.title} · Địa bàn`;
  back.hidden = !screen.back;
  if (screen.back) back.href = screen.back;
  body.classList.toggle("full", Boolean(screen.full));
  main.replaceChildren(...screen.body.flat().filter(Boolean));
  foot.replaceChildren(...(screen.foot ?? []).filter(Boolean));
  foot.hidden = !screen.foot;
  if (!page.keepsToast && !quiet) toast.hidden = true;
  page.keepsToast = false;
  screen.begin?.();
  main.dataset.screen = kind || "today";
  if (quiet) return scrollTo(0, scrolled);
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
}

function fail(error) {
  console.error(error);
  const key = error instanceof DOMException ? "broken" : "failed";
  return { title: words("today"), body: [make("p", { class: "note bad", role: "alert" }, words(key, { detail: error.message }))] };
}

function frame() {
  back.setAttribute("aria-label", words("back"));
  changed();
}

async function changed() {
  const [sums, sent] = await Promise.all([counts(), setting("sent")]).catch(() => [null]);
  if (!sums) return;
  const waits = sums.waiting + sums.photos, wrong = sums.refused + sums.conflicts + sums.stuck + sums.stuckPhotos;
  const text = working ? words("sent_working") : waits ? words("sent_waiting", { n: waits }) : sent?.state === "offline" ? words("sent_offline") : sent?.state === "sign_in" ? words("sign_in") : words("sent_done");
  chip.className = working ? "chip" : wrong ? "chip bad" : waits || (sent && sent.state !== "done") ? "chip warn" : "chip good";
  chip.replaceChildren(make("span", {}, text), ...(wrong ? [make("b", { class: "badge" }, `${wrong}`), make("span", { class: "sr" }, words("to_look_at"))] : []));
  chip.dataset.waiting = String(waits);
}

function seen() {
  changed();
  if (current.live && !main.contains(document.activeElement?.closest?.("input, textarea"))) page.refresh();
}

async function sendNow() {
  clearTimeout(timer);
  if (working) return;
  working = true;
  changed();
  const state = await send(() => { news.postMessage("changed"); seen(); }).catch((error) => { console.error(error); return "server"; });
  working = false;
  if (state === "done") wait = SHORTEST_MS;
  else {
    timer = setTimeout(sendNow, wait * (0.75 + Math.random() / 2));
    wait = Math.min(LONGEST_MS, 2 * wait);
  }
  main.dataset.sent = state;
  news.postMessage("changed");
  seen();
}

async function sendSoon() {
  registration?.sync?.register(TAG).catch(() => {});
  clearTimeout(timer);
  timer = setTimeout(sendNow, SOON_MS);
}

async function serve() {
  if (!navigator.serviceWorker) return;
  registration = await navigator.serviceWorker.register("worker.js", { type: "module", updateViaCache: "none" });
  // everything of this page is loaded: a newer worker may take over without mixing two versions
  const takeOver = (worker) => { if (worker?.state === "installed" && navigator.serviceWorker.controller) worker.postMessage("take over"); };
  takeOver(registration.waiting);
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", ({ target }) => takeOver(target)));
}

addEventListener("hashchange", () => route());
addEventListener("online", () => { wait = SHORTEST_MS; sendNow(); });
addEventListener("offline", changed);
document.addEventListener("visibilitychange", async () => { if (!document.hidden && !await isEmpty()) sendNow(); });
addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); page.installer = event; if (current.live) page.refresh(); });
news.addEventListener("message", seen);

chooseLanguage();
frame();
await route();
body.dataset.ready = "yes";
await sendNow();
serve().catch((error) => console.warn(error));
