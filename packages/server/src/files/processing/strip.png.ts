import { crc32 } from 'node:zlib';
import type { Bytes, Piece } from './bytes.ts';
import { exifOf, isBareExif, orientationIn } from './strip.tiff.ts';

const signature = '\x89PNG\r\n\x1a\n';
const privateChunks = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME']);

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]), bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(content.length);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(body), body.length + 4);
  return bytes;
}

/** A PNG without texts, time and Exif data but how it is turned, and without what stands behind its end. Undefined where there is nothing to leave out. */
export async function pngWithout(bytes: Bytes): Promise<Piece[] | undefined> {
  if ((await bytes.at(0, 8)).toString('latin1') !== signature) return undefined;
  const pieces: Piece[] = [{ start: 0, end: 8 }];
  let isLess = false;
  for (let at = 8; at < bytes.size;) {
    const head = await bytes.at(at, 8);
    if (head.length < 8) return undefined;
    const type = head.toString('latin1', 4), end = at + 12 + head.readUInt32BE();
    if (end > bytes.size) return undefined;
    const content = type === 'eXIf' ? await bytes.at(at + 8, Math.min(end - at - 12, 64 * 1024)) : undefined;
    if (!privateChunks.has(type) || (content && isBareExif(content))) pieces.push({ start: at, end });
    else {
      isLess = true;
      const orientation = content ? orientationIn(content) : 1;
      if (orientation !== 1) pieces.push(chunk('eXIf', exifOf(orientation)));
    }
    at = end;
    if (type === 'IEND') {
      if (at < bytes.size) isLess = true;
      break;
    }
  }
  return isLess ? pieces : undefined;
}
