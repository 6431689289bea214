// What every page does: copy buttons, the filter of a table, and saying what happened.

export function say(text) {
  document.getElementById("said").textContent = text;
}

async function copy(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: button.dataset.copy });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = button.dataset.done;
  say(button.dataset.done);
  setTimeout(() => { button.textContent = label; }, 1600);
}

export function fold(text) {
  return text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").trim();
}

function filter() {
  const box = document.querySelector("[data-filter]");
  const wanted = fold(box?.value ?? "");
  for (const row of document.getElementById(box?.dataset.filter)?.rows ?? []) {
    row.hidden = !fold(row.cells[0].textContent).includes(wanted);
  }
}

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copy(button);
});
addEventListener("input", (event) => { if (event.target.matches("[data-filter]")) filter(); });
addEventListener("submit", (event) => { if (event.target.querySelector("[data-filter]")) event.preventDefault(); });
addEventListener("htmx:afterSettle", filter);
