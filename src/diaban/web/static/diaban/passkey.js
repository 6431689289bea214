// Passkeys: the server's options to the browser, the browser's answer back into the form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function decode(options) {
  const asked = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"])
    if (asked[name]) asked[name] = asked[name].map((key) => ({ ...key, id: bytes(key.id) }));
  return { publicKey: asked };
}

function encode(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function answer(form) {
  const kind = form.dataset.passkey;
  if (kind === "login") {
    const got = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    return navigator.credentials.get(decode((await got.json()).request_options));
  }
  const told = JSON.parse(form.querySelector("script[type='application/json']").textContent);
  if (kind === "get") return navigator.credentials.get(decode(told.request_options));
  const options = decode(told.creation_options);
  const choice = options.publicKey.authenticatorSelection;
  options.publicKey.authenticatorSelection = {
    ...choice, residentKey: "required", requireResidentKey: true, userVerification: "required",
  };
  return navigator.credentials.create(options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      form.elements.credential.value = JSON.stringify(encode(await answer(form)));
      form.submit();
    } catch {
      // nobody was at the sensor, or said no: the form waits for another try
    }
  });
}
