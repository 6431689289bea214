// A photo made small on the phone. Drawing it anew leaves behind where and with what it was taken.

const LONGEST_SIDE = 1280, LARGEST_BYTES = 300_000, LARGEST_FILE = 50_000_000;
const STEPS = [[1, 0.75], [1, 0.5], [0.7, 0.6], [0.5, 0.6], [0.35, 0.5]];

// `reason`: too_large or unreadable.
export class PhotoError extends Error {
  constructor(reason) { super(reason); this.reason = reason; }
}

async function draw(picture, share, quality) {
  const scale = share * Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

export async function shrink(file) {
  if (file.size > LARGEST_FILE) throw new PhotoError("too_large");
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => { throw new PhotoError("unreadable"); });
  try {
    for (const [share, quality] of STEPS) {
      const blob = await draw(picture, share, quality);
      if (blob && blob.size <= LARGEST_BYTES) return blob;
    }
  } finally {
    picture.close();
  }
  throw new PhotoError("too_large");
}
