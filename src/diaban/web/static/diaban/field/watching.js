// The phone's receiver while a collector stands at a door: the last half minute of fixes counts.

import { settle, sinceArrival } from "./position.js";

const WINDOW_MS = 30_000, LONGEST_MS = 180_000;
const WALKING = 0.8;

// `tell({ state, position })`: state is searching, measuring, paused, denied or absent.
export function watchPosition(tell) {
  let fixes = [], watch = null, pausing = 0, state = "searching";

  function now() {
    const since = Date.now() - WINDOW_MS;
    fixes = fixes.filter((fix) => fix.heard >= since);
    return settle(fixes);
  }

  function say(next) {
    state = next;
    tell({ state, position: now() });
  }

  function hear({ coords, timestamp }) {
    // who walks is not yet at the door
    if (coords.speed > WALKING) fixes = [];
    fixes.push({ lat: coords.latitude, lng: coords.longitude, accuracy: coords.accuracy, at: timestamp, heard: Date.now() });
    fixes = sinceArrival(fixes);
    say("measuring");
  }

  function miss(error) {
    if (error.code === error.PERMISSION_DENIED) { stop(); say("denied"); }
    else if (!fixes.length) say("searching");
  }

  function start() {
    if (!navigator.geolocation) return say("absent");
    if (watch !== null) return;
    fixes = [];
    say("searching");
    watch = navigator.geolocation.watchPosition(hear, miss, { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 });
    // a forgotten screen must not empty the battery
    pausing = setTimeout(() => { const last = now(); stop(); state = "paused"; tell({ state, position: last }); }, LONGEST_MS);
  }

  function stop() {
    clearTimeout(pausing);
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    watch = null;
  }

  const seen = () => (document.hidden ? stop() : state === "denied" || start());
  document.addEventListener("visibilitychange", seen);
  start();
  return { now, start, end: () => { stop(); document.removeEventListener("visibilitychange", seen); } };
}
