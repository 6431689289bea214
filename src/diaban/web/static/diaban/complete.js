// What an unfinished text may become, offered beneath a box: a combobox with a list.
// One question at a time: a newer one takes the older's place, and a late answer is let go.

import { say } from "./page.js";

const PAUSE = 160;
const PATIENCE = 8000;
const SHORTEST = 2;

export function offerCompletions(box, list) {
  const frame = box.closest("[data-complete]");
  let asked = "", waiting = 0, request = null, chosen = -1;

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) box.setAttribute(name, value);

  function close() {
    clearTimeout(waiting);
    request?.abort();
    list.hidden = true;
    list.replaceChildren();
    choose(-1);
    box.setAttribute("aria-expanded", "false");
  }

  function choose(place) {
    chosen = place;
    for (const [n, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(n === place));
    const item = list.children[place];
    if (item) {
      box.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  }

  function take(item) {
    box.value = asked = item.dataset.text;
    close();
    box.form.requestSubmit();
  }

  function show(options) {
    list.replaceChildren(...options.map((option, n) => {
      const item = Object.assign(document.createElement("li"), { id: `offer-${n}`, role: "option" });
      item.dataset.text = option.text;
      const text = Object.assign(document.createElement("span"), { textContent: option.text });
      const detail = Object.assign(document.createElement("span"), { textContent: option.detail, className: "end" });
      item.append(text, detail);
      return item;
    }));
    choose(-1);
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(options.length > 0));
    if (options.length) say(`${options.length} ${frame.dataset.found}`);
  }

  async function ask() {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    request?.abort();
    if (text.length < SHORTEST) return close();
    const own = request = new AbortController();
    const patience = setTimeout(() => own.abort(), PATIENCE);
    try {
      const answer = await fetch(`${frame.dataset.complete}?${new URLSearchParams({ q: text })}`, { signal: own.signal });
      const { options } = answer.ok ? await answer.json() : { options: [] };
      if (own === request && document.activeElement === box) show(options);
    } catch (error) {
      // given up for a newer question, or no network: the box works without offers
      if (error.name !== "AbortError") console.warn(error);
    } finally {
      clearTimeout(patience);
    }
  }

  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, PAUSE); });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", () => { asked = box.value.trim(); close(); });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(list.children[chosen]); }
    else if (count && event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1 < count ? chosen + 1 : -1); }
    else if (count && event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? count - 1 : chosen - 1); }
  });
  // a press would take the focus from the box, and the list with it
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const item = event.target.closest("li"); if (item) take(item); });
}
