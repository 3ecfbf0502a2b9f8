import type { Bytes, Piece } from './bytes.ts';
import { exifOf, isBareExif, orientationIn } from './strip.tiff.ts';

const exif = 'Exif\0\0', profile = 'ICC_PROFILE\0';

/** A marker that stands alone, without a length. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** JFIF's own, colours, and how Adobe stores them: without these the picture looks different. */
const isNeeded = (marker: number, head: string) => marker < 0xe0 || (marker > 0xef && marker !== 0xfe) || marker === 0xe0 || marker === 0xee || (marker === 0xe2 && head.startsWith(profile));

/** Where the compressed data behind a scan's head end: at the next marker that is none of theirs. */
async function endOfScan(bytes: Bytes, from: number): Promise<number> {
  for (let at = from; ; at += 2) {
    at = await bytes.find(0xff, at);
    if (at >= bytes.size - 1) return bytes.size;
    let next = (await bytes.at(at + 1, 1))[0]!;
    while (next === 0xff && at + 2 < bytes.size) next = (await bytes.at(++at + 1, 1))[0]!;
    if (next !== 0 && !isBare(next)) return at;
  }
}

/**
 * A JPEG with its compressed picture untouched and nothing that says where, when, by whom and with what it was taken: no Exif but how it is turned, no XMP, IPTC or comment,
 * no further pictures or films behind it. Undefined where there is nothing to leave out.
 */
export async function jpegWithout(bytes: Bytes): Promise<Piece[] | undefined> {
  if ((await bytes.at(0, 2)).readUInt16BE() !== 0xffd8) return undefined;
  const pieces: Piece[] = [{ start: 0, end: 2 }];
  let at = 2, orientation = 1, isLess = false;
  for (;;) {
    const marker = await bytes.find(0xff, at);
    if (marker > at) isLess = true;
    const head = await bytes.at(marker, 4 + profile.length);
    if (head.length < 2) break;
    at = marker;
    const code = head[1]!;
    if (code === 0xff || code === 0) { at++; continue; }
    if (code === 0xd9) {
      pieces.push({ start: at, end: at + 2 });
      if (at + 2 < bytes.size) isLess = true;
      break;
    }
    if (isBare(code) || code === 0xd8) { at += 2; continue; }
    if (head.length < 4) break;
    const length = head.readUInt16BE(2), end = Math.min(at + 2 + length, bytes.size), name = head.toString('latin1', 4);
    if (code === 0xda) {
      const stop = await endOfScan(bytes, end);
      pieces.push({ start: at, end: stop });
      at = stop;
      continue;
    }
    if (isNeeded(code, name)) pieces.push({ start: at, end });
    else {
      const content = code === 0xe1 && name.startsWith(exif) ? await bytes.at(at + 10, end - at - 10) : undefined;
      if (content) orientation = orientationIn(content);
      if (!content || !isBareExif(content)) isLess = true;
    }
    at = Math.max(end, at + 2);
  }
  if (orientation !== 1) {
    const content = Buffer.concat([Buffer.from(exif, 'latin1'), exifOf(orientation)]), head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    pieces.splice(1, 0, Buffer.concat([head, content]));
  }
  return isLess ? pieces : undefined;
}
