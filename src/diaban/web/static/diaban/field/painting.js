// How the ground looks on the small map: water, green, rails, streets and their names.

const MOTOR = new Set(["motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"]);
const MIDDLE = new Set(["tertiary", "tertiary_link", "unclassified"]);
const PATHS = new Set(["footway", "path", "steps", "cycleway", "track", "corridor"]);
const SANS = "system-ui, Roboto, 'Noto Sans', sans-serif";
// width of a street in metres, its colour and that of its edge
const STREETS = { path: [2, "#c3cbc7", null], lane: [5, "#fff", "#cfd6d3"], middle: [9, "#fff", "#c3cbc7"], main: [14, "#fbeecb", "#d3c496"] };
const kindOf = (category) => (MOTOR.has(category) ? "main" : MIDDLE.has(category) ? "middle" : PATHS.has(category) ? "path" : "lane");
const LEAST_NAMED_PIXELS = 70, APART_PIXELS = 150;

function trace(features) {
  const path = new Path2D();
  for (const { parts } of features) for (const part of parts) part.forEach(([x, y], n) => path[n ? "lineTo" : "moveTo"](x, y));
  return path;
}

// The longest straight piece of each named street, where its name is written.
function namesIn(features, place) {
  return features.filter((feature) => feature.name).flatMap(({ name, parts }) => {
    let best = null, length = 0;
    for (const part of parts) for (let n = 1; n < part.length; n += 1) {
      const away = Math.hypot(part[n][0] - part[n - 1][0], part[n][1] - part[n - 1][1]);
      if (away > length) { length = away; best = [part[n - 1], part[n]]; }
    }
    return best ? [{ name, from: place(best[0]), to: place(best[1]) }] : [];
  });
}

export function groundOf({ z, x, y }, layers) {
  const extent = layers[0]?.extent ?? 4096, of = (name) => layers.find((layer) => layer.name === name)?.features ?? [];
  const streets = of("streets_lines"), size = 2 ** z;
  const place = ([px, py]) => ({ x: (x + px / extent) / size, y: (y + py / extent) / size });
  return {
    x, y, size, extent,
    water: trace(of("water")), green: trace(of("green")), streams: trace(of("water_lines")), rails: trace(of("rails_lines")),
    streets: Object.fromEntries(Object.keys(STREETS).map((kind) => [kind, trace(streets.filter((street) => kindOf(street.category) === kind))])),
    names: namesIn(streets, place),
  };
}

export function paintGround(brush, ground, chart, dense) {
  const metre = chart.scale / (40_075_016 * Math.cos(chart.middle.lat * Math.PI / 180));
  const stroke = (pick, color, pixels) => under((tile, unit) => { brush.strokeStyle = color; brush.lineWidth = pixels / unit; brush.stroke(pick(tile)); });
  function under(act) {
    for (const tile of ground) {
      const unit = chart.scale / tile.size / tile.extent, corner = chart.pixel({ x: tile.x / tile.size, y: tile.y / tile.size });
      const width = unit * tile.extent;
      if (corner.x > chart.size.width || corner.y > chart.size.height || corner.x + width < 0 || corner.y + width < 0) continue;
      brush.setTransform(dense * unit, 0, 0, dense * unit, dense * corner.x, dense * corner.y);
      act(tile, unit);
    }
    brush.setTransform(dense, 0, 0, dense, 0, 0);
  }
  brush.lineCap = brush.lineJoin = "round";
  under((tile) => { brush.fillStyle = "#e2ecdc"; brush.fill(tile.green); brush.fillStyle = "#cfe2ea"; brush.fill(tile.water); });
  stroke((tile) => tile.streams, "#bfd8e3", Math.max(1.5, 3 * metre));
  stroke((tile) => tile.rails, "#b9b4ae", Math.max(1, 1.5 * metre));
  for (const [kind, [metres, , edge]] of Object.entries(STREETS)) if (edge) stroke((tile) => tile.streets[kind], edge, Math.max(1.6, metres * metre) + 2);
  for (const [kind, [metres, color]] of Object.entries(STREETS)) stroke((tile) => tile.streets[kind], color, Math.max(1, metres * metre));
}

// The part of a line between two pixels that lies in the frame, or null.
function inFrame(a, b, { width, height }) {
  let from = 0, to = 1;
  for (const [start, step, size] of [[a.x, b.x - a.x, width], [a.y, b.y - a.y, height]]) {
    if (step === 0) { if (start < 0 || start > size) return null; continue; }
    const ends = [-start / step, (size - start) / step].sort((one, other) => one - other);
    from = Math.max(from, ends[0]);
    to = Math.min(to, ends[1]);
  }
  const at = (share) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
  return from < to ? [at(from), at(to)] : null;
}

export function paintNames(brush, ground, chart) {
  const written = [];
  Object.assign(brush, { font: `12px ${SANS}`, textAlign: "center", textBaseline: "middle", strokeStyle: "#fff", lineWidth: 3, fillStyle: "#4a5754" });
  for (const { name, from, to } of ground.flatMap((tile) => tile.names)) {
    const [a, b] = inFrame(chart.pixel(from), chart.pixel(to), chart.size) ?? [];
    if (!a || Math.hypot(b.x - a.x, b.y - a.y) < Math.max(LEAST_NAMED_PIXELS, 6 * name.length)) continue;
    const x = (a.x + b.x) / 2, y = (a.y + b.y) / 2;
    if (written.some((one) => Math.hypot(one.x - x, one.y - y) < (one.name === name ? 2 : 0.3) * APART_PIXELS)) continue;
    written.push({ name, x, y });
    let turn = Math.atan2(b.y - a.y, b.x - a.x);
    if (Math.abs(turn) > Math.PI / 2) turn += Math.PI;
    brush.save();
    brush.translate(x, y);
    brush.rotate(turn);
    brush.strokeText(name, 0, 0);
    brush.fillText(name, 0, 0);
    brush.restore();
  }
}
