// One's own record: what the server holds and what waits here, newest first, with what was remarked.

import { make } from "./elements.js";
import { clock, day, knows, words } from "./words.js";

const remarkText = (names) => (names ?? []).map((name) => words(`remark_${name}`)).join(", ");
const refusalText = (reason) => (knows(`refused_${reason}`) ? words(`refused_${reason}`) : reason);

export function joinRecord(told, kept) {
  const known = new Set((told?.record ?? []).map(({ digest }) => digest));
  const here = kept.filter(({ digest }) => !known.has(digest)).map(({ digest, point, name, kind, at, told_at: toldAt, state, remarks, reason }) => ({ digest, point, name, kind, at: toldAt ?? at, state, remarks, reason }));
  return [...(told?.record ?? []).map((one) => ({ ...one, state: "taken" })), ...here].sort((a, b) => b.at - a.at);
}

// Whoever came and has not left is here; a refused one tells nothing.
export const lastOf = (record, point) => record.find((one) => one.point === point && one.state !== "refused");

function line(one) {
  const told = one.state === "waiting" ? words("unsent") : one.state === "refused" ? `${words("refused")}: ${refusalText(one.reason)}` : remarkText(one.remarks);
  return make("li", { class: `line ${one.state}`, "data-state": one.state },
    make("b", {}, `${words(one.kind === "in" ? "come" : "leave")} ${clock(one.at)}`),
    make("span", { class: "quiet" }, `${day(one.at)} · ${one.name || one.point}`),
    told && make("span", { class: one.state === "taken" ? "remark" : "state" }, told));
}

export function recordSection(record, days) {
  return make("section", { class: "card", "aria-labelledby": "record" },
    make("h2", { id: "record" }, words("your_record")),
    record.length ? make("ul", { class: "lines" }, record.slice(0, 40).map(line)) : make("p", { class: "quiet" }, words("nothing_yet")),
    make("p", { class: "quiet small" }, words("record_help", { days })));
}

export function doubtSection(flags, href) {
  if (!flags?.length) return null;
  return make("section", { class: "card", "aria-labelledby": "doubts" },
    make("h2", { id: "doubts" }, words("doubts")),
    make("p", { class: "quiet small" }, words("doubt_help")),
    make("ul", { class: "lines" }, flags.map((flag) => make("li", { class: "line" },
      make("b", {}, words(knows(`flag_${flag.kind}`) ? `flag_${flag.kind}` : "flag_other")),
      make("span", { class: "quiet" }, `${day(Date.parse(flag.day))} · ${flag.settled ? words("doubt_settled", { note: flag.note }) : words("doubt_open")}`),
      make("a", { href: href(flag.id) }, words("explain"))))));
}
