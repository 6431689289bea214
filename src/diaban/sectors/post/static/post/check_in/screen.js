// What the staff's page shows: the point with its two buttons, what waits, and the phone's key.

import { button, make } from "./elements.js";
import { lastOf } from "./record.js";
import { fingerprint } from "./signing.js";
import { clock, words } from "./words.js";

const BROKEN_CHAIN = new Set(["gap", "chain", "forked", "revoked", "unknown_device"]);

export const notice = (text, sort = "") => make("p", { class: `note ${sort}` }, text);

export const countWaiting = (kept) => (kept ?? []).filter((one) => one.state === "waiting").length;

export function sentLine({ sent, kept }, { working, signIn, send }) {
  const waiting = countWaiting(kept);
  const text = working ? words("state_working") : sent && sent.state !== "done" && sent.state !== "busy" ? words(`state_${sent.state}`) : waiting ? words("waiting", { n: waiting }) : words("all_sent");
  const needsSignIn = sent?.state === "sign_in" && signIn;
  return make("section", { class: `sent ${waiting || needsSignIn ? "warn" : "good"}` },
    make("p", {}, waiting && sent?.state !== "done" ? `${words("waiting", { n: waiting })}. ${text}` : text),
    needsSignIn ? make("a", { class: "button", href: `${signIn}?next=${encodeURIComponent(location.pathname)}` }, words("sign_in")) : waiting ? button(words("send_now"), send, { id: "send" }) : null);
}

export function keyLines({ chain, enrolment, kept }, { renew }) {
  const broken = kept.some((one) => one.state === "refused" && !one.read && one.key_id === chain?.key_id && BROKEN_CHAIN.has(one.reason));
  return [
    chain?.state === "pending" && notice(words("key_pending", { digits: fingerprint(chain.key_id) }), "warn"),
    enrolment && notice(enrolment === "too_many" ? words("key_refused_too_many") : words("key_refused", { reason: enrolment }), "bad"),
    broken && button(words("new_key"), renew, { class: "wide", id: "new-key" }),
  ];
}

function codeField({ code }, { typed, type }) {
  if (!code?.length) return null;
  return make("label", { class: "field" }, words("code"),
    make("input", { id: "code", inputmode: "numeric", autocomplete: "off", maxlength: 6, pattern: "[0-9]{6}", value: typed, on: { input: ({ target }) => type(target.value.trim()) } }),
    make("small", {}, words(code.includes("screen") ? "code_help_screen" : "code_help_card")));
}

function photoField({ picture, take, drop }) {
  if (picture) return make("p", { class: "pair" }, make("span", { id: "photo-kept" }, words("photo_kept", { kb: Math.ceil(picture.blob.size / 1000) })), button(words("photo_drop"), drop));
  return make("label", { class: "button file" }, words("photo"), make("input", { id: "photo", type: "file", accept: "image/*", capture: "environment", on: { change: ({ target }) => take(target.files[0]) } }));
}

export function pointCard({ points, point, record }, acts) {
  const last = lastOf(record, point.id), isHere = last?.kind === "in";
  const choose = points.length > 1 && make("select", { id: "point", "aria-label": words("at_point"), on: { change: ({ target }) => acts.choose(target.value) } }, points.map(({ id, name }) => make("option", { value: id, selected: id === point.id }, name)));
  return make("section", { class: "card", "aria-labelledby": "where" },
    make("h2", { id: "where" }, choose || point.name),
    point.synthetic && make("p", { class: "remark" }, words("made_up")),
    make("p", { id: "standing", class: isHere ? "here" : "quiet" }, isHere ? words("here_since", { time: clock(last.at) }) : words("not_here")),
    codeField(point, acts), photoField(acts),
    make("div", { class: "two" },
      button(words("come"), () => acts.press("in"), { class: isHere ? "big" : "big primary", id: "come", disabled: acts.busy }),
      button(words("leave"), () => acts.press("out"), { class: isHere ? "big primary" : "big", id: "leave", disabled: acts.busy })));
}
