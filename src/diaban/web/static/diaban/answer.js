// A household's answer: the map to set the point on, or where the phone is. Without it the rest works.

import { drawMap } from "./map.js";
import { say } from "./page.js";

const box = document.getElementById("correct");
const where = document.getElementById("where");
const form = box?.querySelector("form");
const help = document.getElementById("spot-help");
const here = document.getElementById("here");
let map;

function mark(coordinates) {
  map?.getSource("set").setData({ type: "Point", coordinates });
}

function set(lng, lat, accuracy, words) {
  form.lng.value = lng.toFixed(7);
  form.lat.value = lat.toFixed(7);
  form.accuracy.value = accuracy ?? "";
  help.textContent = words;
  say(words);
  mark([lng, lat]);
}

function addSpot(id, color, data) {
  map.addSource(id, { type: "geojson", data });
  map.addLayer({ id, type: "circle", source: id, paint: { "circle-radius": 9, "circle-color": color, "circle-stroke-color": "#fff", "circle-stroke-width": 3 } });
}

async function draw() {
  map = await drawMap(document.getElementById("map"), { addresses: false });
  if (!map) return;
  const known = where.dataset.spot ? JSON.parse(where.dataset.spot) : null;
  addSpot("spot", "#8a9794", known ? { type: "Point", coordinates: known } : { type: "FeatureCollection", features: [] });
  addSpot("set", "#0a5a66", { type: "FeatureCollection", features: [] });
  if (known) map.jumpTo({ center: known, zoom: 18 });
  if (form.lng.value) mark([Number(form.lng.value), Number(form.lat.value)]);
  map.on("click", ({ lngLat }) => { if (box.open) set(lngLat.lng, lngLat.lat, null, help.dataset.set); });
}

function locate() {
  here.disabled = true;
  const done = () => { here.disabled = false; };
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    set(coords.longitude, coords.latitude, coords.accuracy, `${help.dataset.here} ± ${Math.round(coords.accuracy)} m`);
    map?.jumpTo({ center: [coords.longitude, coords.latitude], zoom: 18 });
    done();
  }, () => { help.textContent = here.dataset.failed; say(here.dataset.failed); done(); }, { enableHighAccuracy: true, timeout: 15000 });
}

if (box) {
  help.hidden = where.hidden = false;
  here.hidden = !window.isSecureContext || !navigator.geolocation;
  here.addEventListener("click", locate);
  draw();
}
