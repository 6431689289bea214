// The drafting desk: a duty selected in text and list, keys, words selected in the text as numbers.
// All that is sent is a form of the page.

const KEYS = { a: "accept", x: "reject", u: "reopen", m: "merge" };
const desk = () => document.getElementById("desk");
const text = () => document.getElementById("text");
const list = () => document.getElementById("duties");
const selected = () => list()?.querySelector(".card.selected");

function show(card, { scroll = true, focus = true } = {}) {
  for (const old of desk().querySelectorAll(".selected")) {
    old.classList.remove("selected");
    old.removeAttribute("aria-current");
  }
  card.classList.add("selected");
  card.setAttribute("aria-current", "true");
  const runs = text().querySelectorAll(`[data-duty="${card.dataset.duty}"]`);
  for (const run of runs) run.classList.add("selected");
  if (scroll && runs.length) bring(text(), runs[0]);
  if (scroll) bring(list(), card);
  if (focus) card.focus({ preventScroll: true });
}

// scrolls within its own pane alone
function bring(pane, one) {
  if (pane.scrollHeight <= pane.clientHeight) return;
  const at = one.getBoundingClientRect(), all = pane.getBoundingClientRect();
  if (at.top >= all.top && at.bottom <= all.bottom) return;
  pane.scrollTop += at.top - all.top - pane.clientHeight / 4;
}

function step(by) {
  if (document.getElementById("edit")) return;
  const cards = [...list().children];
  const next = cards[Math.min(Math.max(cards.indexOf(selected()) + by, 0), cards.length - 1)];
  if (next) show(next);
}

// places count characters, not JavaScript's units
function place(node, offset) {
  const run = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-from]");
  if (!run) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, offset) : "";
  return Number(run.dataset.from) + [...before].length;
}

function picked() {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed || !text().contains(chosen.anchorNode)) return null;
  const range = chosen.getRangeAt(0);
  const start = place(range.startContainer, range.startOffset);
  const end = place(range.endContainer, range.endOffset);
  return start !== null && end !== null && start < end ? [start, end] : null;
}

function fill() {
  const span = picked();
  if (!span) return;
  for (const id of ["t", "e"]) {
    const from = document.getElementById(`${id}-start`), to = document.getElementById(`${id}-end`);
    if (from && to) [from.value, to.value] = span;
  }
  const cuts = document.getElementById("e-at");
  if (!cuts) return;
  if (![...cuts.options].some((option) => Number(option.value) === span[0])) {
    cuts.append(new Option(`… ${String(getSelection()).slice(0, 60)}`, span[0]));
  }
  cuts.value = String(span[0]);
}

function send(card, what) {
  card.querySelector(`.acts button[value="${what}"]`)?.click();
}

function open(card, id) {
  const field = document.getElementById(id);
  if (field && card.contains(field)) field.focus();
  else {
    sessionStorage.setItem("desk-focus", id);
    card.querySelector("[data-edit]")?.click();
  }
}

function press(event) {
  const away = event.ctrlKey || event.metaKey || event.altKey;
  if (away || event.target.closest("input, textarea, select") || !event.target.closest("#desk")) return;
  const card = selected(), key = event.key.toLowerCase();
  const many = { "A": "accept-all", "z": "take-back" }[event.shiftKey ? event.key : key];
  if (many) {
    document.getElementById(many)?.click();
  } else if (key === "j" || (key === "arrowdown" && event.target.closest("#duties"))) step(1);
  else if (key === "k" || (key === "arrowup" && event.target.closest("#duties"))) step(-1);
  else if (key === "n" || key === "0") {
    if (!picked()) return;
    fill();
    document.querySelector(`#by-place button[value="${key === "n" ? "make" : "aside"}"]`)?.click();
  } else if (!card) return;
  else if (KEYS[key]) send(card, KEYS[key]);
  else if (key === "e") open(card, "e-lead");
  else if (key === "s") open(card, "e-at");
  else return;
  event.preventDefault();
}

let tops = [0, 0];
function settle({ focus }) {
  text().scrollTop = tops[0];
  list().scrollTop = tops[1];
  const wanted = sessionStorage.getItem("desk-focus");
  sessionStorage.removeItem("desk-focus");
  const card = selected(), form = card?.querySelector("#edit");
  if (card) show(card, { focus: focus && !form });
  if (form) {
    const field = document.getElementById(wanted ?? "e-lead") ?? form;
    field.focus({ preventScroll: true });
    const shown = field.closest("form") ?? form;
    bring(list(), shown);
    if (shown !== form) shown.scrollIntoView({ block: "nearest" });
  } else document.querySelector("#next[data-done]")?.scrollIntoView({ block: "nearest" });
  const marked = text().querySelector(".picked");
  if (marked) bring(text(), marked);
  document.getElementById("refused")?.scrollIntoView({ block: "nearest" });
}

addEventListener("keydown", press);
addEventListener("click", (event) => {
  const run = event.target.closest?.("#text [data-duty]"), card = event.target.closest?.(".card");
  if (event.target.closest?.("#text a")) {
    // a click may end a selection of words
    event.preventDefault();
    event.stopPropagation();
    if (picked()) return;
    const own = run && document.getElementById(`d${run.dataset.duty}`);
    if (own) show(own);
    else if (event.target.classList.contains("unread")) {
      getSelection().selectAllChildren(event.target);
      fill();
    }
  } else if (card && !event.target.closest("form, .card a:not(.what)")) {
    event.preventDefault();
    event.stopPropagation();
    show(card);
  }
}, true);
document.addEventListener("selectionchange", fill);
addEventListener("htmx:beforeSwap", () => { tops = [text().scrollTop, list().scrollTop]; });
addEventListener("htmx:afterSettle", () => { if (desk()) settle({ focus: true }); });
if (desk()) settle({ focus: Boolean(list()?.children.length) });
