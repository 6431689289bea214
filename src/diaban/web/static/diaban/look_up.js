// The look-up page: the answer drawn on the map, a click asked as a question, one's own position.

import { drawInset, drawMap } from "./map.js";
import { say } from "./page.js";

const holder = document.getElementById("map");
const box = document.getElementById("q");
const DOORS_FROM_ZOOM = 16.2;
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (type, coordinates, properties = {}) => ({ type: "Feature", properties, geometry: { type, coordinates } });

function ask(lat, lng) {
  const q = `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
  box.value = q;
  box.form.requestSubmit();
}

function addLayers(map) {
  for (const id of ["doors", "cell", "spot"]) map.addSource(id, { type: "geojson", data: collection([]) });
  map.addLayer({ id: "doors", type: "circle", source: "doors", minzoom: DOORS_FROM_ZOOM, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 16, 2, 19, 5], "circle-color": ["case", ["get", "coded"], "#549aa2", "#c98a2b"], "circle-stroke-color": "#fff", "circle-stroke-width": 1 } });
  map.addLayer({ id: "numbers", type: "symbol", source: "doors", minzoom: 17.5, layout: { "text-field": ["get", "number"], "text-font": ["Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"], "text-size": 11, "text-anchor": "top", "text-offset": [0, 0.5] }, paint: { "text-color": "#16211f", "text-halo-color": "#fff", "text-halo-width": 1.2 } });
  map.addLayer({ id: "cell", type: "fill", source: "cell", paint: { "fill-color": "#0a5a66", "fill-opacity": 0.35 } });
  map.addLayer({ id: "cell-edge", type: "line", source: "cell", paint: { "line-color": "#0a5a66", "line-width": 2.5 } });
  map.addLayer({ id: "spot", type: "circle", source: "spot", maxzoom: 17.5, paint: { "circle-radius": 8, "circle-color": "#0a5a66", "circle-stroke-color": "#fff", "circle-stroke-width": 3 } });
}

let lit = [];
function show(map) {
  const { cell, spots = [], units = [] } = JSON.parse(document.querySelector("#answer [data-map]")?.dataset.map || "{}");
  const [west, south, east, north] = cell ?? [];
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  map.getSource("cell").setData(collection(cell ? [feature("Polygon", [ring])] : []));
  const points = cell ? [[(west + east) / 2, (south + north) / 2]] : spots;
  map.getSource("spot").setData(collection(points.map((p) => feature("Point", p))));
  for (const code of lit) map.setFeatureState({ source: "units", id: code }, { lit: false });
  lit = units;
  for (const code of lit) map.setFeatureState({ source: "units", id: code }, { lit: true });
  const here = { maxZoom: cell ? 18 : 12.5, padding: 60, animate: !calm(), duration: 900 };
  const inset = holder.querySelector(".inset");
  inset.hidden = !cell;
  if (cell) drawInset(inset, map.communes, points[0]);
  if (cell) map.fitBounds([[west, south], [east, north]], here);
  else if (spots.length) {
    const lngs = spots.map((s) => s[0]), lats = spots.map((s) => s[1]);
    map.fitBounds([[Math.min(...lngs), Math.min(...lats)], [Math.max(...lngs), Math.max(...lats)]], here);
  }
}

async function loadDoors(map) {
  holder.querySelector(".key").hidden = map.getZoom() < DOORS_FROM_ZOOM;
  if (map.getZoom() < DOORS_FROM_ZOOM) return;
  const b = map.getBounds(), c = map.getCenter();
  const half = { lat: 0.0085, lng: 0.0088 };
  const bbox = [Math.max(b.getWest(), c.lng - half.lng), Math.max(b.getSouth(), c.lat - half.lat), Math.min(b.getEast(), c.lng + half.lng), Math.min(b.getNorth(), c.lat + half.lat)];
  const answer = await fetch(`${holder.dataset.addresses}?bbox=${bbox.map((n) => n.toFixed(5))}`);
  if (answer.ok) map.getSource("doors").setData(await answer.json());
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
const drawing = drawMap(holder);
addEventListener("htmx:afterSettle", async () => { announce(); const map = await drawing; if (map) show(map); });

drawing.then((map) => {
  if (!map) return;
  addLayers(map);
  show(map);
  map.on("moveend", () => loadDoors(map).catch(console.warn));
  map.on("click", ({ lngLat }) => ask(lngLat.lat, lngLat.lng));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") ask(map.getCenter().lat, map.getCenter().lng);
  });
  map.getCanvas().style.cursor = "crosshair";
});
