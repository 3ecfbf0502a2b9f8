import type { Bytes } from './bytes.ts';
import { refused } from './refusal.ts';

/*
 * A polyglot is one file that several programs take for several things: what is checked as a picture is then opened as an archive or run as a script.
 * Files are given out under the type found here, with nosniff, so browsers cannot be led; other programs can, so these are refused.
 */

const polyglot = (message: string) => refused('polyglot', message);

const zipEnd = Buffer.from('504b0506', 'hex'), zipEntry = Buffer.from('504b0102', 'hex');
const endBytes = 22, longestComment = 65_535;

/** Readers of zip look at a file's end first, whatever stands before. A directory in its place is no accident of four bytes. */
async function endsAsZip(bytes: Bytes): Promise<boolean> {
  const from = Math.max(0, bytes.size - endBytes - longestComment - 2), tail = await bytes.at(from, bytes.size - from);
  for (let at = tail.lastIndexOf(zipEnd); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf(zipEnd, at - 1)) {
    if (at + endBytes > tail.length) continue;
    const rest = tail.length - (at + endBytes + tail.readUInt16LE(at + 20));
    if (rest < 0 || rest > 2) continue;
    const directory = from + at - tail.readUInt32LE(at + 12);
    if (tail.readUInt16LE(at + 10) === 0 || (await bytes.at(directory, 4)).equals(zipEntry)) return true;
  }
  return false;
}

/** Refuses what is a zip archive as well: pictures, PDFs and media with one appended. Not for what is packed in zip itself. */
export async function refuseHiddenZip(bytes: Bytes): Promise<void> {
  if (await endsAsZip(bytes)) throw polyglot('The file ends in a zip archive that does not belong to it');
}

/** PDF readers take a header anywhere in the first kilobyte. Blank space and a byte order mark before it are harmless. */
export function pdfHeaderIn(head: Buffer): 'first' | 'later' | undefined {
  const text = head.toString('latin1', 0, 1024), at = text.indexOf('%PDF-');
  if (at === -1) return undefined;
  return /^(\xef\xbb\xbf)?\s*$/.test(text.slice(0, at)) ? 'first' : 'later';
}

/** A PDF says at its end where its table of objects is. */
export async function examinePdf(bytes: Bytes): Promise<void> {
  const tail = (await bytes.at(Math.max(0, bytes.size - 64 * 1024), 64 * 1024)).toString('latin1');
  const end = tail.lastIndexOf('%%EOF');
  if (end === -1 && !tail.includes('startxref')) throw refused('damaged', 'This is no PDF that can be read: its end is missing');
  if (end !== -1 && markup.test(tail.slice(end))) throw polyglot('A page of HTML or a script stands behind the end of the PDF');
}

export const refusePdfInside = (head: Buffer): void => {
  if (pdfHeaderIn(head)) throw polyglot('The file has the header of a PDF in it, which it is not');
};

const markup = /<(!doctype|html|head|body|script|svg|iframe|\?php)[\s>]/i;
const signatures = [['Rar!\x1a\x07', 'a RAR archive'], ['7z\xbc\xaf\x27\x1c', 'a 7z archive'], ['%PDF-', 'a PDF'], ['PK\x03\x04', 'a zip archive']] as const;
const beginnings = [['MZ', 'a program'], ['\x7fELF', 'a program'], ['#!/', 'a script']] as const;

/**
 * What follows the end of a picture. Phones put their own there (a short video of a live photo, a second picture, depth), so it is not refused for being there, but for being
 * what another program would run or unpack.
 */
export async function examineTail(bytes: Bytes, end: number): Promise<void> {
  const overlap = 16;
  for (let from = end, isFirst = true; from < bytes.size; from += 1024 * 1024, isFirst = false) {
    const piece = (await bytes.at(from, 1024 * 1024 + overlap)).toString('latin1');
    const found = (isFirst ? beginnings.find(([start]) => piece.startsWith(start)) : undefined) ?? signatures.find(([start]) => piece.includes(start));
    if (found) throw polyglot(`Behind the end of the picture stands ${found[1]}`);
    if (markup.test(piece)) throw polyglot('Behind the end of the picture stands a page of HTML or a script');
  }
}

/** Width and height that read as the beginning of a script (`GIF89a/*`, `GIF89a=1;`): the rest then is one. */
export const refuseScriptInGif = (head: Buffer): void => {
  if (/^GIF8[79]a(\/\*|\/\/|=\s*['"`\d([{])/.test(head.toString('latin1', 0, 10))) throw polyglot('The picture is a script as well');
};
