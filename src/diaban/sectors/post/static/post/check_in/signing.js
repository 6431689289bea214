// The phone's key and what it signs. The private half is made here, cannot be taken out of the
// browser, and is told to nobody; messages of a key hang together by their digests.

import { addMessage, chains, keepChain, setting } from "./store.js";
import { stamp, tick } from "./uptime.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" }, SIGNING = { name: "ECDSA", hash: "SHA-256" };
const NO_PREVIOUS = "0".repeat(64), LOCK = "diaban-post-sign";
const utf8 = new TextEncoder();

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const digestOf = async (content) => hex(await crypto.subtle.digest("SHA-256", content));

// Canonical JSON (RFC 8785) of an object with whole numbers: what JSON.stringify writes, in order.
export const canonical = (told) => JSON.stringify(Object.fromEntries(Object.keys(told).sort().map((name) => [name, told[name]])));

async function thumbprint({ crv, kty, x, y }) {
  return base64url(await crypto.subtle.digest("SHA-256", utf8.encode(canonical({ crv, kty, x, y }))));
}

// Eight digits to read out; the server counts the same.
export function fingerprint(keyId) {
  const number = [...utf8.encode(keyId)].reduce((sum, byte) => (sum * 257 + byte) % 99_999_989, 0);
  const digits = `${number}`.padStart(8, "0");
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}

export async function makeKey(actor) {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const chain = {
    key_id: await thumbprint(await crypto.subtle.exportKey("jwk", pair.publicKey)),
    public_key: base64url(await crypto.subtle.exportKey("raw", pair.publicKey)),
    signer: pair.privateKey, actor, seq: 0, head: NO_PREVIOUS, state: "new", made: Date.now(),
  };
  await keepChain(chain);
  return chain;
}

// The newest key of a person that was not revoked here.
export async function chainOf(actor) {
  const own = (await chains()).filter((chain) => chain.actor === actor && chain.state !== "revoked");
  return own.sort((a, b) => a.made - b.made).at(-1) ?? null;
}

// Sign that somebody came or left: one at a time among all tabs, since each names the one before.
export function sign(actor, { point, name, kind, position, code, photo }) {
  return navigator.locks.request(LOCK, async () => {
    const chain = await chainOf(actor);
    if (!chain) throw new DOMException("no key", "InvalidStateError");
    const moment = tick(await setting("tick")), { clock, uptime } = stamp(moment);
    const body = canonical({
      v: 1, device: chain.key_id, seq: chain.seq + 1, prev: chain.head, point, kind, at: clock, up: uptime,
      lat_e7: position ? Math.round(position.latitude * 1e7) : null,
      lng_e7: position ? Math.round(position.longitude * 1e7) : null,
      accuracy: position ? Math.min(10_000_000, Math.ceil(position.accuracy)) : null,
      mock: null, code: code || "", photo: photo || "",
      nonce: base64url(crypto.getRandomValues(new Uint8Array(16))),
    });
    const bytes = utf8.encode(body);
    const digest = await digestOf(bytes), signature = base64url(await crypto.subtle.sign(SIGNING, chain.signer, bytes));
    const message = { digest, body, signature, actor, key_id: chain.key_id, seq: chain.seq + 1, point, name, kind, at: clock, state: "waiting" };
    await addMessage(message, { ...chain, seq: chain.seq + 1, head: digest }, moment);
    return message;
  });
}
