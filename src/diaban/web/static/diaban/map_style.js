// How the map looks: calm ground, quiet borders, readable numbers. No glyph or sprite server.

export const FONT = ["Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"];
export const CLASSES = ["#f4e3c8", "#dcebeb", "#a5cdd0", "#549aa2", "#0a5a66"];
const INK = "#16211f", QUIET = "#53615e", CODED = "#2f8791", WAITING = "#c98a2b", MIXED = "#9aa07a";

const MOTOR = ["motorway", "motorway_link", "trunk", "trunk_link"];
const MAIN = ["primary", "primary_link", "secondary", "secondary_link"];
const MIDDLE = ["tertiary", "tertiary_link", "unclassified"];
const PATHS = ["footway", "path", "steps", "cycleway", "track", "corridor"];
const of = (list) => ["in", ["get", "category"], ["literal", list]];
const grow = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];

// Thin lines need no round ends, which cost several corners each.
const ENDS = { "line-cap": ["step", ["zoom"], "butt", 15, "round"], "line-join": ["step", ["zoom"], "bevel", 15, "round"] };

// From `minzoom` on a street is one thin line in the colour of its edge, from `inner` on it is filled.
function street(name, filter, minzoom, inner, color, casing, stops) {
  const base = { type: "line", source: "ground", "source-layer": "streets_lines", minzoom, filter, layout: ENDS };
  const wider = stops.map((n, i) => (i % 2 ? n + (stops[i - 1] < 11 ? 0.6 : 1.6) : n));
  return [
    { ...base, id: `${name}-casing`, paint: { "line-color": casing, "line-width": grow(...wider) } },
    { ...base, id: name, minzoom: inner, paint: { "line-color": color, "line-width": grow(...stops) } },
  ];
}

function streets() {
  const lanes = ["!", ["any", of(MOTOR), of(MAIN), of(MIDDLE), of(PATHS)]];
  const pairs = [
    street("lanes", lanes, 13, 14.5, "#ffffff", "#d5dbd8", [13, 0.6, 16, 3.5, 19, 16]),
    street("middle", of(MIDDLE), 11, 13, "#ffffff", "#ccd4d0", [11, 0.7, 14, 2.4, 17, 8, 19, 24]),
    street("main", of(MAIN), 8, 8, "#fbeecb", "#dccfa6", [8, 0.6, 12, 2, 15, 6, 19, 30]),
    street("motor", of(MOTOR), 5, 5, "#f5d9a0", "#d5b170", [6, 0.6, 10, 1.8, 14, 5, 19, 32]),
  ];
  const paths = { id: "paths", type: "line", source: "ground", "source-layer": "streets_lines", minzoom: 15.5, filter: of(PATHS), paint: { "line-color": "#c3cbc7", "line-width": grow(16, 0.8, 19, 3), "line-dasharray": [3, 2] } };
  return [paths, ...pairs.map((p) => p[0]), ...pairs.map((p) => p[1])];
}

function streetNames(id, filter, minzoom, size) {
  return { id, type: "symbol", source: "ground", "source-layer": "streets_lines", minzoom, filter: ["all", ["has", "name"], filter], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": size, "symbol-spacing": 320, "text-max-angle": 35, "text-padding": 4 }, paint: { "text-color": QUIET, "text-halo-color": "#fff", "text-halo-width": 1.6 } };
}

function ground() {
  const fill = (id, color) => ({ id, type: "fill", source: "ground", "source-layer": id, paint: { "fill-color": color, "fill-antialias": true } });
  const line = (id, paint, minzoom = 8) => ({ id, type: "line", source: "ground", "source-layer": id, minzoom, layout: ENDS, paint });
  return [
    fill("green", "#e2ecdc"),
    fill("water", "#cfe2ea"),
    line("water_lines", { "line-color": "#bfd8e3", "line-width": grow(9, 0.8, 14, 2.5, 19, 12) }),
    line("rails_lines", { "line-color": "#b9b4ae", "line-width": grow(9, 0.7, 14, 1.4, 19, 4), "line-dasharray": [6, 2] }),
    ...streets(),
  ];
}

function border(id, layer, standing, paint, minzoom = 5) {
  return { id, type: "line", source: "units", "source-layer": layer, minzoom, filter: ["==", ["get", "standing"], standing], layout: { "line-join": "round" }, paint: { "line-color": "#8a7f93", "line-opacity": 0.75, ...paint } };
}

function borders() {
  const thin = grow(8, 0.5, 12, 1.1, 17, 2);
  return [
    border("official", "borders", "official", { "line-width": thin }),
    border("approximate", "borders", "approximate", { "line-width": thin, "line-dasharray": [4, 3] }),
    border("provinces-line", "province_borders", "official", { "line-width": grow(4, 0.6, 5, 0.8, 12, 2.2), "line-color": "#766a82" }, 4),
    { id: "lit", type: "line", source: "units", "source-layer": "communes", layout: { visibility: "none" }, paint: { "line-color": INK, "line-width": ["case", ["boolean", ["feature-state", "lit"], false], 3, 0] } },
  ];
}

function places() {
  const text = (id, filter, layout, paint = {}, zooms = {}) => ({ id, type: "symbol", source: "units", "source-layer": "names", filter, ...zooms, layout: { "text-field": ["get", "name"], "text-font": FONT, "text-max-width": 8, ...layout }, paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.6, ...paint } });
  return [
    text("commune-names", ["==", ["get", "level"], "commune"], { "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10, 14, 14], "text-padding": 6, "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 0.9 }, {}, { minzoom: 9.5, maxzoom: 17 }),
    text("province-names", ["==", ["get", "level"], "province"], { "text-size": ["interpolate", ["linear"], ["zoom"], 4, 9, 5.2, 9.5, 6, 11.5, 7, 13, 9, 16], "text-padding": 0, "text-max-width": 12, "symbol-sort-key": ["case", ["==", ["get", "kind"], "thành phố"], 0, 1] }, { "text-color": "#4a3f56" }, { maxzoom: 9.5 }),
  ];
}

function archipelagos() {
  const base = { source: "units", "source-layer": "archipelagos" };
  return [
    { ...base, id: "archipelago-dots", type: "symbol", layout: { "icon-image": "islands", "icon-allow-overlap": true, "icon-ignore-placement": true } },
    { ...base, id: "archipelagos", type: "symbol", layout: { "text-field": ["format", ["get", "name"], {}, "\n", {}, ["get", "note"], { "font-scale": 0.8 }], "text-font": FONT, "text-size": 13, "text-anchor": "top", "text-offset": [0, 0.9], "text-max-width": ["step", ["zoom"], 9, 5, 14], "text-allow-overlap": true }, paint: { "text-color": "#274b6d", "text-halo-color": "#fff", "text-halo-width": 1.6 } },
  ];
}

function addresses() {
  const base = { source: "addresses" };
  const share = ["/", ["get", "marked"], ["get", "total"]];
  return [
    { ...base, id: "density", "source-layer": "density", type: "circle", maxzoom: 17, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, ["+", 0.7, ["*", 0.12, ["log2", ["get", "least"]]]], 14, ["+", 1.3, ["*", 0.3, ["log2", ["get", "least"]]]], 17, ["+", 3, ["*", 0.4, ["log2", ["get", "least"]]]]], "circle-color": ["match", ["get", "marked"], 2, CODED, 1, MIXED, WAITING], "circle-opacity": ["interpolate", ["linear"], ["zoom"], 5, 0.35, 12, 0.45, 16, 0.85] } },
    { ...base, id: "doors", "source-layer": "doors", type: "circle", minzoom: 17, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 17, 3.2, 20, 7], "circle-color": ["case", ["get", "coded"], CODED, WAITING], "circle-stroke-color": "#fff", "circle-stroke-width": 1.2 } },
    { ...base, id: "counts", "source-layer": "counts", type: "symbol", minzoom: 6.5, maxzoom: 16, layout: { "text-field": ["number-format", ["get", "total"], { locale: document.documentElement.lang || "vi" }], "text-font": FONT, "text-size": 12, "icon-image": ["case", [">=", share, 0.9], "pill-high", [">=", share, 0.5], "pill-middle", "pill-low"], "icon-text-fit": "both", "icon-text-fit-padding": [3, 7, 3, 7], "text-padding": 10, "icon-padding": 10, "symbol-sort-key": ["-", 0, ["get", "total"]] }, paint: { "text-color": INK } },
  ];
}

const NUMBER = ["coalesce", ["get", "number"], ""];
const doorNumbers = () => ({ id: "numbers", source: "addresses", "source-layer": "doors", type: "symbol", minzoom: 17.8, layout: { "text-field": ["step", ["zoom"], NUMBER, 19.5, ["format", NUMBER, {}, "\n", {}, ["get", "id"], { "font-scale": 0.85 }]], "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 18, 10.5, 20, 13], "text-anchor": "top", "text-offset": [0, 0.55], "text-padding": 1 }, paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 1.4 } });

// One style for every page; `asOf` chooses the day of the communes.
export function style(tiles, asOf, withAddresses) {
  const source = (layer, minzoom, maxzoom, query = "") => ({ type: "vector", tiles: [`${location.origin}${tiles}${layer}/{z}/{x}/{y}.mvt${query}`], minzoom, maxzoom });
  const lanes = ["!", ["any", of(MOTOR), of(MAIN), of(MIDDLE)]];
  const sources = {
    ground: source("ground", 3, 16),
    units: { ...source("units", 3, 14, `?as_of=${asOf}`), promoteId: { communes: "code" } },
    ...(withAddresses && { addresses: source("addresses", 3, 17) }),
  };
  const land = (id, layer) => ({ id, type: "fill", source: "units", "source-layer": layer, paint: { "fill-color": "#f5f4ef", "fill-antialias": false } });
  return {
    version: 8,
    sources,
    layers: [
      { id: "background", type: "background", paint: { "background-color": "#e8edec" } },
      land("provinces", "provinces"), land("fill", "communes"),
      ...ground(), ...borders(),
      ...(withAddresses ? addresses().slice(0, 2) : []),
      streetNames("lane-names", lanes, 15.5, 10.5), streetNames("middle-names", of(MIDDLE), 14, 11), streetNames("main-names", ["any", of(MAIN), of(MOTOR)], 12, 11.5),
      ...(withAddresses ? [doorNumbers()] : []),
      ...places(), ...(withAddresses ? [addresses()[2]] : []), ...archipelagos(),
    ],
  };
}

// What a reader may switch on and off.
export const GROUPS = {
  addresses: ["density", "doors", "numbers", "counts"],
  streets: ["green", "water", "water_lines", "rails_lines", "paths", ...["lanes", "middle", "main", "motor"].flatMap((n) => [n, `${n}-casing`]), "lane-names", "middle-names", "main-names"],
  units: ["official", "approximate", "provinces-line", "commune-names", "province-names"],
};

function drawn(width, height, paint) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const brush = canvas.getContext("2d");
  paint(brush);
  return brush.getImageData(0, 0, width, height);
}

function pill(color) {
  return drawn(44, 44, (brush) => {
    brush.beginPath();
    brush.roundRect(2, 2, 40, 40, 20);
    Object.assign(brush, { fillStyle: "#fffffff2", strokeStyle: color, lineWidth: 4 });
    brush.fill();
    brush.stroke();
  });
}

function hatch() {
  const data = new Uint8Array(8 * 8 * 4).fill(255);
  for (let i = 0; i < 64; i++) if ((i % 8 + (i >> 3)) % 8 === 0) data.set([150, 162, 158, 255], i * 4);
  return { width: 8, height: 8, data };
}

function islands() {
  return drawn(56, 40, (brush) => {
    Object.assign(brush, { fillStyle: "#f5f4ef", strokeStyle: "#274b6d", lineWidth: 2.4 });
    for (const [x, y, r] of [[14, 12, 5], [30, 8, 3.5], [42, 16, 5.5], [24, 26, 4.5], [40, 31, 3.5], [11, 29, 3]]) {
      brush.beginPath();
      brush.ellipse(x, y, r * 1.25, r, 0.4, 0, 7);
      brush.fill();
      brush.stroke();
    }
  });
}

export function addImages(map) {
  const stretch = { pixelRatio: 2, stretchX: [[20, 24]], stretchY: [[20, 24]], content: [8, 8, 36, 36] };
  map.addImage("hatch", hatch());
  map.addImage("islands", islands(), { pixelRatio: 2 });
  for (const [name, color] of [["low", WAITING], ["middle", MIXED], ["high", CODED]]) map.addImage(`pill-${name}`, pill(color), stretch);
}
