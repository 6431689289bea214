// Lots on a map: their outlines coloured by how far they are; of one lot its walk and doors.

import { drawMap } from "./map.js";

const LOTS = ["match", ["get", "state"], "done", "#2f8791", "begun", "#d9a441", "conflict", "#b3261e", "even", "#2f8791", "odd", "#8a6fb0", "#9aa8a4"];
const DOORS = ["match", ["get", "state"], "collected", "#0a5a66", "conflict", "#b3261e", "not_there", "#5b2a86", ["nobody_home", "refused", "unreachable", "no_access"], "#d9a441", "#9aa8a4"];
const drawn = JSON.parse(document.getElementById("drawn").textContent);
const lots = Array.isArray(drawn) ? drawn : [{ area: drawn.area, state: "waiting" }];
const doors = (drawn.doors ?? []).filter(([lng]) => lng !== null);
const collect = (features) => ({ type: "geojson", data: { type: "FeatureCollection", features } });
const feature = (type, coordinates, properties = {}) => ({ type: "Feature", geometry: { type, coordinates }, properties });

function draw(map) {
  map.addSource("lots", collect(lots.map(({ area, state }, number) => feature("Polygon", [area], { state, number }))));
  map.addLayer({ id: "lots", type: "fill", source: "lots", paint: { "fill-color": LOTS, "fill-opacity": doors.length ? 0.08 : 0.4 } });
  map.addLayer({ id: "lot-edges", type: "line", source: "lots", paint: { "line-color": LOTS, "line-width": 1.5 } });
  map.addSource("walk", collect(doors.length > 1 ? [feature("LineString", doors.map(([lng, lat]) => [lng, lat]))] : []));
  map.addLayer({ id: "walk", type: "line", source: "walk", paint: { "line-color": "#53615e", "line-width": 1.5, "line-dasharray": [2, 1.5] } });
  map.addSource("stops", collect(doors.map(([lng, lat, state, id]) => feature("Point", [lng, lat], { state, id }))));
  map.addLayer({ id: "stops", type: "circle", source: "stops", paint: { "circle-color": DOORS, "circle-radius": 5, "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 } });
}

function box() {
  const points = lots.flatMap(({ area }) => area);
  const lngs = points.map(([lng]) => lng), lats = points.map(([, lat]) => lat);
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
}

const holder = document.getElementById("map");
const map = holder && await drawMap(holder, { addresses: false });
if (map) {
  draw(map);
  if (lots.some(({ area }) => area.length)) map.fitBounds(box(), { padding: 40, maxZoom: 18, animate: false });
  map.on("click", "lots", ({ features }) => {
    const { href } = lots[features[0].properties.number];
    if (href) location.assign(href);
  });
  map.on("click", "stops", ({ features }) => location.assign(`${holder.dataset.lookUp}?q=${features[0].properties.id}`));
  for (const layer of ["lots", "stops"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
}
