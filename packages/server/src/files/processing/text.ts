import fs from 'node:fs/promises';

/** So much of a file's text is found by a search. */
export const mostText = 200_000;
const mostShort = 500;

/** Without what steers the screen or a database refuses, cut between characters. */
export function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it takes out
  const clean = text.slice(0, mostText + 1).replaceAll(/[\0-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]/g, ' ').toWellFormed().replaceAll(/\r\n?|\f/g, '\n').trim();
  return clean.length > mostText ? clean.slice(0, mostText).toWellFormed().replace(/\ufffd$/, '') : clean;
}

/** A title or a name on one line. */
export function shortText(text: string | undefined): string | undefined {
  const line = text && plainText(text.slice(0, 10 * mostShort)).replaceAll(/[\s\p{Cf}]+/gu, ' ').trim().slice(0, mostShort).toWellFormed().replace(/\ufffd$/, '').trim();
  return line || undefined;
}

/** UTF-16 without a mark has its zeros, of what is written in Latin letters, all on one side. */
function utf16In(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const most = Math.min(bytes.length, 4096) & ~1;
  let even = 0, odd = 0;
  for (let i = 0; i < most; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  if (odd > most / 8 && even < odd / 10) return 'utf-16le';
  if (even > most / 8 && odd < even / 10) return 'utf-16be';
  return undefined;
}

/** What Windows has where Latin-1 has nothing; Node's own decoder takes the one for the other. */
const windows = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const latin1 = (bytes: Buffer): string => bytes.toString('latin1').replaceAll(/[\x80-\x9f]/g, (character) => windows[character.charCodeAt(0) - 0x80]!);

/** Text of unknown encoding: by its mark, else UTF-16 by its zeros, UTF-8 where it is that, else Windows' Latin-1. `isCut`: the last character may be half. */
export function decodeText(bytes: Buffer, isCut = false): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const wide = utf16In(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  try { return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut }); } catch { return latin1(bytes); }
}

/** At most so many bytes from the beginning of a file. */
export async function readBeginning(file: string, most: number): Promise<Buffer> {
  const handle = await fs.open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, most)), 0, Math.min(size, most), 0);
    return buffer.subarray(0, bytesRead);
  } finally { await handle.close(); }
}

const mostBytes = 4 * mostText;

/** The beginning of a text file. */
export async function readText(file: string): Promise<string> {
  const bytes = await readBeginning(file, mostBytes);
  return plainText(decodeText(bytes, bytes.length === mostBytes));
}
