// The map page: layers on and off, a door opened, a number zoomed into, the view as a list.

import { CLASSES, COUNTRY, calm, drawMap, paintUnits, under } from "./map.js";
import { addLayers, lies, openPoint } from "./layers.js";
import { GROUPS } from "./map_style.js";

const holder = document.getElementById("map");
const panel = document.getElementById("layers");
const listLink = document.getElementById("in-view");
const PLAIN = "#f5f4ef";

function switchGroup(map, name, on) {
  if (name === "coverage") return cover(map, on);
  for (const id of GROUPS[name]) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", on ? "visible" : "none");
  panel.querySelector(`[data-key=${name}]`)?.toggleAttribute("hidden", !on);
}

function cover(map, on) {
  const classes = Object.entries(JSON.parse(panel.dataset.classes));
  if (on) paintUnits(map, classes, CLASSES);
  else map.setPaintProperty("fill", "fill-color", PLAIN);
  if (map.getLayer("unknown")) map.setLayoutProperty("unknown", "visibility", on ? "visible" : "none");
  panel.querySelector("[data-key=coverage]").hidden = !on;
}

function open(map, point) {
  if (openPoint(map, point)) return;
  const { door, count } = under(map, point);
  if (door) location.assign(`${holder.dataset.lookUp}?q=${door}`);
  else if (count) map.easeTo({ center: count, zoom: map.getZoom() + 2, animate: !calm() });
}

function nameView(map) {
  const b = map.getBounds();
  const box = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => n.toFixed(5));
  listLink.href = `${listLink.dataset.href}?bbox=${box}`;
}

if (innerWidth < 640) panel.open = false;
const map = await drawMap(holder, { country: true });
if (map) {
  for (const box of panel.querySelectorAll("input[name]")) {
    switchGroup(map, box.name, box.checked);
    box.addEventListener("change", () => switchGroup(map, box.name, box.checked));
  }
  addLayers(map, panel);
  document.getElementById("to-country").addEventListener("click", () => map.fitBounds(COUNTRY, { padding: 12, animate: !calm() }));
  document.getElementById("to-city").addEventListener("click", () => map.fitBounds(map.facts.bounds, { padding: 16, animate: !calm() }));
  map.on("click", ({ point }) => open(map, point));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") open(map, map.project(map.getCenter()));
  });
  map.on("mousemove", ({ point }) => {
    const { door, count } = under(map, point);
    map.getCanvas().style.cursor = door || count || lies(map, point) ? "pointer" : "";
  });
  map.on("moveend", () => nameView(map));
  nameView(map);
}
