// The map beside what a page of a sector shows: the base map, and the layers that the page names.

import { drawMap } from "./map.js";
import { addLayers, lies, openPoint } from "./layers.js";

const holder = document.getElementById("map");
const panel = document.getElementById("layers");
const map = await drawMap(holder, { addresses: false });
if (map) {
  const [centre, box] = [panel.dataset.centre, panel.dataset.box].map((told) => told?.split(",").map(Number));
  if (centre) map.jumpTo({ center: centre, zoom: 16 });
  if (box) map.fitBounds(box, { padding: 32, maxZoom: 17, animate: false });
  addLayers(map, panel);
  map.on("click", ({ point }) => openPoint(map, point));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") openPoint(map, map.project(map.getCenter()));
  });
  map.on("mousemove", ({ point }) => { map.getCanvas().style.cursor = lies(map, point) ? "pointer" : ""; });
}
