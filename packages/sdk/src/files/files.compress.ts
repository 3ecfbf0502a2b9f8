// Loaded with the first picture that is to be made smaller.
const kinds = ['image/jpeg', 'image/png', 'image/webp'];

/** The picture with its longest edge at most `edge` pixels, upright, in its own format; as it was where it is none, cannot be read, or would grow. */
export async function compressed(blob: Blob, { edge = 2048, quality = 0.85 }: { edge?: number; quality?: number }): Promise<Blob> {
  if (!kinds.includes(blob.type) || !globalThis.OffscreenCanvas) return blob;
  const picture = await createImageBitmap(blob, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (!picture) return blob;
  try {
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
    const context = canvas.getContext('2d');
    if (!context) return blob;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const smaller = await canvas.convertToBlob({ type: blob.type, quality });
    return smaller.type === blob.type && smaller.size < blob.size ? new File([smaller], (blob as Partial<File>).name ?? 'picture', { type: blob.type }) : blob;
  } finally { picture.close(); }
}
