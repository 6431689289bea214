// A point set by hand: the map moves beneath a cross, in a dialog of its own.

import { Chart } from "./chart.js";
import { button, icon, make } from "./elements.js";
import { words } from "./words.js";

export function mapControls(chart, extra = []) {
  const control = (key, act, text) => make("button", { type: "button", class: "square", "aria-label": words(key), title: words(key), on: { click: act } }, text);
  return make("div", { class: "map-controls" },
    control("nearer", () => chart.zoom(1.6), "+"), control("farther", () => chart.zoom(1 / 1.6), "−"), control("fit", () => chart.fit(), "⤢"), extra);
}

// Answers the point, null when it is dropped, or undefined when nothing was decided.
export function pointOut(lot, { start, me, texts, marks, set }) {
  return new Promise((done) => {
    const canvas = make("canvas", { tabindex: 0, role: "application", "aria-label": words(texts.help) });
    const answer = (value) => { chart.end(); dialog.close(); dialog.remove(); done(value); };
    const dialog = make("dialog", { class: "pointing", "aria-labelledby": "pointing-help", on: { cancel: (event) => { event.preventDefault(); answer(undefined); } } },
      make("p", { id: "pointing-help" }, words(texts.help)),
      make("div", { class: "chart" }, canvas, make("span", { class: "cross", "aria-hidden": "true" })),
      make("div", { class: "actions" },
        button(words(texts.here), () => answer(chart.middle), { class: "primary big" }, "done"),
        make("div", { class: "pair" }, set && button(words(texts.drop), () => answer(null)), button(words("close"), () => answer(undefined)))));
    document.body.append(dialog);
    dialog.showModal();
    const chart = new Chart(canvas, lot, { marks });
    const mine = me && make("button", { type: "button", class: "square", "aria-label": words("to_me"), on: { click: () => chart.go(me, chart.scale) } }, icon("here"));
    dialog.querySelector(".chart").append(mapControls(chart, mine ? [mine] : []));
    chart.show(me);
    if (start) chart.go(start, 2 ** 27);
    canvas.focus();
  });
}
