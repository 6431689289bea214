// A choice that changes how the file is read shows the file again by itself.
const form = document.getElementById("reading");

form.addEventListener("change", (event) => {
  if (event.target.matches("[data-look]")) form.requestSubmit(form.querySelector("[value=look]"));
});
