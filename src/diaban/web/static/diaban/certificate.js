// Checks a certificate (a JWS with Ed25519) in the browser; keys are read once, when the page opens.

const form = document.getElementById("check");
const words = JSON.parse(form.dataset.words);
const KIND = "diaban-address-1";
// asked anew each time: a copy of an hour ago would call genuine what was withdrawn since
const read = async (url) => (await fetch(url, { cache: "no-cache" })).json();
const published = read(form.dataset.keys).catch(() => null);
const withdrawn = read(form.dataset.withdrawn).catch(() => null);

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const object = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));

async function isSigned(signed, signature, key) {
  const known = await crypto.subtle.importKey("jwk", { kty: key.kty, crv: key.crv, x: key.x }, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", known, signature, new TextEncoder().encode(signed));
}

async function judge(text) {
  const [head, body, end, ...more] = text.trim().split("#").at(-1).split(".");
  let header, told, signature;
  try {
    [header, told, signature] = [object(head), object(body), bytes(end)];
  } catch {
    return ["unreadable"];
  }
  if (more.length || header.alg !== "EdDSA" || told.kind !== KIND) return ["unreadable"];
  const key = (await published)?.keys.find((one) => one.kid === header.kid);
  if (!key) return ["unknown_key"];
  let signed;
  try {
    signed = await isSigned(`${head}.${body}`, signature, key);
  } catch {
    return ["no_crypto"];
  }
  if (!signed) return ["tampered"];
  const facts = { ...told, kid: header.kid };
  if (key.revoked) return ["revoked_key", facts];
  if (told.issued < key.from || told.issued > (key.to ?? "9999")) return ["key_not_then", facts];
  const gone = await withdrawn;
  if (gone?.withdrawn.includes(told.id) || (told.certified_at ?? "") < (gone?.anew?.[told.id] ?? "")) return ["withdrawn", facts];
  return ["valid", facts, gone === null];
}

const WRITTEN = {
  code: (text) => text.replace(/^(.{5})(.{4})(.{3})$/, "$1 $2 $3"),
  certified: (day) => day.split("-").reverse().join("/"),
  issued: (day) => day.split("-").reverse().join("/"),
};

function element(name, text, kind = "") {
  return Object.assign(document.createElement(name), { textContent: text, className: kind });
}

async function check() {
  const [verdict, facts, blind] = await judge(document.getElementById("text").value);
  const parts = [element("p", words[verdict], verdict === "valid" ? "note good" : "note bad")];
  parts[0].dataset.verdict = verdict;
  if (facts?.synthetic) parts.push(element("p", words.sample, "note warn"));
  if (blind) parts.push(element("p", words.old_list, "note warn"));
  if (facts) {
    const list = element("dl", "", "facts");
    for (const [name, label] of Object.entries(words.fields)) {
      const write = WRITTEN[name] ?? String;
      list.append(element("dt", label), element("dd", write(String(facts[name]))));
    }
    parts.push(list);
  }
  document.getElementById("verdict").replaceChildren(...parts);
}

function takeLink() {
  if (!location.hash) return;
  document.getElementById("text").value = location.hash.slice(1);
  check();
}

form.addEventListener("submit", (event) => { event.preventDefault(); check(); });
addEventListener("hashchange", takeLink);
takeLink();
