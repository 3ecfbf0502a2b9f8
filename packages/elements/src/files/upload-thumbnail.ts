import type { FileUpload } from '@corridor/sdk';

/** Larger pictures take long to be read. */
const mostBytes = 30_000_000;
const drawn = new WeakMap<HTMLCanvasElement, Blob>();

/** Draws what is being uploaded. On a canvas: a page's policy need not allow pictures made by scripts. */
export async function drawThumbnail(canvas: HTMLCanvasElement | undefined, { blob }: FileUpload): Promise<void> {
  if (!canvas || !blob || drawn.get(canvas) === blob || blob.size > mostBytes) return;
  drawn.set(canvas, blob);
  const picture = await createImageBitmap(blob).catch(() => undefined); // none that browsers read
  if (!picture) return;
  const { width, height } = picture, { width: edge } = canvas, scale = edge / Math.min(width, height);
  canvas.getContext('2d')?.drawImage(picture, (edge - width * scale) / 2, (edge - height * scale) / 2, width * scale, height * scale);
  picture.close();
}
