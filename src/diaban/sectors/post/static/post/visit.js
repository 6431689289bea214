// The phone's position, asked only when the button is pressed; the server keeps the metres alone.

const form = document.getElementById("visit"), where = document.getElementById("where");
if (form && navigator.geolocation) {
  const [button, told] = [where.querySelector("button"), where.querySelector("[role=status]")];
  where.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    told.textContent = form.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.here.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      told.textContent = form.dataset.found;
    }, () => {
      button.disabled = false;
      told.textContent = form.dataset.denied;
    }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
  });
}
