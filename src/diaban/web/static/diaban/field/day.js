// What a lot stands at: its doors in order, what this phone recorded of each, which comes next. Pure.

export const placeOf = (door) => (door.id === null || door.id === undefined ? `#${door.order}` : String(door.id));

// what the server says of a door that somebody, perhaps on another phone, has been to
const OF_OTHERS = { collected: "found", held: "found", conflict: "found", not_there: "not_there", refused: "refused", nobody_home: "nobody_home", unreachable: "unreachable", no_access: "nobody_home" };
// nothing was learned there: such a door comes again when the others are done
const COME_BACK = new Set(["nobody_home", "refused", "unreachable"]);

// Doors in the suggested order with `place`, `mine` (this phone's latest capture) and `outcome`.
export function standing(lot, captures) {
  const latest = new Map();
  for (const capture of captures) {
    const known = latest.get(capture.place);
    if (!known || known.seq < capture.seq) latest.set(capture.place, capture);
  }
  const doors = [...lot.doors].sort((a, b) => a.order - b.order).map((door) => {
    const place = placeOf(door), mine = latest.get(place) ?? null;
    latest.delete(place);
    return { ...door, place, mine, outcome: mine?.outcome ?? OF_OTHERS[door.state] ?? null };
  });
  // a new door that was sent before the list was fetched stands in the list under its identifier
  const isListed = (capture) => capture.state !== "refused" && capture.settled_at < (lot.kept_at ?? 0);
  return { doors, added: [...latest.values()].filter((capture) => capture.outcome === "new_door" && !isListed(capture)).sort((a, b) => a.seq - b.seq) };
}

export const comesBack = (door) => COME_BACK.has(door.outcome);
export const isDone = (door) => door.outcome !== null && !comesBack(door);
export const look = (door) => (door.outcome === null ? "open" : comesBack(door) ? "later" : door.outcome === "not_there" ? "closed" : "done");

// The next open door after this one, around to the first; then those to come back to.
export function nextDoor(doors, place = null) {
  const at = doors.findIndex((door) => door.place === place);
  const around = [...doors.slice(at + 1), ...doors.slice(0, Math.max(at, 0))];
  return around.find((door) => door.outcome === null) ?? around.find(comesBack) ?? null;
}

// A door's first words on the screen.
export const nameOf = (told) => told.line || told.written || [told.house_number, told.lanes, told.street, told.building].filter(Boolean).join(" ");
