// Sends a file in pieces and goes on where it stopped; without this script the plain form does it.
import { say } from "./page.js";

const form = document.getElementById("drop");
const field = form.elements.file, bar = form.querySelector("progress");
const told = form.querySelector(".told"), problem = form.querySelector(".problem");
const WAITS = [500, 1000, 2000, 4000, 8000];
let sending = false;

form.querySelector(".plain").hidden = true;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function show(file, offset) {
  form.querySelector(".sending").hidden = false;
  bar.value = offset / file.size;
  told.textContent = `${file.name}: ${Math.floor(100 * offset / file.size)} % ${form.dataset.sent}`;
}

function complain(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

// An answer of the server, be it a refusal; null where none came.
async function ask(url, body) {
  try {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(url, { method: "POST", body, headers });
    if (answer.status >= 500 && answer.status !== 507) return null;
    return await answer.json();
  } catch {
    return null;
  }
}

// Ask until an answer comes, a little later each time.
async function insist(question) {
  for (const wait of WAITS) {
    const answer = await question();
    if (answer) { complain(""); return answer; }
    complain(form.dataset.cut);
    await pause(wait);
  }
  return null;
}

async function send(file) {
  if (sending) return;
  sending = true;
  complain("");
  show(file, 0);
  try {
    const opening = new FormData();
    for (const [name, value] of Object.entries({ name: file.name, size: file.size, fingerprint: `${file.lastModified}` })) opening.append(name, value);
    let place = await insist(() => ask(form.dataset.begin, opening));
    while (place?.url && !place.next) {
      const { url, offset, piece } = place;
      show(file, offset);
      place = await insist(() => ask(`${url}?offset=${offset}`, file.slice(offset, offset + piece)));
    }
    if (place?.next) {
      show(file, file.size);
      location.assign(place.next);
      return;
    }
    complain(place?.problem ?? form.dataset.failed);
    say(problem.textContent);
  } finally {
    sending = false;
    field.value = "";
  }
}

field.addEventListener("change", () => { if (field.files.length) send(field.files[0]); });
form.addEventListener("submit", (event) => { event.preventDefault(); if (field.files.length) send(field.files[0]); });
for (const name of ["dragover", "dragleave", "drop"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) send(event.dataTransfer.files[0]);
  });
}
