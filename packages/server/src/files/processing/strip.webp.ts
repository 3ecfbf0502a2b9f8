import type { Bytes, Piece } from './bytes.ts';
import { exifOf, isBareExif, orientationIn } from './strip.tiff.ts';

const hasExif = 0x08, hasXmp = 0x04;
const lengthOf = (piece: Piece) => (Buffer.isBuffer(piece) ? piece.length : piece.end - piece.start);

/** A WebP without XMP and Exif data but how it is turned, and without what stands behind its end. Undefined where there is nothing to leave out. */
export async function webpWithout(bytes: Bytes): Promise<Piece[] | undefined> {
  const head = Buffer.from(await bytes.at(0, 12));
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8) !== 'WEBP') return undefined;
  const size = Math.min(bytes.size, 8 + head.readUInt32LE(4)), pieces: Piece[] = [];
  let isLess = size < bytes.size, features: Buffer | undefined;
  for (let at = 12; at + 8 <= size;) {
    const [type, length] = await bytes.at(at, 8).then((found) => [found.toString('latin1', 0, 4), found.readUInt32LE(4)] as const), end = Math.min(size, at + 8 + length + length % 2);
    if (type === 'VP8X') pieces.push(features = Buffer.from(await bytes.at(at, end - at)));
    else if (type === 'EXIF') {
      const content = await bytes.at(at + 8, Math.min(length, 64 * 1024)), orientation = orientationIn(content.toString('latin1', 0, 6) === 'Exif\0\0' ? content.subarray(6) : content);
      if (!isBareExif(content)) isLess = true;
      if (orientation !== 1) pieces.push(Buffer.concat([Buffer.from('EXIF\x1a\0\0\0', 'latin1'), exifOf(orientation)]));
    } else if (type === 'XMP ') isLess = true;
    else pieces.push({ start: at, end });
    at = end;
  }
  if (!isLess) return undefined;
  if (features && features.length > 8) {
    const isTurned = pieces.some((piece) => Buffer.isBuffer(piece) && piece !== features);
    features[8] = (features[8]! & ~(hasExif | hasXmp)) | (isTurned ? hasExif : 0);
  }
  head.writeUInt32LE(4 + pieces.reduce((sum, piece) => sum + lengthOf(piece), 0), 4);
  return [head, ...pieces];
}
