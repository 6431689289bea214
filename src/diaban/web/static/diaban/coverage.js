// The coverage page: the table's shares painted on the map; a commune and its row light together.

import { CLASSES, drawMap, lightUnit, paintUnits } from "./map.js";

const rows = () => document.querySelectorAll("tr[data-unit]");
let lit = null;

function paint(map) {
  const told = [...rows()].filter(({ dataset }) => dataset.class);
  paintUnits(map, told.map(({ dataset }) => [dataset.unit, dataset.class]), CLASSES);
}

function light(map, code) {
  if (code === lit) return;
  lightUnit(map, lit, false);
  document.querySelector("tr.lit")?.classList.remove("lit");
  lit = code;
  if (!code) return;
  lightUnit(map, code, true);
  document.getElementById(`u${code}`)?.classList.add("lit");
}

const holder = document.getElementById("map");
const map = holder && await drawMap(holder, { addresses: false });
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
