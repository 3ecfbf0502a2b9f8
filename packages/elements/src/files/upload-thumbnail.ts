import type { FileUpload } from '@corridor/sdk';

/** Larger pictures take long to be read. */
const mostBytes = 30_000_000;
const drawn = new WeakMap<HTMLCanvasElement, Blob>();

/** Draws what is being uploaded; false where that is no picture that browsers read, or a very large one. On a canvas: a page's policy need not allow pictures made by scripts. */
export async function drawThumbnail(canvas: HTMLCanvasElement, { blob }: FileUpload): Promise<boolean> {
  if (!blob || blob.size > mostBytes) return false;
  if (drawn.get(canvas) === blob) return true;
  drawn.set(canvas, blob);
  const picture = await createImageBitmap(blob).catch(() => undefined);
  if (!picture) return false;
  const { width, height } = picture, { width: edge } = canvas, scale = edge / Math.min(width, height);
  canvas.getContext('2d')?.drawImage(picture, (edge - width * scale) / 2, (edge - height * scale) / 2, width * scale, height * scale);
  picture.close();
  return true;
}
