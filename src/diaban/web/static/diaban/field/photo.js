// A photo made small on the phone. Drawing it anew leaves behind where and with what it was taken.

const LONGEST_SIDE = 1600, LARGEST_BYTES = 1_000_000;
const STEPS = [[1, 0.8], [1, 0.6], [0.75, 0.7], [0.5, 0.7], [0.35, 0.6]];

export class UnreadablePhotoError extends Error {}

async function draw(picture, share, quality) {
  const scale = share * Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

export async function shrink(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    throw new UnreadablePhotoError(error.message);
  }
  try {
    for (const [share, quality] of STEPS) {
      const blob = await draw(picture, share, quality);
      if (blob && blob.size <= LARGEST_BYTES) return blob;
    }
  } finally {
    picture.close();
  }
  throw new UnreadablePhotoError("too large");
}
