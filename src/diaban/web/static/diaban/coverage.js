// The coverage page: the table's shares painted on the map; a commune and its row light together.

import { CLASSES, drawMap } from "./map.js";

const rows = () => document.querySelectorAll("tr[data-unit]");
let lit = null;

function paint(map) {
  const pairs = [], unknown = [];
  for (const { dataset } of rows()) {
    if (dataset.class === "x") unknown.push(dataset.unit);
    else pairs.push(dataset.unit, CLASSES[dataset.class]);
  }
  map.setPaintProperty("fill", "fill-color", pairs.length ? ["match", ["get", "code"], ...pairs, "#fff"] : "#fff");
  map.addLayer({ id: "unknown", type: "fill", source: "units", filter: ["in", ["get", "code"], ["literal", unknown]], paint: { "fill-pattern": "hatch" } }, "official");
}

function light(map, code) {
  if (code === lit) return;
  if (lit) map.setFeatureState({ source: "units", id: lit }, { lit: false });
  document.querySelector("tr.lit")?.classList.remove("lit");
  lit = code;
  if (!code) return;
  map.setFeatureState({ source: "units", id: code }, { lit: true });
  document.getElementById(`u${code}`)?.classList.add("lit");
}

const holder = document.getElementById("map");
const map = holder && await drawMap(holder);
if (map) {
  paint(map);
  const codeAt = (event) => map.queryRenderedFeatures(event.point, { layers: ["fill"] })[0]?.properties.code;
  map.on("mousemove", (event) => light(map, codeAt(event)));
  map.on("click", (event) => {
    const code = codeAt(event);
    light(map, code);
    const row = document.getElementById(`u${code}`);
    row?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    row?.querySelector("a")?.focus({ preventScroll: true });
  });
  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const row = event.target.closest?.("tr[data-unit]");
      if (row) light(map, row.dataset.unit);
    });
  }
}
