// Places that a page names, ringed on its map, and a way; choosing one moves the map there.

const holder = document.getElementById("map");
const named = [...document.querySelectorAll("[data-at]")].filter((one) => one.dataset.at);
const at = (one) => one.dataset.at.split(",").map(Number);
const ways = [...document.querySelectorAll("[data-way]")].filter((one) => one.dataset.way).map((one) => JSON.parse(one.dataset.way)).filter((line) => line.length > 1);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function draw(map) {
  const collection = (features) => ({ type: "geojson", data: { type: "FeatureCollection", features } });
  const feature = (id, type, coordinates) => ({ type: "Feature", id, properties: {}, geometry: { type, coordinates } });
  const lit = ["boolean", ["feature-state", "lit"], false];
  map.addSource("ways", collection(ways.map((line, id) => feature(id, "LineString", line))));
  map.addLayer({ id: "ways", type: "line", source: "ways", layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": "#1d4ed8", "line-width": 5, "line-opacity": 0.75 } });
  map.addSource("places", collection(named.map((one, id) => feature(id, "Point", at(one)))));
  map.addLayer({ id: "places", type: "circle", source: "places", paint: { "circle-radius": ["case", lit, 18, 8], "circle-color": "#16211f", "circle-opacity": ["case", lit, 0.15, 0], "circle-stroke-color": "#16211f", "circle-stroke-width": ["case", lit, 4, 2.5] } });
  let last = null;
  const light = (id) => {
    if (last !== null) map.setFeatureState({ source: "places", id: last }, { lit: false });
    last = id;
    map.setFeatureState({ source: "places", id }, { lit: true });
  };
  for (const [id, one] of named.entries()) {
    for (const kind of ["mouseenter", "focusin"]) one.addEventListener(kind, () => light(id));
    if (one.matches("button")) one.addEventListener("click", () => {
      for (const other of named) other.setAttribute("aria-pressed", String(other === one));
      light(id);
      map.easeTo({ center: at(one), zoom: Math.max(map.getZoom(), 15), animate: !calm });
      holder.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    });
  }
}

if (holder?.drawn) draw(holder.drawn);
else holder?.addEventListener("drawn", ({ detail }) => draw(detail), { once: true });
