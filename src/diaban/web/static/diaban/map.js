// The map of every page: our own tiles on a plain ground. No tile, glyph or sprite server.

import { GROUPS, addImages, style } from "./map_style.js";

export { CLASSES } from "./map_style.js";
export const COUNTRY = [[102.1, 7.6], [117.4, 23.5]];
const HANOI = [105.2, 20.5, 106.1, 21.4];
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const escape = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;

async function build(holder, options) {
  const { dataset } = holder;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: dataset.css });
  document.head.append(sheet);
  const [library, answer] = await Promise.all([import(dataset.library), fetch(dataset.facts)]);
  if (!answer.ok) throw new Error(`map facts: ${answer.status}`);
  const facts = await answer.json();
  library.setWorkerUrl(new URL(dataset.worker, location).href);
  const map = new library.Map({
    container: holder.querySelector(".canvas"), style: style(dataset.tiles, dataset.asOf, options.addresses !== false), bounds: facts.bounds ?? HANOI, fitBoundsOptions: { padding: 16 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 22, minZoom: 3.5, hash: Boolean(options.country),
    // names are placed anew once in so many milliseconds; more dots than two to a pixel nobody sees
    fadeDuration: calm() ? 0 : 300, pixelRatio: Math.min(devicePixelRatio, 2),
    locale: { "Map.Title": dataset.label, "NavigationControl.ZoomIn": dataset.zoomIn, "NavigationControl.ZoomOut": dataset.zoomOut, "AttributionControl.ToggleAttribution": dataset.sources },
  });
  map.touchZoomRotate.disableRotation();
  addImages(map);
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  if (facts.attributions.length) map.addControl(new library.AttributionControl({ compact: false, customAttribution: facts.attributions.map(escape) }), "bottom-right");
  map.addControl(new library.ScaleControl({ maxWidth: 90 }), "bottom-right");
  await new Promise((done, failed) => { map.once("load", done); map.once("error", (e) => failed(e.error)); });
  if (options.addresses === false) quieten(map);
  map.facts = facts;
  return map;
}

// Where the communes are painted, streets would only cross the colours until one looks closely.
function quieten(map) {
  for (const id of GROUPS.streets) map.setLayerZoomRange(id, Math.max(12, map.getLayer(id).minzoom ?? 0), 24);
}

export function lightUnit(map, code, lit) {
  if (!code) return;
  if (lit) map.setLayoutProperty("lit", "visibility", "visible");
  map.setFeatureState({ source: "units", sourceLayer: "communes", id: code }, { lit });
}

// Paint communes by class; those of class "x" are hatched.
export function paintUnits(map, classes, colors) {
  const pairs = [], unknown = [];
  for (const [code, name] of classes) name === "x" ? unknown.push(code) : pairs.push(code, colors[name]);
  map.setPaintProperty("fill", "fill-color", pairs.length ? ["match", ["get", "code"], ...pairs, "#fff"] : "#fff");
  if (!map.getLayer("unknown")) map.addLayer({ id: "unknown", type: "fill", source: "units", "source-layer": "communes", paint: { "fill-pattern": "hatch" } }, "green");
  map.setFilter("unknown", ["in", ["get", "code"], ["literal", unknown]]);
}

// What lies under a click: a door, a number of doors, or nothing.
export function under(map, point) {
  const reach = 6, box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
  const layers = ["doors", "counts"].filter((id) => map.getLayer(id));
  const [door, count] = layers.map((id) => map.queryRenderedFeatures(box, { layers: [id] })[0]);
  if (door) return { door: door.properties.id };
  return count ? { count: count.geometry.coordinates } : {};
}

function outlineBox(collection) {
  const box = [180, 90, -180, -90];
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    box[0] = Math.min(box[0], part[0]); box[1] = Math.min(box[1], part[1]);
    box[2] = Math.max(box[2], part[0]); box[3] = Math.max(box[3], part[1]);
  };
  collection.features.forEach((f) => visit(f.geometry.coordinates));
  return box[0] > box[2] ? HANOI : box;
}

// A sketch of the whole city in a corner, with a dot where the map is.
export function drawInset(canvas, collection, at) {
  const [west, south, east, north] = outlineBox(collection), brush = canvas.getContext("2d");
  const squeeze = Math.cos(south * Math.PI / 180), scale = Math.min(canvas.width / ((east - west) * squeeze), canvas.height / (north - south)) * 0.92;
  const spot = ([lng, lat]) => [(lng - (west + east) / 2) * squeeze * scale + canvas.width / 2, ((north + south) / 2 - lat) * scale + canvas.height / 2];
  brush.clearRect(0, 0, canvas.width, canvas.height);
  brush.beginPath();
  for (const { geometry: g } of collection.features) for (const polygon of g.type === "Polygon" ? [g.coordinates] : g.coordinates) polygon[0].forEach((p, i) => brush[i ? "lineTo" : "moveTo"](...spot(p)));
  Object.assign(brush, { fillStyle: "#fff", strokeStyle: "#b9c4c1", lineWidth: 1 });
  brush.fill();
  brush.stroke();
  brush.beginPath();
  brush.arc(...spot(at), 8, 0, 7);
  Object.assign(brush, { fillStyle: "#0a5a66", strokeStyle: "#fff", lineWidth: 3 });
  brush.fill();
  brush.stroke();
}

export async function drawMap(holder, options = {}) {
  const state = holder.querySelector("#map-state");
  try {
    const map = await build(holder, options);
    state.hidden = true;
    holder.drawn = map;
    holder.dataset.ready = "yes";
    holder.dispatchEvent(new CustomEvent("drawn", { detail: map }));
    return map;
  } catch (error) {
    console.warn(error);
    state.textContent = holder.dataset.failed;
    state.classList.add("bad");
    return null;
  }
}
