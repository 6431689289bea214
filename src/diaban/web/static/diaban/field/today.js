// The first screen: each lot of this collector, how far it is, and the way on.

import { isDone, nextDoor, standing } from "./day.js";
import { button, link, make } from "./elements.js";
import { capturesOf, lots } from "./store.js";
import { words } from "./words.js";

export const lotLink = (lot, rest = "") => `#/lot/${encodeURIComponent(lot.id)}${rest}`;
export const doorLink = (lot, place) => lotLink(lot, `/door/${encodeURIComponent(place)}`);

export function progress(done, all) {
  return make("div", { class: "progress" },
    make("progress", { max: Math.max(all, 1), value: done, "aria-label": words("done_of", { done, all }) }),
    make("span", { "aria-hidden": "true" }, words("progress", { done, all })));
}

async function card(lot) {
  const { doors } = standing(lot, await capturesOf(lot.id));
  const done = doors.filter(isDone).length, next = nextDoor(doors);
  return make("section", { class: "card", "aria-labelledby": `lot-${lot.id}` },
    make("h2", { id: `lot-${lot.id}` }, lot.name),
    lot.synthetic ? make("p", { class: "tag" }, words("synthetic")) : null,
    progress(done, doors.length),
    make("p", { class: lot.ground ? "kept" : "quiet" }, words(lot.ground ? "kept_whole" : "kept_doors")),
    next ? link(words(done ? "go_on" : "begin"), doorLink(lot, next.place), { class: "button primary big" }, "forward") : make("p", { class: "kept strong" }, words("lot_done")),
    make("div", { class: "pair" }, link(words("list"), lotLink(lot), { class: "button" }, "list"), link(words("map"), lotLink(lot, "/map"), { class: "button" }, "map")));
}

export async function todayScreen(page) {
  const known = await lots();
  const cards = await Promise.all(known.map(card));
  const empty = make("section", { class: "card" }, make("h2", {}, words("no_lots")), make("p", {}, words("no_lots_do")));
  return {
    title: words("today"), live: true,
    body: [...(cards.length ? cards : [empty]),
      make("div", { class: "pair" }, button(words("fetch_lots"), () => page.send(), {}), button(words("other_language"), () => page.speak(), { lang: page.other })),
      page.installer && button(words("install"), () => page.install(), { class: "big" })],
  };
}
