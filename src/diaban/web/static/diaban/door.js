// The page of a door: the map is fetched when somebody opens it, and a phone may tell where it is.

import { say } from "./page.js";

const box = document.getElementById("on-map");

async function draw() {
  const { drawMap } = await import("./map.js");
  const map = await drawMap(document.getElementById("map"));
  if (!map) return;
  const coordinates = JSON.parse(box.dataset.spot);
  map.addSource("spot", { type: "geojson", data: { type: "Point", coordinates } });
  map.addLayer({ id: "spot", type: "circle", source: "spot", paint: { "circle-radius": 9, "circle-color": "#0a5a66", "circle-stroke-color": "#fff", "circle-stroke-width": 3 } });
  map.jumpTo({ center: coordinates, zoom: 17 });
}

box?.addEventListener("toggle", draw, { once: true });

function offerPosition(form) {
  if (!window.isSecureContext || !navigator.geolocation) return;
  const tick = form.querySelector("[name=where]");
  for (const part of [tick, tick.nextElementSibling]) part.hidden = false;
  tick.addEventListener("change", () => {
    if (!tick.checked) {
      form.lat.value = form.lng.value = "";
      return;
    }
    const button = form.querySelector("button");
    button.disabled = true;
    const done = () => { button.disabled = false; };
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.lat.value = coords.latitude;
      form.lng.value = coords.longitude;
      say(`± ${Math.round(coords.accuracy)} m`);
      done();
    }, () => { tick.checked = false; done(); }, { enableHighAccuracy: true, timeout: 15000 });
  });
}

for (const form of document.querySelectorAll("form[data-position]")) offerPosition(form);
