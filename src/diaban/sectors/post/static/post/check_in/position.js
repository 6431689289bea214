// Where the phone is at the moment of a check-in, and at no other: the best fix within a few seconds.

const GOOD_METRES = 25, LONGEST_MS = 10_000;

// Answers { latitude, longitude, accuracy }, or null where the phone cannot or may not tell.
export function locate() {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((done) => {
    let best = null, watch = 0, timer = 0;
    const end = () => { clearTimeout(timer); navigator.geolocation.clearWatch(watch); done(best); };
    const hear = ({ coords: { latitude, longitude, accuracy } }) => {
      if (!best || accuracy < best.accuracy) best = { latitude, longitude, accuracy };
      if (best.accuracy <= GOOD_METRES) end();
    };
    timer = setTimeout(end, LONGEST_MS);
    watch = navigator.geolocation.watchPosition(hear, () => { if (!best) end(); }, { enableHighAccuracy: true, maximumAge: 0, timeout: LONGEST_MS });
  });
}
