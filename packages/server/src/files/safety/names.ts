import { refused } from './refusal.ts';

/** What a name may have at most, in bytes of UTF-8: what file systems take. */
const mostBytes = 255;

/* eslint-disable no-control-regex */
/** Characters that nobody sees or that turn the reading order around, so that a name looks like another one; joiners stay, emoji and Persian need them. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;
/* eslint-enable no-control-regex */

/** Names of devices, which Windows opens in their place, whatever follows the dot. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?=\.|$)/i;

/**
 * A file's name as it is kept and shown: composed (NFC), without a path before it, without characters that nobody sees, without dots or spaces at its end, at most 255 bytes, never empty.
 * A name that leads out of its folder, or has a NUL in it, is nobody's oversight: it is refused (`invalid-input`).
 */
export function cleanName(name: string): string {
  if (name.includes('\0')) throw refused('unsafe-name', 'The name of a file cannot have a NUL in it');
  const parts = name.split(/[/\\]/);
  if (parts.some((part) => part.trim() === '..')) throw refused('unsafe-name', 'The name of a file cannot lead to another folder');
  const last = (parts.findLast((part) => part !== '') ?? '').normalize('NFC').replace(unseen, '').replace(/\s+/gu, ' ').trim().replace(/[. ]+$/, '');
  return shortened(last.replace(devices, '_$1') || 'file');
}

/** What follows a name's last dot, in lower case; empty where there is none. `.profile` has none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** The stem gives way, the extension stays; no character is cut in two. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name;
  const extension = extensionOf(name), end = extension && extension.length <= 16 ? name.slice(-extension.length - 1) : '';
  let stem = '', room = mostBytes - Buffer.byteLength(end);
  for (const { segment } of new Intl.Segmenter('en').segment(name.slice(0, name.length - end.length))) {
    room -= Buffer.byteLength(segment);
    if (room < 0) break;
    stem += segment;
  }
  return (stem.replace(/[. ]+$/, '') || 'file') + end;
}
