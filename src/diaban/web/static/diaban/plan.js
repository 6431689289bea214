// The plan: how many tasks are ticked to be handed down is counted while they are ticked, and what
// a button opens below the screen is brought up. Where each commune shall have so many, all of them
// shall: 100% of those that write into a register of their own.

const ticks = document.getElementById("ticked");
ticks?.addEventListener("change", () => {
  ticks.querySelector("[data-ticked]").textContent =
    ticks.querySelectorAll("input[name=task]:checked").length;
});

for (const id of ["adopt", "take-back"]) {
  const fold = document.getElementById(id);
  fold?.addEventListener("toggle", () => {
    if (fold.open) fold.scrollIntoView({ block: "nearest" });
  });
  for (const link of document.querySelectorAll(`a[href="#${id}"]`)) {
    link.addEventListener("click", () => { fold.open = true; });
  }
}

document.getElementById("measures")?.addEventListener("change", (event) => {
  const share = event.target.closest("tr")?.querySelector("[data-each]");
  if (event.target.value === "own:commune" && share && !share.value) {
    share.value = share.dataset.each;
  }
});
