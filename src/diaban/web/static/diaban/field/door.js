// One door, for a tired person with one thumb: what is known, what is seen, and one tap to go on.

import { comesBack, isDone, nameOf, nextDoor, standing } from "./day.js";
import { announce, button, icon, link, make } from "./elements.js";
import { fieldsOf } from "./form.js";
import { missing } from "./lot.js";
import { pointOut } from "./pointing.js";
import { metresBetween } from "./position.js";
import { addCapture, beginDraft, capturesOf, keepDraft, lot as readLot } from "./store.js";
import { doorLink, lotLink, progress } from "./today.js";
import { watchPosition } from "./watching.js";
import { clock, outcome, words } from "./words.js";

const ROUGH_METRES = 20, FAR_METRES = 60, BY_HAND_METRES = 10;
const NEW = "new:";
const PARTS = ["house_number", "lanes", "street", "building"];

function firstDraft(door) {
  const said = door.mine ?? door;
  const spoken = said.written || nameOf(said);
  return { ...Object.fromEntries(PARTS.map((part) => [part, said[part] ?? ""])), written: spoken, began_as: spoken, parts_touched: false, households: said.households ?? null, counted: Number.isFinite(door.mine?.households), note: door.mine?.note ?? "", photo: door.mine?.photo ?? null, gate: door.mine?.gate ?? null, pointed: door.mine?.position?.fixes === 0 ? door.mine.position : null };
}

const NOBODY = { id: null, order: null, mine: null, written: "", households: null, place: "new" };

function find(lot, captures, place) {
  const { doors, added } = standing(lot, captures);
  if (place === "new") return { doors, door: NOBODY };
  const again = added.find((capture) => capture.place === place);
  const door = doors.find((one) => one.place === place) ?? (again && { ...NOBODY, mine: again, place, outcome: "new_door" });
  return { doors, door };
}

const metresOff = (position, door) => (Number.isFinite(door.lat) ? metresBetween(position, door) : 0);
const isFar = (position, door) => metresOff(position, door) > Math.max(FAR_METRES, 2 * position.accuracy);

// What speaks against saving now; said once, and a second press saves all the same.
function doubtOf(name, position, door) {
  if (comesBack({ outcome: name })) return null;
  if (!position) return words("save_without");
  if (name === "found" && isFar(position, door)) return words("save_far", { n: Math.round(metresOff(position, door)) });
  return position.accuracy > ROUGH_METRES ? words("save_rough", { n: Math.ceil(position.accuracy) }) : null;
}

function toCapture(lot, door, draft, name, position) {
  const rewritten = draft.written.trim() !== draft.began_as && !draft.parts_touched;
  // until the server has given it an identifier, a new door goes by the key of its first capture
  const known = door.id ?? (door.mine ? door.place.slice(NEW.length) : null);
  return {
    key: draft.key, lot: lot.id, door: known,
    position, gate: draft.gate, written: draft.written.trim(),
    // parts of the old address say nothing of a new one: the server reads what was spoken
    ...Object.fromEntries(PARTS.map((part) => [part, rewritten ? "" : draft[part].trim()])),
    // what the list says and nobody has counted is no count
    households: draft.counted ? draft.households : null, note: draft.note.trim(), photo: draft.photo, outcome: name,
    place: door.place === "new" ? `${NEW}${draft.key}` : door.place,
  };
}

function said(door) {
  if (door.mine) return make("p", { class: "note" }, words("recorded_at", { time: clock(door.mine.clock), outcome: outcome(door.mine.outcome) }));
  return door.outcome ? make("p", { class: "note" }, words("recorded_by_others", { outcome: outcome(door.outcome) })) : null;
}

class DoorScreen {
  constructor(page, lot, doors, door, draft) {
    Object.assign(this, { page, lot, doors, door, draft, heard: { state: "searching", position: null }, warned: null, saving: null, dirty: false });
    this.isNew = door.place.startsWith("new");
    this.where = make("div", { class: "where", role: "status" });
    this.doubt = make("p", { class: "note warn", role: "alert", hidden: true });
  }

  get position() {
    if (this.draft.pointed) return this.draft.pointed;
    const found = this.watch?.now() ?? this.heard.position;
    return found && { lat: found.lat, lng: found.lng, accuracy: found.accuracy, fixes: found.fixes };
  }

  // Each change is on the disk before the next one; while one is written the newest waits.
  async keep() {
    this.dirty = true;
    this.saving ??= (async () => {
      try {
        while (this.dirty) { this.dirty = false; if (!await keepDraft({ ...this.draft })) this.warn(words("twice")); }
      } catch (error) {
        this.warn(words("not_saved", { detail: error.message }));
      } finally {
        this.saving = null;
      }
    })();
    return this.saving;
  }

  change(values) {
    Object.assign(this.draft, values, { touched: true });
    return this.keep();
  }

  warn(text) {
    this.doubt.textContent = text;
    this.doubt.hidden = !text;
  }

  hear(heard) {
    this.heard = heard;
    this.where.dataset.state = heard.state;
    this.showPosition();
  }

  showPosition() {
    const { state } = this.heard, position = this.position;
    const hand = button(words(this.draft.pointed ? "change" : "point_by_hand"), () => this.point(), { class: "plain" });
    let text, good = false;
    if (this.draft.pointed) [text, good] = [words("point_set"), true];
    else if (position) { good = position.accuracy <= ROUGH_METRES; text = words(good ? "position_good" : "position_rough", { n: Math.ceil(position.accuracy) }); }
    else text = words(["denied", "absent"].includes(state) ? `position_${state}` : "position_searching");
    if (state === "paused" && !this.draft.pointed) { text += ` ${words("position_paused")}`; }
    const again = state === "paused" && !this.draft.pointed ? button(words("measure_again"), () => this.watch.start(), { class: "plain" }) : null;
    const signature = `${good} ${text}`;
    if (signature === this.where.dataset.said) return;
    this.where.dataset.said = signature;
    this.where.className = `where ${good ? "good" : "rough"}`;
    this.where.replaceChildren(icon("here"), make("span", {}, text), again ?? hand);
  }

  marks() {
    return this.doors.filter((door) => Number.isFinite(door.lat)).map((door) => ({ key: door.place, spot: door, look: "open", label: String(door.order), next: door.place === this.door.place }));
  }

  async choose(field, texts) {
    const here = this.position && !isFar(this.position, this.door) ? this.position : null;
    // from far away the door is easier to find from where the list has it
    const known = this.draft[field] ?? here ?? (Number.isFinite(this.door.lat) ? this.door : null);
    const spot = await pointOut(this.lot, { start: known, me: this.heard.position, texts, marks: () => this.marks(), set: Boolean(this.draft[field]) });
    if (spot === undefined) return;
    const round = (degrees) => Math.round(degrees * 1e7) / 1e7;
    const point = spot && { lat: round(spot.lat), lng: round(spot.lng) };
    await this.change({ [field]: point && field === "pointed" ? { ...point, accuracy: BY_HAND_METRES, fixes: 0 } : point });
    this.showPosition();
  }

  point() { return this.choose("pointed", { help: "point_help", here: "point_here", drop: "point_drop" }); }
  placeEntrance() { return this.choose("gate", { help: "entrance_help", here: "entrance_here", drop: "entrance_drop" }); }

  async save(name) {
    const position = this.position;
    if (name === "new_door" && !this.draft.written.trim() && !this.draft.photo) return this.warn(words("need_words"));
    if (name === "new_door" && !position) return this.warn(words("need_position"));
    const doubt = doubtOf(name, position, this.door);
    if (doubt && this.warned !== name) { this.warned = name; return this.warn(doubt); }
    if (this.done) return;
    this.done = true;
    try {
      await this.saving;
      const capture = toCapture(this.lot, this.door, this.draft, name, position);
      const added = await addCapture(capture, this.draft.place);
      this.page.saved(added ? { text: words("recorded", { outcome: outcome(name) }), href: doorLink(this.lot, capture.place), name: nameOf(capture) } : { text: words("twice") });
      const doors = this.doors.map((door) => (door.place === capture.place ? { ...door, outcome: name } : door));
      const next = nextDoor(doors, capture.place);
      this.page.go(next && !this.isNew ? doorLink(this.lot, next.place) : lotLink(this.lot));
    } catch (error) {
      this.done = false;
      this.warn(words("not_saved", { detail: error.message }));
      announce(words("not_saved", { detail: error.message }));
    }
  }

  outcomes() {
    if (this.isNew) return [button(words("save_new"), () => this.save("new_door"), { class: "primary big", "data-outcome": "new_door" }, "done")];
    const lesser = [["nobody_home", "away"], ["refused", "refused"], ["unreachable", "unreachable"], ["not_there", "not_there"]];
    return [button(words("found"), () => this.save("found"), { class: "primary big", "data-outcome": "found" }, "done"),
      make("div", { class: "four" }, lesser.map(([name, picture]) => button(words(name), () => this.save(name), { "data-outcome": name }, picture)))];
  }

  head() {
    const done = this.doors.filter(isDone).length;
    const title = nameOf(this.door.mine ?? this.door) || words(this.isNew ? "new_door_title" : "no_number");
    const map = Number.isFinite(this.door.lat) && link(words("map"), lotLink(this.lot, `/map/${encodeURIComponent(this.door.place)}`), { class: "button plain" }, "map");
    return [progress(done, this.doors.length), make("div", { class: "line" }, make("h2", { class: "address" }, title), map)];
  }

  show() {
    const title = this.isNew ? words("new_door") : words("door_title", { order: this.door.order, all: this.doors.length });
    return {
      title, back: lotLink(this.lot),
      body: [...this.head(), said(this.door), this.where, ...fieldsOf(this)],
      foot: [this.doubt, ...this.outcomes()],
      begin: () => { this.watch = watchPosition((heard) => this.hear(heard)); },
      end: () => this.watch?.end(),
    };
  }
}

export async function doorScreen(page, id, place) {
  const lot = await readLot(id);
  if (!lot) return missing();
  const { doors, door } = find(lot, await capturesOf(lot.id), place);
  if (!door) return missing();
  const draft = await beginDraft(`${lot.id}/${place}`, firstDraft(door));
  return new DoorScreen(page, lot, doors, door, draft).show();
}
