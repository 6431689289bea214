// The report of an import of boundaries: each fault and the ground that moved, drawn on the map.

import { calm, drawMap } from "./map.js";

const COLORS = ["match", ["get", "kind"], "overlap", "#b3261e", "gap", "#8a4b00", "invalid_ring", "#5b2a86", "#53615e"];
const { faults, ground } = JSON.parse(document.getElementById("drawn").textContent);
const feature = (geometry, properties = {}) => ({ type: "Feature", geometry, properties });
const collect = (features) => ({ type: "geojson", data: { type: "FeatureCollection", features } });

function draw(map) {
  map.addSource("moved", collect(ground ? [feature(ground)] : []));
  map.addSource("shapes", collect(faults.filter((f) => f.shape).map((f) => feature(f.shape, { kind: f.kind }))));
  map.addSource("spots", collect(faults.map((f, number) => feature({ type: "Point", coordinates: f.at }, { kind: f.kind, number }))));
  map.addLayer({ id: "moved", type: "fill", source: "moved", paint: { "fill-color": "#2f8791", "fill-opacity": 0.45 } });
  map.addLayer({ id: "moved-edge", type: "line", source: "moved", paint: { "line-color": "#0a5a66", "line-width": 1.5 } });
  map.addLayer({ id: "faults", type: "fill", source: "shapes", filter: ["!=", ["get", "kind"], "invalid_ring"], paint: { "fill-color": COLORS, "fill-opacity": 0.5 } });
  map.addLayer({ id: "fault-edges", type: "line", source: "shapes", paint: { "line-color": COLORS, "line-width": 2 } });
  map.addLayer({ id: "fault-spots", type: "circle", source: "spots", paint: { "circle-color": COLORS, "circle-radius": 6, "circle-opacity": ["interpolate", ["linear"], ["zoom"], 15, 1, 18, 0], "circle-stroke-color": "#fff", "circle-stroke-width": 1.5, "circle-stroke-opacity": ["interpolate", ["linear"], ["zoom"], 15, 1, 18, 0] } });
}

function box(geometry, at) {
  const found = [at[0], at[1], at[0], at[1]];
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    found[0] = Math.min(found[0], part[0]); found[1] = Math.min(found[1], part[1]);
    found[2] = Math.max(found[2], part[0]); found[3] = Math.max(found[3], part[1]);
  };
  if (geometry) visit(geometry.coordinates);
  return found;
}

function show(map, number) {
  const { shape, at } = faults[number];
  map.fitBounds(box(shape, at), { padding: 60, maxZoom: 19, animate: !calm() });
  light(number);
}

function light(number) {
  document.querySelector(".faults .lit")?.classList.remove("lit");
  const row = document.querySelector(`[data-fault="${number}"]`)?.closest("li");
  row?.classList.add("lit");
  return row;
}

const holder = document.getElementById("map");
const map = await drawMap(holder, { addresses: false });
if (map) {
  draw(map);
  const boxes = faults.map((f) => box(null, f.at)).concat(ground ? [box(ground, ground.coordinates.flat(9).slice(0, 2))] : []);
  if (boxes.length) {
    const all = [0, 1].map((i) => Math.min(...boxes.map((b) => b[i]))).concat([2, 3].map((i) => Math.max(...boxes.map((b) => b[i]))));
    map.fitBounds(all, { padding: 50, maxZoom: 15, animate: false });
  }
  for (const button of document.querySelectorAll("[data-fault]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      show(map, Number(button.dataset.fault));
      holder.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    });
  }
  map.on("click", "fault-spots", ({ features }) => {
    light(features[0].properties.number)?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  });
}
