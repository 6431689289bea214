// The rows behind a figure as points on the map; a row and its point light together.

import { calm, drawMap } from "./map.js";

const rows = [...document.querySelectorAll("tr[data-lng]")];
const at = (row) => [Number(row.dataset.lng), Number(row.dataset.lat)];
const points = { type: "FeatureCollection", features: rows.map((row, id) => ({ type: "Feature", id, properties: {}, geometry: { type: "Point", coordinates: at(row) } })) };

// Where to look: at all points but those, one or one in twenty, that lie far off the others.
export function boxOf(places) {
  const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
  const middle = [0, 1].map((axis) => median(places.map((place) => place[axis])));
  const off = (place) => Math.hypot(place[0] - middle[0], place[1] - middle[1]);
  const ranked = [...places].sort((a, b) => off(a) - off(b)), few = Math.max(1, Math.floor(places.length / 20));
  // of few none is far off; a hundredth of a degree, a kilometre, is never far
  const most = ranked.length < 5 ? Infinity : 2 * Math.max(0.01, off(ranked.at(-1 - few)));
  const kept = ranked.filter((place) => off(place) <= most);
  return [Math.min, Math.max].flatMap((pick) => [0, 1].map((axis) => pick(...kept.map((place) => place[axis]))));
}

const holder = document.getElementById("map");
const map = holder && rows.length && await drawMap(holder, { addresses: false });
if (map) {
  map.addSource("rows", { type: "geojson", data: points });
  map.addLayer({ id: "rows", type: "circle", source: "rows", paint: { "circle-radius": ["case", ["boolean", ["feature-state", "lit"], false], 9, 5], "circle-color": "#0a5a66", "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 } });
  map.fitBounds(boxOf(rows.map(at)), { padding: 40, maxZoom: 17, animate: !calm() });
  let lit = null;
  const light = (id) => {
    if (id === lit) return;
    if (lit !== null) { map.setFeatureState({ source: "rows", id: lit }, { lit: false }); rows[lit].classList.remove("lit"); }
    lit = id;
    if (id !== null) { map.setFeatureState({ source: "rows", id }, { lit: true }); rows[id].classList.add("lit"); }
  };
  map.on("mousemove", "rows", (event) => light(event.features[0].id));
  map.on("click", "rows", (event) => { light(event.features[0].id); rows[event.features[0].id].scrollIntoView({ block: "center" }); });
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => {
    const row = event.target.closest?.("tr[data-lng]");
    if (row) light(rows.indexOf(row));
  });
}
