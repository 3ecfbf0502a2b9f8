import { fileTypeFromBlob, type FileTypeResult } from 'file-type';
import { bmpHeaders } from './images.ts';
import type { Bytes } from './bytes.ts';
import { typesOfCompound } from './compound.ts';
import { pdfHeaderIn } from './polyglots.ts';
import { textOf, typesOfText } from './text.ts';
import type { TypeName } from './types.ts';
import { isZip, typeOfZip } from './zip.ts';

/**
 * What a file's content says it is. `types`: what it may be, the first being what it is without a name; several where only a name can tell, none where it is of no type that we take.
 * `alsoNamed`: further endings of names that are no lie. `words`: what to call it.
 */
export interface Detected { types: readonly TypeName[]; alsoNamed?: readonly string[]; words?: string }

const one = (type: TypeName, ...alsoNamed: string[]): Detected => ({ types: [type], alsoNamed });

/** By its bytes alone, never by its name or by what a client says. */
export async function detect(bytes: Bytes): Promise<Detected> {
  const head = await bytes.at(0, 4096);
  if (isZip(head)) {
    const type = await typeOfZip(await bytes.path());
    return type === 'with-macros' ? { types: [], words: 'an office document with macros' } : type === 'zip' ? one('zip') : one(type, 'zip');
  }
  if (pdfHeaderIn(head) === 'first') return one('pdf');
  if (/^\s*\{\\rtf1?/.test(head.toString('latin1', 0, 64))) return one('rtf');
  const compound = await typesOfCompound(bytes);
  if (compound) return compound.length ? { types: compound } : { types: [], words: 'a compound file of another program' };
  const text = await textOf(bytes);
  if (text) return { types: typesOfText(text) };
  const found = await fileTypeFromBlob(asBlob(bytes)).catch(() => undefined); // what its parser stumbles over is nothing that we know
  return found ? byMagic(found, head, bytes) : { types: [] };
}

/** As much of a blob as the library asks for. */
const asBlob = (bytes: Bytes) => ({ size: bytes.size, type: '', slice: (start: number, end: number) => ({ arrayBuffer: () => bytes.at(start, end - start) }) }) as unknown as Blob;

async function byMagic(found: FileTypeResult, head: Buffer, bytes: Bytes): Promise<Detected> {
  const simple = bySignature[found.mime.replace(/;.*/, '')];
  if (simple) return simple;
  switch (found.mime) {
    case 'image/bmp': return bmpHeaders.includes(head.length >= 18 ? head.readUInt32LE(14) : 0) ? one('bmp') : { types: [] };
    case 'image/heif': case 'image/heif-sequence': return isHeic(head) ? one('heic') : unknown(found);
    case 'video/mp4': return hasTrack(await isoTracks(bytes), 'soun') ? one('m4a') : one('mp4', 'mov');
    case 'video/webm': return isWebmAudio(await bytes.at(0, 64 * 1024)) ? one('weba') : one('webm', 'mkv');
    default: return unknown(found);
  }
}
const unknown = (found: FileTypeResult): Detected => ({ types: [], words: `of the type ${found.ext} (${found.mime})` });

/** As file-type calls them. */
const bySignature: Partial<Record<string, Detected>> = {
  'image/jpeg': one('jpg'), 'image/png': one('png'), 'image/apng': one('png'), 'image/gif': one('gif'), 'image/webp': one('webp'), 'image/tiff': one('tiff'),
  'image/heic': one('heic'), 'image/heic-sequence': one('heic'),
  'video/x-m4v': one('mp4'), 'video/quicktime': one('mov', 'mp4'), 'video/matroska': one('mkv'), 'video/vnd.avi': one('avi'), 'video/x-ms-asf': one('wmv'), 'application/vnd.ms-asf': one('wmv'), 'video/x-flv': one('flv'),
  'audio/mpeg': one('mp3'), 'audio/wav': one('wav'), 'audio/flac': one('flac'), 'audio/aac': one('aac', 'm4a'), 'audio/x-m4a': one('m4a'), 'audio/mp4': one('m4a'), 'audio/x-ms-asf': one('wma'),
  'audio/ogg': one('ogg'), 'application/ogg': one('ogg'), 'video/ogg': one('ogv'),
  'application/x-rar-compressed': one('rar'), 'application/x-7z-compressed': one('7z'), 'application/x-tar': one('tar'), 'application/gzip': one('gz'),
};

/** `mif1` is the brand of HEIC and AVIF alike; the compatible brands tell. */
const isHeic = (head: Buffer) => /hei[cmsx]|hev[cmsx]/.test(head.toString('latin1', 8, Math.min(head.length, head.readUInt32BE(0))));

/** Which kinds of tracks an ISO media file has, by its handlers: they stand in the `moov` box, at the beginning or the end. */
async function isoTracks(bytes: Bytes): Promise<string[]> {
  const most = 16 * 1024 * 1024;
  for (let at = 0, boxes = 0; at + 8 <= bytes.size && boxes < 1000; boxes += 1) {
    const head = await bytes.at(at, 16), short = head.readUInt32BE(0);
    const length = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short === 0 ? bytes.size - at : short;
    if (length < 8) break;
    if (head.toString('latin1', 4, 8) === 'moov') return [...(await bytes.at(at, Math.min(length, most))).toString('latin1').matchAll(/hdlr.{8}(\w{4})/gs)].map((handler) => handler[1]!);
    at += length;
  }
  return [];
}
const hasTrack = (tracks: readonly string[], only: string) => tracks.includes(only) && !tracks.includes('vide');

/** Matroska's TrackType (0x83) of one byte: 1 video, 2 audio. Browsers record sound alone in the same container as video. */
const isWebmAudio = (head: Buffer) => {
  const tracks = head.indexOf(Buffer.from('1654ae6b', 'hex'));
  if (tracks === -1) return false;
  const end = head.indexOf(Buffer.from('1f43b675', 'hex'), tracks), list = head.subarray(tracks, end === -1 ? undefined : end);
  return list.includes(Buffer.from('838102', 'hex')) && !list.includes(Buffer.from('838101', 'hex'));
};
