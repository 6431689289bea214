// The map: our own communes and doors on a plain ground. No tile, glyph or sprite server.

const FONT = ["Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"];
const HOLD = { promoteId: "code", type: "geojson" };
export const CLASSES = ["#f4e3c8", "#dcebeb", "#a5cdd0", "#549aa2", "#0a5a66"];
const empty = () => ({ type: "FeatureCollection", features: [] });

function hatch() {
  const data = new Uint8Array(8 * 8 * 4).fill(255);
  for (let i = 0; i < 64; i++) if ((i % 8 + (i >> 3)) % 8 === 0) data.set([150, 162, 158, 255], i * 4);
  return { width: 8, height: 8, data };
}

function style(units, labels) {
  const line = (id, standing, extra) => ({ id, type: "line", source: "units", filter: ["==", ["get", "standing"], standing], paint: { "line-color": "#7d8f8b", "line-width": 1, ...extra } });
  return {
    version: 8,
    sources: { units: { ...HOLD, data: units }, labels: { type: "geojson", data: labels } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#e9eeec" } },
      { id: "fill", type: "fill", source: "units", paint: { "fill-color": "#fbfcfb" } },
      line("official", "official", {}),
      line("approximate", "approximate", { "line-dasharray": [4, 3] }),
      { id: "lit", type: "line", source: "units", paint: { "line-color": "#16211f", "line-width": ["case", ["boolean", ["feature-state", "lit"], false], 3, 0] } },
      { id: "names", type: "symbol", source: "labels", minzoom: 9, layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 10, 10.5, 14, 14], "text-max-width": 7 }, paint: { "text-color": "#16211f", "text-halo-color": "#fff", "text-halo-width": 1.5 } },
    ],
  };
}

function bounds(collection) {
  const box = [180, 90, -180, -90];
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    box[0] = Math.min(box[0], part[0]); box[1] = Math.min(box[1], part[1]);
    box[2] = Math.max(box[2], part[0]); box[3] = Math.max(box[3], part[1]);
  };
  collection.features.forEach((f) => visit(f.geometry.coordinates));
  return box[0] > box[2] ? [105.2, 20.5, 106.1, 21.4] : box;
}

async function build(holder) {
  const { dataset } = holder;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: dataset.css });
  document.head.append(sheet);
  const [library, answer] = await Promise.all([import(dataset.library), fetch(dataset.units)]);
  if (!answer.ok) throw new Error(`units: ${answer.status}`);
  const units = await answer.json();
  library.setWorkerUrl(new URL(dataset.worker, location).href);
  const labels = empty();
  for (const { properties } of units.features) labels.features.push({ type: "Feature", properties: { name: properties.name }, geometry: { type: "Point", coordinates: properties.label } });
  const map = new library.Map({
    container: holder.querySelector(".canvas"), style: style(units, labels), bounds: bounds(units), fitBoundsOptions: { padding: 16 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 20, minZoom: 7,
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    locale: { "Map.Title": dataset.label, "NavigationControl.ZoomIn": dataset.zoomIn, "NavigationControl.ZoomOut": dataset.zoomOut },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.ScaleControl({ maxWidth: 90 }), "bottom-right");
  await new Promise((done, failed) => { map.once("load", done); map.once("error", (e) => failed(e.error)); });
  map.addImage("hatch", hatch());
  map.communes = units;
  return map;
}

// A sketch of the whole city in a corner, with a dot where the map is.
export function drawInset(canvas, collection, at) {
  const [west, south, east, north] = bounds(collection), brush = canvas.getContext("2d");
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

export async function drawMap(holder) {
  const state = holder.querySelector("#map-state");
  try {
    const map = await build(holder);
    state.hidden = true;
    holder.dataset.ready = "yes";
    return map;
  } catch (error) {
    console.warn(error);
    state.textContent = holder.dataset.failed;
    state.classList.add("bad");
    return null;
  }
}
