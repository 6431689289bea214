// What waits to be sent, and what came back: each in words with what to do.

import { nameOf } from "./day.js";
import { button, link, make } from "./elements.js";
import { capturesIn, closeCapture, counts, photosIn, setting } from "./store.js";
import { doorLink } from "./today.js";
import { clock, outcome, words } from "./words.js";

export function stateText(sent) {
  if (!sent) return words("state_never");
  if (sent.state === "done") return words("state_done", { time: clock(sent.at) });
  return words(`state_${sent.state}`);
}

function told(capture, text, page) {
  const read = async () => { await closeCapture(capture.key); page.refresh(); };
  return make("li", { class: "card" },
    make("b", {}, nameOf(capture) || words("no_number")),
    make("small", {}, `${outcome(capture.outcome)} · ${clock(capture.clock)}`),
    make("p", {}, text),
    make("div", { class: "pair" }, link(words("look_again"), doorLink({ id: capture.lot }, capture.place), { class: "button" }), button(words("understood"), read)));
}

const CONFLICTS = new Set(["two_statements", "changed", "beside", "far", "not_there"]);
const conflictText = ({ kind, with: other }) => words(`conflict_${CONFLICTS.has(kind) ? kind : "two_statements"}`, { other: other || words("somebody") });

const REFUSALS = new Set(["not_your_lot", "unknown_door", "address_missing", "position_missing", "position_outside", "new_door_not_found", "too_long", "malformed", "fault", "size", "type", "cut", "another_ones"]);
const refusalText = ({ reason }) => (REFUSALS.has(reason) ? words(`refused_${reason}`) : reason || words("no_reason"));

function group(title, advice, captures, say, page) {
  if (!captures.length) return null;
  return make("section", {}, make("h2", {}, title), make("p", { class: "quiet" }, advice), make("ul", { class: "told" }, captures.map((capture) => told(capture, say(capture), page))));
}

const unread = async (state) => (await capturesIn(state)).filter((capture) => !capture.read).sort((a, b) => b.seq - a.seq);

export async function outboxScreen(page) {
  const [sums, sent, actor, conflicts, refused, stuck, stuckPhotos] = await Promise.all([counts(), setting("sent"), setting("actor"), unread("conflict"), unread("refused"), unread("stuck"), photosIn("stuck")]);
  const groups = [
    group(words("conflicts", { n: conflicts.length }), words("conflicts_do"), conflicts, conflictText, page),
    group(words("refusals", { n: refused.length }), words("refusals_do"), refused, refusalText, page),
    group(words("stuck", { n: stuck.length }), words("stuck_do"), stuck, refusalText, page),
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
