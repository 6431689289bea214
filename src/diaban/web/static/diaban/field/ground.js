// Which tiles lie beneath a lot, and what a Mapbox vector tile holds. Pure.

export const ZOOM = 16;
const MARGIN_DEGREES = 0.0012, MOST_TILES = 36;

export const world = ({ lat, lng }) => {
  const sine = Math.sin(lat * Math.PI / 180);
  return { x: (lng + 180) / 360, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
};

export const fromWorld = ({ x, y }) => ({ lng: x * 360 - 180, lat: Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI });

function corners(part, into) {
  if (typeof part?.[0] === "number") into.push({ lng: part[0], lat: part[1] });
  else for (const inner of part ?? []) corners(inner, into);
  return into;
}

export const rings = (area) => (!area ? [] : area.type === "Polygon" ? area.coordinates : area.type === "MultiPolygon" ? area.coordinates.flat() : []);

// South, west, north and east of what a lot shows.
export function boxOf({ doors, area }) {
  const spots = [...corners(area?.coordinates, []), ...doors.filter((door) => Number.isFinite(door.lat) && Number.isFinite(door.lng))];
  if (!spots.length) return null;
  const lats = spots.map((spot) => spot.lat), lngs = spots.map((spot) => spot.lng);
  return { south: Math.min(...lats), west: Math.min(...lngs), north: Math.max(...lats), east: Math.max(...lngs) };
}

export function tilesOf(lot) {
  const box = boxOf(lot);
  if (!box) return [];
  for (let z = ZOOM; ; z -= 1) {
    const size = 2 ** z;
    const first = world({ lat: box.north + MARGIN_DEGREES, lng: box.west - MARGIN_DEGREES }), last = world({ lat: box.south - MARGIN_DEGREES, lng: box.east + MARGIN_DEGREES });
    const [west, north, east, south] = [first.x, first.y, last.x, last.y].map((share) => Math.floor(share * size));
    if ((east - west + 1) * (south - north + 1) > MOST_TILES && z > 3) continue;
    const tiles = [];
    for (let y = north; y <= south; y += 1) for (let x = west; x <= east; x += 1) tiles.push({ z, x, y });
    return tiles;
  }
}

// Fields of one message of protocol buffers: [number, value], where a value is a number or bytes.
function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0, scale = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError("a tile that ends too early");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const head = varint(), kind = head & 7;
    if (kind === 0) yield [head >> 3, varint()];
    else {
      const length = kind === 2 ? varint() : kind === 5 ? 4 : 8;
      yield [head >> 3, bytes.subarray(at, at += length)];
    }
  }
}

function numbers(bytes) {
  const list = [];
  let value = 0, scale = 1;
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    if (byte < 128) { list.push(value); value = 0; scale = 1; } else scale *= 128;
  }
  return list;
}

const text = new TextDecoder();
const unzigzag = (n) => (n % 2 ? -(n + 1) / 2 : n / 2);

function lines(commands) {
  const parts = [];
  let x = 0, y = 0, at = 0;
  while (at < commands.length) {
    const command = commands[at] & 7, count = commands[at] >> 3;
    at += 1;
    if (command === 7) { parts.at(-1)?.push([...parts.at(-1)[0]]); continue; }
    for (let n = 0; n < count; n += 1) {
      x += unzigzag(commands[at]); y += unzigzag(commands[at + 1]); at += 2;
      if (command === 1) parts.push([]);
      parts.at(-1).push([x, y]);
    }
  }
  return parts;
}

function readLayer(bytes) {
  const keys = [], values = [], raw = [];
  let name = "", extent = 4096;
  for (const [field, value] of fields(bytes)) {
    if (field === 1) name = text.decode(value);
    else if (field === 2) raw.push(value);
    else if (field === 3) keys.push(text.decode(value));
    else if (field === 4) { const [[kind, told] = []] = fields(value); values.push(kind === 1 ? text.decode(told) : told); }
    else if (field === 5) extent = value;
  }
  const features = raw.map((feature) => {
    const traits = {};
    let parts = [];
    for (const [field, value] of fields(feature)) {
      if (field === 2) { const tags = numbers(value); for (let n = 0; n < tags.length; n += 2) traits[keys[tags[n]]] = values[tags[n + 1]]; }
      else if (field === 4) parts = lines(numbers(value));
    }
    return { ...traits, parts };
  });
  return { name, extent, features };
}

// [{ name, extent, features: [{ category, name, parts: [[[x, y], …], …] }] }], in units of the tile.
export const readTile = (bytes) => [...fields(bytes)].filter(([field]) => field === 3).map(([, layer]) => readLayer(layer));
