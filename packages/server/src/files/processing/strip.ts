import { Bytes, compose, type Piece, type Source } from './bytes.ts';
import { heifWithout } from './strip.heif.ts';
import { jpegWithout } from './strip.jpeg.ts';
import { pngWithout } from './strip.png.ts';
import { tiffWithout } from './strip.tiff.ts';
import { webpWithout } from './strip.webp.ts';

const strippers: Readonly<Record<string, (bytes: Bytes) => Promise<Piece[] | undefined>>> = {
  'image/jpeg': jpegWithout, 'image/png': pngWithout, 'image/apng': pngWithout, 'image/webp': webpWithout, 'image/tiff': tiffWithout, 'image/heic': heifWithout, 'image/heif': heifWithout, 'image/avif': heifWithout,
};

/**
 * Writes an image without what says where, when, by whom and with what it was taken, its pixels as they are; false where there is nothing to leave out, and nothing is written.
 * A picture too broken to be read through stays as it is: whatever shows it cannot read that either.
 */
export async function withoutPrivate(source: Source, mediaType: string, output: string): Promise<boolean> {
  const strip = strippers[mediaType];
  if (!strip) return false;
  let pieces: Piece[] | undefined;
  try { pieces = await strip(new Bytes(source)); } catch (error) {
    if (!(error instanceof RangeError)) throw error; // a number that leads out of the file
  }
  if (pieces) await compose(source, pieces, output);
  return pieces !== undefined;
}

/** Whether there is anything that a picture of this type could say. */
export const mayBePrivate = (mediaType: string): boolean => mediaType in strippers;
