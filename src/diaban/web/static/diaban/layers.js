// Layers of sectors on any map: points in the colours of their classes, far out how many.

import { calm } from "./map.js";
import { FONT } from "./map_style.js";

const PREFIX = "sector-";

function drawing(map, { name, colours, counted, finest }) {
  const source = PREFIX + name, color = ["match", ["get", "class"], ...colours.flatMap((c, i) => [i, c]), "#53615e"];
  map.addSource(source, { type: "vector", tiles: [`${location.origin}/tiles/${name}/{z}/{x}/{y}.mvt`], minzoom: 3, maxzoom: finest });
  const base = { source, type: "circle" }, edge = { "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 };
  const layers = [{ ...base, id: `${source}-points`, "source-layer": "points", paint: { "circle-color": color, "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 3, 14, 6, 18, 9], ...edge } }];
  const label = ["coalesce", ["get", "label"], ""], bare = ["==", label, ""], first = ["-", 0, ["to-number", label, 0]];
  layers[0].filter = bare;
  // labels are few and each is wanted: none gives way to another or to a name, and the first lies on top
  layers.push({ ...base, id: `${source}-labelled`, "source-layer": "points", filter: ["!", bare], layout: { "circle-sort-key": first }, paint: { "circle-color": color, "circle-radius": 11, ...edge } });
  layers.push({ id: `${source}-labels`, source, "source-layer": "points", type: "symbol", filter: ["!", bare], layout: { "text-field": label, "text-font": FONT, "text-size": 13, "text-allow-overlap": true, "text-ignore-placement": true }, paint: { "text-color": "#fff" } });
  if (counted !== null) {
    layers.push({ ...base, id: `${source}-counts`, "source-layer": "counts", paint: { "circle-color": color, "circle-opacity": 0.85, "circle-radius": ["+", 7, ["*", 1.6, ["log2", ["get", "total"]]]], ...edge } });
    layers.push({ id: `${source}-totals`, source, "source-layer": "counts", type: "symbol", layout: { "text-field": ["number-format", ["get", "total"], { locale: document.documentElement.lang || "vi" }], "text-font": FONT, "text-size": 11, "symbol-sort-key": ["-", 0, ["get", "total"]] }, paint: { "text-color": "#fff", "text-halo-color": "#16211f", "text-halo-width": 1 } });
  }
  return layers;
}

// Draw the layers that the boxes of a panel name, the first on top; a box switches its layer and its key.
export function addLayers(map, panel) {
  const boxes = [...panel.querySelectorAll("input[data-layer]")];
  for (const box of boxes.reverse()) {
    const told = JSON.parse(box.dataset.layer), layers = drawing(map, told);
    layers.forEach((layer) => map.addLayer({ ...layer, metadata: told }));
    const show = () => {
      for (const { id } of layers) map.setLayoutProperty(id, "visibility", box.checked ? "visible" : "none");
      panel.querySelector(`[data-key="${told.name}"]`)?.toggleAttribute("hidden", !box.checked);
    };
    box.addEventListener("change", show);
    show();
  }
}

function found(map, point) {
  const layers = map.getStyle().layers.filter(({ id }) => id.startsWith(PREFIX) && !/(totals|labels)$/.test(id)).map(({ id }) => id);
  const box = [[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]];
  return layers.length ? map.queryRenderedFeatures(box, { layers })[0] : undefined;
}

export const lies = (map, point) => Boolean(found(map, point));

// Open the page of what lies under a point, or look closer at a number; say whether something did.
export function openPoint(map, point) {
  const feature = found(map, point);
  if (!feature) return false;
  const { page, any } = feature.layer.metadata;
  if (feature.sourceLayer === "counts") map.easeTo({ center: feature.geometry.coordinates, zoom: map.getZoom() + 2, animate: !calm() });
  else if (page) location.assign(page.replace(any, encodeURIComponent(feature.properties.id)));
  return true;
}
