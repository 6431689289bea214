// A photo made small before it is sent: quick on a poor network, turned upright, and without where
// it was taken. What the browser cannot read is told at once; nothing is sent.

const LONGEST_SIDE = 1600, SMALL_ENOUGH = 1_000_000;

async function draw(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.85, 0.7, 0.5]) {
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob && (blob.size <= SMALL_ENOUGH || quality === 0.5)) return blob;
    }
    return null;
  } finally {
    picture.close();
  }
}

const form = document.getElementById("add-photo");
if (form) {
  const input = form.elements.photo, told = document.getElementById("photo-told"), button = form.querySelector("button");
  const refuse = (words) => { input.value = ""; told.textContent = words; told.className = "note bad"; };
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    button.disabled = true;
    told.className = "small quiet";
    told.textContent = form.dataset.working;
    try {
      const small = await draw(file);
      if (!small || small.size > Number(form.dataset.largest)) return refuse(form.dataset.tooLarge);
      const chosen = new DataTransfer();
      chosen.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
      input.files = chosen.files;
      told.textContent = `${form.dataset.ready} ${Math.ceil(small.size / 1000)} kB`;
    } catch {
      refuse(form.dataset.unreadable);
    } finally {
      button.disabled = false;
    }
  });
}
