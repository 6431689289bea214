// The rows behind a figure as points on the map; a row and its point light together.

import { calm, drawMap } from "./map.js";

const rows = [...document.querySelectorAll("tr[data-lng]")];
const at = (row) => [Number(row.dataset.lng), Number(row.dataset.lat)];
const points = { type: "FeatureCollection", features: rows.map((row, id) => ({ type: "Feature", id, properties: {}, geometry: { type: "Point", coordinates: at(row) } })) };

const holder = document.getElementById("map");
const map = holder && rows.length && await drawMap(holder, { addresses: false });
if (map) {
  const lngs = rows.map((row) => at(row)[0]), lats = rows.map((row) => at(row)[1]);
  map.addSource("rows", { type: "geojson", data: points });
  map.addLayer({ id: "rows", type: "circle", source: "rows", paint: { "circle-radius": ["case", ["boolean", ["feature-state", "lit"], false], 9, 5], "circle-color": "#0a5a66", "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 } });
  map.fitBounds([Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)], { padding: 40, maxZoom: 17, animate: !calm() });
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
