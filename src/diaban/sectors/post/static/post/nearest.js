// The phone's position, asked only when the button is pressed; without JavaScript there is the box.

const form = document.getElementById("here");
if (form && navigator.geolocation) {
  const [button, told] = [form.querySelector("button"), form.querySelector("[role=status]")];
  form.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    told.textContent = form.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      // ten metres are near enough, and nothing finer leaves the phone
      form.elements.here.value = `${coords.latitude.toFixed(4)}, ${coords.longitude.toFixed(4)}`;
      form.elements.mode.value = document.querySelector("[name=mode]:checked").value;
      form.submit();
    }, () => {
      button.disabled = false;
      told.textContent = form.dataset.denied;
    }, { timeout: 15000, maximumAge: 60000 });
  });
}
