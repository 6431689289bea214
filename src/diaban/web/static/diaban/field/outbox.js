// What waits to be sent, and what came back: each in words with what to do.

import { nameOf } from "./day.js";
import { button, link, make } from "./elements.js";
import { capturesIn, closeCapture, counts, photosIn, retryCapture, setting } from "./store.js";
import { doorLink } from "./today.js";
import { clock, knows, outcome, words } from "./words.js";

export function stateText(sent) {
  if (!sent) return words("state_never");
  if (sent.state === "done") return words("state_done", { time: clock(sent.at) });
  return words(`state_${sent.state}`);
}

function told(capture, text, page, acts) {
  const read = async () => { await closeCapture(capture.key); page.refresh(); };
  return make("li", { class: "card" },
    make("b", {}, nameOf(capture) || words("no_number")),
    make("small", {}, `${outcome(capture.outcome)} · ${clock(capture.clock)}`),
    make("p", {}, text),
    make("div", { class: "pair" }, acts(capture, page), button(words("understood"), read)));
}

const lookAgain = (name) => (capture) => link(words(name), doorLink({ id: capture.lot }, capture.place), { class: "button" });
const tryAgain = (capture, page) => button(words("try_again"), async () => { await retryCapture(capture.key); page.send(); }, { "data-act": "again" });

const CONFLICTS = new Set(["two_statements", "changed", "beside", "far", "not_there"]);
const conflictText = ({ kind, with: other }) => words(`conflict_${CONFLICTS.has(kind) ? kind : "two_statements"}`, { other: other || words("somebody") });

// What the person with the phone wrote; of all else only the phone and the office know.
const OWN_FIELDS = { written: "spoken", position: "position", gate: "gate", outcome: "outcome", ...Object.fromEntries(["house_number", "lanes", "street", "building", "households", "note", "photo"].map((name) => [name, name])) };
const CORRECTED = new Set(["address_missing", "position_missing", "position_outside", "new_door_not_found", "too_long"]);
const ownField = ({ field }) => OWN_FIELDS[field] && words(OWN_FIELDS[field] === "photo" ? "photo_word" : OWN_FIELDS[field]);

function refusalText(capture) {
  const { reason } = capture, field = ownField(capture);
  if (reason === "malformed" && field) return words("refused_malformed_field", { field });
  return knows(`refused_${reason}`) ? words(`refused_${reason}`, { field: field || words("record") }) : words("refused_unknown", { reason });
}

// Trying again helps only where the server failed; what was written otherwise is corrected at the door.
function refusalActs(capture, page) {
  if (capture.reason === "fault") return tryAgain(capture, page);
  return CORRECTED.has(capture.reason) || (capture.reason === "malformed" && ownField(capture)) ? lookAgain("correct")(capture) : null;
}

function group(title, advice, captures, say, page, acts) {
  if (!captures.length) return null;
  return make("section", {}, make("h2", {}, title), make("p", { class: "quiet" }, advice), make("ul", { class: "told" }, captures.map((capture) => told(capture, say(capture), page, acts))));
}

const unread = async (state) => (await capturesIn(state)).filter((capture) => !capture.read).sort((a, b) => b.seq - a.seq);

export async function outboxScreen(page) {
  const [sums, sent, actor, conflicts, refused, stuck, stuckPhotos] = await Promise.all([counts(), setting("sent"), setting("actor"), unread("conflict"), unread("refused"), unread("stuck"), photosIn("stuck")]);
  const groups = [
    group(words("conflicts", { n: conflicts.length }), words("conflicts_do"), conflicts, conflictText, page, lookAgain("look_again")),
    group(words("refusals", { n: refused.length }), words("refusals_do"), refused, refusalText, page, refusalActs),
    group(words("stuck", { n: stuck.length }), words("stuck_do"), stuck, refusalText, page, tryAgain),
    stuckPhotos.length ? make("p", { class: "note warn" }, words("stuck_photos", { n: stuckPhotos.length, reason: refusalText(stuckPhotos[0]) })) : null,
  ].filter(Boolean);
  const kept = await navigator.storage?.persisted?.();
  return {
    title: words("outbox"), back: "#/", live: true,
    body: [
      make("section", { class: "card" },
        make("dl", { class: "sums" },
          make("div", {}, make("dt", {}, words("waiting_doors")), make("dd", { id: "waiting" }, sums.waiting)),
          make("div", {}, make("dt", {}, words("waiting_photos")), make("dd", {}, sums.photos))),
        make("p", { id: "sent-state", class: sent && sent.state !== "done" ? "note warn" : "quiet" }, sums.waiting && sent?.state === "done" ? words("state_soon") : stateText(sent)),
        sent?.state === "sign_in" && page.signIn ? link(words("sign_in"), page.signIn, { class: "button primary big" }) : button(words("send_now"), () => page.send(true), { class: "primary big" }, "send")),
      sums.strangers ? make("p", { class: "note warn" }, words("strangers", { n: sums.strangers })) : null,
      ...(groups.length ? groups : [make("p", { class: "note" }, words("nothing_wrong"))]),
      make("p", { class: "quiet small" }, words(kept ? "safe" : "unsafe")),
      actor ? make("p", { class: "quiet small" }, words("signed_in", { name: actor.name })) : null,
    ],
  };
}
