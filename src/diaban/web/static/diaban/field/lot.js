// The doors of a lot, as a list in the suggested order or on the map.

import { Chart } from "./chart.js";
import { isDone, look, nameOf, nextDoor, standing } from "./day.js";
import { button, icon, link, make } from "./elements.js";
import { mapControls } from "./pointing.js";
import { capturesOf, lot as readLot } from "./store.js";
import { doorLink, lotLink, progress } from "./today.js";
import { outcome, words } from "./words.js";

const PICTURES = { done: "done", later: "away", closed: "not_there" };
let showsAll = false;

export const missing = () => ({ title: words("today"), back: "#/", body: [make("p", { class: "note" }, words("no_lot"))] });

function row(lot, door, isNext) {
  const state = look(door);
  const told = [door.outcome && outcome(door.outcome), door.mine?.state === "waiting" && words("unsent"), door.households > 1 && words("households_short", { n: door.households })];
  return make("li", {}, make("a", { href: doorLink(lot, door.place), class: `row ${state}`, "aria-current": isNext ? "step" : null },
    make("span", { class: "order" }, door.order ?? "+"),
    make("span", { class: "name" }, make("b", {}, nameOf(door) || words("no_number")), make("small", {}, told.filter(Boolean).join(" · "))),
    PICTURES[state] ? icon(PICTURES[state]) : icon("forward")));
}

function listView(lot, doors, added, next, page) {
  const open = doors.filter((door) => !isDone(door));
  const tab = (text, all) => make("button", { type: "button", "aria-pressed": String(showsAll === all), on: { click: () => { showsAll = all; page.refresh(); } } }, text);
  const shown = showsAll ? doors : open;
  const found = added.map((capture) => ({ ...capture, mine: capture, order: null, outcome: "new_door", place: capture.place }));
  return [make("div", { class: "tabs", role: "group" }, tab(words("left", { n: open.length }), false), tab(words("all_doors", { n: doors.length + added.length }), true)),
    shown.length ? null : make("p", { class: "note" }, words("nothing_left")),
    make("ul", { class: "doors" }, [...shown, ...(showsAll ? found : [])].map((door) => row(lot, door, door.place === next?.place)))];
}

function mapView(lot, doors, added, next, place) {
  const canvas = make("canvas", { tabindex: 0, role: "application", "aria-label": words("map_label", { name: lot.name }) });
  const spotted = doors.filter((door) => Number.isFinite(door.lat) && Number.isFinite(door.lng));
  const marks = [...spotted.map((door) => ({ key: door.place, spot: door.mine?.gate ?? door.mine?.position ?? door, look: look(door), label: String(door.order), next: door.place === (place ?? next?.place) })),
    ...added.filter((capture) => capture.position).map((capture) => ({ key: capture.place, spot: capture.position, look: "done", label: "+", next: false }))];
  const frame = make("div", { class: "chart whole" }, canvas);
  let chart = null, watch = null;
  const locate = () => {
    watch ??= navigator.geolocation?.watchPosition(({ coords }) => {
      const first = !chart.me;
      chart.show({ lat: coords.latitude, lng: coords.longitude, accuracy: coords.accuracy });
      if (first) chart.go(chart.me);
    }, () => {}, { enableHighAccuracy: true });
    if (chart.me) chart.go(chart.me);
  };
  const begin = () => {
    chart = new Chart(canvas, lot, { marks: () => marks, chosen: (key) => { location.hash = doorLink(lot, key); } });
    frame.append(mapControls(chart, [make("button", { type: "button", class: "square", "aria-label": words("to_me"), title: words("to_me"), on: { click: locate } }, icon("here"))]));
    const wanted = spotted.find((door) => door.place === place);
    if (wanted) chart.go(wanted);
  };
  const end = () => { chart?.end(); if (watch !== null) navigator.geolocation.clearWatch(watch); };
  return { body: [frame], begin, end };
}

export async function lotScreen(page, id, view, place) {
  const lot = await readLot(id);
  if (!lot) return missing();
  const { doors, added } = standing(lot, await capturesOf(lot.id));
  const next = nextDoor(doors), done = doors.filter(isDone).length, onMap = view === "map";
  const map = onMap ? mapView(lot, doors, added, next, place) : null;
  const tabs = make("nav", { class: "tabs" },
    link(words("list"), lotLink(lot), { "aria-current": onMap ? null : "page" }, "list"), link(words("map"), lotLink(lot, "/map"), { "aria-current": onMap ? "page" : null }, "map"));
  const foot = [make("div", { class: "pair wide" }, link(words("new_door"), doorLink(lot, "new"), { class: "button" }, "add"),
    next ? link(words("next_door"), doorLink(lot, next.place), { class: "button primary" }, "forward") : null)];
  return { title: lot.name, back: "#/", live: !onMap, full: onMap, body: [progress(done, doors.length), tabs, ...(map?.body ?? listView(lot, doors, added, next, page))], foot, begin: map?.begin, end: map?.end };
}
