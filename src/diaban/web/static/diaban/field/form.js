// The fields of a door; each change goes to the draft at once.

import { button, icon, make } from "./elements.js";
import { UnreadablePhotoError, shrink } from "./photo.js";
import { dropPhoto, keepPhoto, photo as readPhoto } from "./store.js";
import { words } from "./words.js";

const PARTS = [["house_number", "text"], ["lanes", "text"], ["street", "text"], ["building", "text"]];
const MOST_HOUSEHOLDS = 2000;

function field(name, draft, act, traits = {}) {
  const box = make(traits.tag ?? "input", { id: `field-${name}`, name, value: draft[name] ?? "", autocomplete: "off", ...traits.more, on: { input: () => act(box.value) } });
  return make("div", { class: "field" }, make("label", { for: box.id }, words(traits.label ?? name)), box);
}

function address(screen) {
  const { draft } = screen, first = Object.fromEntries(PARTS.map(([part]) => [part, draft[part]]));
  const parts = PARTS.map(([part]) => field(part, draft, (text) => screen.change({ [part]: text, parts_touched: true }), { more: part === "house_number" ? { autocapitalize: "characters" } : {} }));
  const spoken = field("written", draft, (text) => {
    screen.change({ written: text });
    if (draft.parts_touched) return;
    const same = text.trim() === draft.began_as;
    for (const [part] of PARTS) document.getElementById(`field-${part}`).value = same ? first[part] : "";
  }, { label: "spoken", tag: "textarea", more: { rows: 2, placeholder: words("spoken_hint"), enterkeyhint: "done" } });
  return [spoken, make("details", { open: draft.parts_touched }, make("summary", {}, words("parts")), make("div", { class: "parts" }, parts))];
}

function households(screen) {
  const { draft } = screen;
  const box = make("input", { id: "field-households", type: "number", inputmode: "numeric", min: 0, max: MOST_HOUSEHOLDS, value: draft.households ?? "", placeholder: "?", on: { change: () => set(box.value === "" ? null : Number(box.value)) } });
  // nobody has counted: that is neither one nor none
  const set = (wanted) => {
    const sound = Number.isFinite(wanted) ? Math.min(MOST_HOUSEHOLDS, Math.max(0, Math.round(wanted))) : null;
    box.value = sound ?? "";
    screen.change({ households: sound, counted: sound !== null });
  };
  const step = (by, name, picture) => make("button", { type: "button", class: "square", "aria-label": words(name), on: { click: () => set(draft.households === null && by < 0 ? null : (draft.households ?? 0) + by) } }, icon(picture));
  return make("div", { class: "field stepper" }, make("label", { for: box.id }, words("households")), make("div", { class: "steps" }, step(-1, "fewer", "less"), box, step(1, "more", "add")));
}

function plate(screen) {
  const { draft } = screen, frame = make("div", { class: "plate" });
  let shown = null;
  const forget = () => { if (shown) URL.revokeObjectURL(shown); shown = null; };

  async function take(file) {
    if (!file) return;
    frame.replaceChildren(make("p", { class: "quiet", role: "status" }, words("photo_working")));
    try {
      const blob = await shrink(file), id = crypto.randomUUID(), former = draft.photo;
      await keepPhoto(id, blob);
      await screen.change({ photo: id });
      if (former && former !== screen.door.mine?.photo) await dropPhoto(former);
      await show();
    } catch (error) {
      await show();
      screen.warn(error instanceof UnreadablePhotoError ? words("photo_bad") : words("not_saved", { detail: error.message }));
    }
  }

  async function drop() {
    const former = draft.photo;
    await screen.change({ photo: null });
    if (former !== screen.door.mine?.photo) await dropPhoto(former);
    await show();
  }

  async function show() {
    forget();
    const kept = draft.photo ? await readPhoto(draft.photo) : null;
    const input = make("input", { id: "field-photo", type: "file", accept: "image/*", capture: "environment", class: "sr", on: { change: () => take(input.files[0]) } });
    const choose = make("label", { for: "field-photo", class: "button" }, icon("photo"), make("span", {}, words(kept ? "photo_again" : "photo")));
    if (kept?.blob) shown = URL.createObjectURL(kept.blob);
    const size = kept ? Math.ceil(kept.size / 1000) : 0;
    const preview = kept && (shown ? make("img", { src: shown, alt: words("photo_alt", { size }), width: 96, height: 72 }) : make("span", { class: "quiet" }, words("photo_alt", { size })));
    frame.replaceChildren(...[preview, input, choose, kept && button(words("photo_drop"), drop, { class: "plain" })].filter(Boolean));
  }

  show();
  return frame;
}

function extras(screen) {
  const { draft } = screen;
  const gate = make("div", {});
  const told = () => gate.replaceChildren(button(words(draft.gate ? "entrance_set" : "entrance"), async () => { await screen.placeEntrance(); told(); }, {}, "gate"));
  told();
  const note = field("note", draft, (text) => screen.change({ note: text }), { more: { placeholder: words("note_hint"), maxlength: 400 } });
  return make("details", { open: Boolean(draft.note || draft.gate) }, make("summary", {}, words("optional")), make("div", { class: "parts" }, gate, note));
}

export const fieldsOf = (screen) => [...address(screen), households(screen), plate(screen), extras(screen)];
