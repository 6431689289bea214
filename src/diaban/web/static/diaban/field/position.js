// One position out of several fixes of a phone, and how far it may be off. Pure: no device, no page.

const METRES_PER_DEGREE = 111_320;
// phones claim less than their receiver can hold between houses
const LEAST_METRES = 3;
const COARSE = 4, REACH = 2.5, MOST_AGREE = 2 / 3, LEAST_MOVE_METRES = 8;
// errors of a receiver last: fixes closer in time than this tell the same twice
const APART_MS = 5_000;

function weightedMedian(values, weights) {
  const order = values.map((_, n) => n).sort((a, b) => values[a] - values[b]);
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let passed = 0;
  for (const n of order) if ((passed += weights[n]) >= half) return values[n];
  return values[order.at(-1)];
}

const median = (values) => weightedMedian(values, values.map(() => 1));
const usable = ({ lat, lng, accuracy }) => [lat, lng, accuracy].every(Number.isFinite) && accuracy >= 0 && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;

export function metresBetween(a, b) {
  const squeeze = Math.cos(((a.lat + b.lat) / 2) * Math.PI / 180);
  return Math.hypot(b.lat - a.lat, (b.lng - a.lng) * squeeze) * METRES_PER_DEGREE;
}

// `fixes`: [{ lat, lng, accuracy in metres, at in ms }]; answers null without any usable one.
export function settle(fixes) {
  const told = fixes.filter(usable).map((fix) => ({ ...fix, accuracy: Math.max(fix.accuracy, LEAST_METRES) }));
  if (!told.length) return null;
  const best = Math.min(...told.map((fix) => fix.accuracy));
  const fine = told.filter((fix) => fix.accuracy <= COARSE * best);
  const squeeze = Math.cos(fine[0].lat * Math.PI / 180);
  const spots = fine.map((fix) => ({ ...fix, x: (fix.lng - fine[0].lng) * squeeze * METRES_PER_DEGREE, y: (fix.lat - fine[0].lat) * METRES_PER_DEGREE, weight: fix.accuracy ** -2 }));
  const weights = spots.map((spot) => spot.weight);
  const middle = { x: weightedMedian(spots.map((spot) => spot.x), weights), y: weightedMedian(spots.map((spot) => spot.y), weights) };
  const away = spots.map((spot) => Math.hypot(spot.x - middle.x, spot.y - middle.y));
  const usual = median(away);
  const near = spots.filter((spot, n) => away[n] <= REACH * Math.max(spot.accuracy, usual));
  // where many stand apart none of them is the odd one: their spread is the answer
  const kept = near.length >= MOST_AGREE * spots.length ? near : spots;
  return { ...mean(kept, fine[0], squeeze), fixes: kept.length, dropped: fixes.length - kept.length };
}

function mean(kept, origin, squeeze) {
  const total = kept.reduce((sum, spot) => sum + spot.weight, 0);
  const over = (pick) => kept.reduce((sum, spot) => sum + spot.weight * pick(spot), 0) / total;
  const x = over((spot) => spot.x), y = over((spot) => spot.y);
  const spread = Math.sqrt(over((spot) => (spot.x - x) ** 2 + (spot.y - y) ** 2));
  const best = Math.min(...kept.map((spot) => spot.accuracy));
  const times = kept.map((spot) => spot.at ?? 0);
  const separate = Math.min(kept.length, 1 + Math.floor((Math.max(...times) - Math.min(...times)) / APART_MS));
  return {
    lat: origin.lat + y / METRES_PER_DEGREE,
    lng: origin.lng + x / (METRES_PER_DEGREE * squeeze),
    // never less than half of the best fix: what is common to all of them does not average out
    accuracy: Math.round(10 * Math.max(best / Math.sqrt(Math.max(1, separate)), best / 2, spread)) / 10,
  };
}

// Who has moved on is no longer where the earlier fixes were: two in a row, near each other and far
// from the rest, begin anew. One alone is an outlier and is left to the averaging.
export function sinceArrival(fixes) {
  const [last, former] = [fixes.at(-1), fixes.at(-2)], rest = settle(fixes.slice(0, -2));
  if (!rest || !former) return fixes;
  const reach = (fix) => Math.max(LEAST_MOVE_METRES, fix.accuracy + rest.accuracy);
  const strays = [last, former].every((fix) => metresBetween(fix, rest) > reach(fix));
  return strays && metresBetween(last, former) <= last.accuracy + former.accuracy ? [former, last] : fixes;
}
