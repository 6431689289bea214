// The look-up page: the answer drawn on the map, a click asked as a question, one's own position.

import { offerCompletions } from "./complete.js";
import { drawInset, drawMap, lightUnit } from "./map.js";
import { say } from "./page.js";

const holder = document.getElementById("map");
const box = document.getElementById("q");
const DOORS_FROM_ZOOM = 17;
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (type, coordinates, properties = {}) => ({ type: "Feature", properties, geometry: { type, coordinates } });

function ask(lat, lng) {
  const q = `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
  box.value = q;
  box.form.requestSubmit();
}

function addLayers(map) {
  for (const id of ["cell", "spot"]) map.addSource(id, { type: "geojson", data: collection([]) });
  map.addLayer({ id: "cell", type: "fill", source: "cell", paint: { "fill-color": "#0a5a66", "fill-opacity": 0.35 } });
  map.addLayer({ id: "cell-edge", type: "line", source: "cell", paint: { "line-color": "#0a5a66", "line-width": 2.5 } });
  map.addLayer({ id: "spot", type: "circle", source: "spot", maxzoom: 17.5, paint: { "circle-radius": 8, "circle-color": "#0a5a66", "circle-stroke-color": "#fff", "circle-stroke-width": 3 } });
}

let lit = [];
let outline = null;
async function sketch(inset, at) {
  outline ??= fetch(holder.dataset.units).then((answer) => answer.json());
  drawInset(inset, await outline, at);
  inset.hidden = false;
}

function show(map) {
  const { cell, spots = [], units = [] } = JSON.parse(document.querySelector("#answer [data-map]")?.dataset.map || "{}");
  const [west, south, east, north] = cell ?? [];
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  map.getSource("cell").setData(collection(cell ? [feature("Polygon", [ring])] : []));
  const points = cell ? [[(west + east) / 2, (south + north) / 2]] : spots;
  map.getSource("spot").setData(collection(points.map((p) => feature("Point", p))));
  for (const code of lit) lightUnit(map, code, false);
  lit = units;
  for (const code of lit) lightUnit(map, code, true);
  const here = { maxZoom: cell ? 18 : 12.5, padding: 60, animate: !calm(), duration: 900 };
  const inset = holder.querySelector(".inset");
  inset.hidden = true;
  if (cell) sketch(inset, points[0]).catch(console.warn);
  if (cell) map.fitBounds([[west, south], [east, north]], here);
  else if (spots.length) {
    const lngs = spots.map((s) => s[0]), lats = spots.map((s) => s[1]);
    map.fitBounds([[Math.min(...lngs), Math.min(...lats)], [Math.max(...lngs), Math.max(...lats)]], here);
  }
}

function refuse(text) {
  const note = document.getElementById("refused");
  note.textContent = text;
  note.hidden = false;
  say(text);
}

function offerPosition() {
  const button = document.getElementById("here");
  if (!window.isSecureContext || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { button.removeAttribute("aria-busy"); ask(coords.latitude, coords.longitude); },
      () => { button.removeAttribute("aria-busy"); refuse(button.dataset.refused); },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}

function announce() {
  const answer = document.querySelector("#answer [data-said]");
  if (!answer) return;
  box.value = answer.dataset.q;
  say(answer.dataset.said);
}

offerPosition();
offerCompletions(box, document.getElementById("offers"));
const drawing = drawMap(holder);
addEventListener("htmx:afterSettle", async () => { announce(); const map = await drawing; if (map) show(map); });

drawing.then((map) => {
  if (!map) return;
  addLayers(map);
  show(map);
  map.on("moveend", () => { holder.querySelector(".key").hidden = map.getZoom() < DOORS_FROM_ZOOM; });
  map.on("click", ({ lngLat }) => ask(lngLat.lat, lngLat.lng));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") ask(map.getCenter().lat, map.getCenter().lng);
  });
  map.getCanvas().style.cursor = "crosshair";
});
