// The plan: how many tasks are ticked to be handed down is counted while they are ticked, what
// a button opens below the screen is brought up, and one button ticks what is the only fit.

const ticks = document.getElementById("ticked");
ticks?.addEventListener("change", () => {
  ticks.querySelector("[data-ticked]").textContent =
    ticks.querySelectorAll("input[name=task]:checked").length;
});

document.getElementById("adopt")?.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.scrollIntoView({ block: "nearest" });
});

for (const link of document.querySelectorAll('a[href="#adopt"]')) {
  link.addEventListener("click", () => { document.getElementById("adopt").open = true; });
}

const sole = document.getElementById("take-sole");
if (sole) {
  sole.hidden = false;
  sole.addEventListener("click", () => {
    for (const near of sole.form.querySelectorAll(".near.sole")) {
      const isFree = near.querySelector('input[value=""]').checked && !near.querySelector("select").value;
      if (isFree) near.querySelector("input[type=radio]").checked = true;
    }
  });
}
