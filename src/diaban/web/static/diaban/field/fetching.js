// The lots of this collector and the ground beneath them, kept for a day without a network.

import { ask } from "./asking.js";
import { tilesOf } from "./ground.js";
import { dropLot, forgetTaken, keepLot, keepSetting, lots } from "./store.js";

const GROUND = "diaban-field-ground";
const REMEMBERED_MS = 7 * 24 * 3_600_000; // a collector looks back at the week, a finder of the phone at no more
const AT_ONCE = 6; // tiles asked for together: alone, each waits for a whole round trip of a slow network
export const groundUrl = ({ z, x, y }) => `../../tiles/ground/${z}/${x}/${y}.mvt`;

// Fetch what changed; a lot that is no longer this collector's leaves the phone, its captures stay.
export async function keepLots(told) {
  const answer = await ask("../lots.json");
  if (!answer.ok) return;
  const known = new Map((await lots()).map((one) => [one.id, one]));
  const current = answer.body.lots ?? [];
  for (const one of current) {
    if (known.get(one.id)?.version !== one.version) {
      const whole = await ask(`../lots/${one.id}.json`);
      if (!whole.ok) continue;
      await keepLot({ ...whole.body.lot, id: one.id, version: one.version, synthetic: Boolean(one.synthetic), doors: whole.body.doors, kept_at: Date.now() });
      told();
    }
    known.delete(one.id);
  }
  for (const id of known.keys()) await dropLot(id);
  await forgetTaken(Date.now() - REMEMBERED_MS);
}

// Tiles that are there already are not asked for again; those of no lot are let go.
export async function keepGround(told) {
  const all = await lots();
  const store = await caches.open(GROUND);
  const wanted = new Map(all.flatMap(tilesOf).map((tile) => [new URL(groundUrl(tile), location.href).href, tile]));
  for (const { url } of await store.keys()) wanted.has(url) ? wanted.delete(url) : await store.delete(url);
  const missing = [...wanted.keys()];
  const keep = async (url) => {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) await store.put(url, answer);
  };
  for (let from = 0; from < missing.length; from += AT_ONCE) await Promise.all(missing.slice(from, from + AT_ONCE).map(keep));
  for (const one of all) {
    if (one.ground) continue;
    const there = await Promise.all(tilesOf(one).map((tile) => store.match(new URL(groundUrl(tile), location.href).href)));
    if (there.every(Boolean)) await keepLot({ ...one, ground: true });
  }
  const facts = await ask("../../tiles/map.json");
  if (facts.ok) await keepSetting("sources", facts.body.attributions ?? []);
  told();
}

export async function keptTile(tile) {
  const answer = await caches.match(new URL(groundUrl(tile), location.href).href, { cacheName: GROUND });
  return answer && answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : null;
}
