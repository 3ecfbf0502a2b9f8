import type { Bytes } from './bytes.ts';
import type { TypeName } from './types.ts';

/** Microsoft's Compound File Binary Format ([MS-CFB]): a file system in a file, whose directory says what it is. */
const signature = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const directoryEntry = 128, endOfChain = 0xfffffffa, mostSectors = 4096;

const types: readonly (readonly [stream: string, readonly TypeName[]])[] = [
  ['EncryptedPackage', ['docx', 'xlsx', 'pptx']], // with a password: only the name says which
  ['WordDocument', ['doc']], ['Workbook', ['xls']], ['Book', ['xls']], ['PowerPoint Document', ['ppt']],
];

/** Which office documents a compound file may be; none for mails, installers and whatever else uses the format. Undefined: no compound file. */
export async function typesOfCompound(bytes: Bytes): Promise<readonly TypeName[] | undefined> {
  const header = await bytes.at(0, 512);
  if (header.length < 512 || !header.subarray(0, 8).equals(signature)) return undefined;
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return [];
  const size = 1 << shift, place = (sector: number) => (sector + 1) * size;
  const tableSectors = Array.from({ length: 109 }, (_, at) => header.readUInt32LE(76 + at * 4));
  const next = async (sector: number): Promise<number> => {
    const table = tableSectors[Math.floor(sector * 4 / size)];
    if (table === undefined || table >= endOfChain) return endOfChain; // beyond 6.8 MB of tables: the directory of no document that we know
    const entry = await bytes.at(place(table) + sector * 4 % size, 4);
    return entry.length === 4 ? entry.readUInt32LE(0) : endOfChain;
  };
  const names = new Set<string>();
  for (let sector = header.readUInt32LE(48), read = 0; sector < endOfChain && read < mostSectors; sector = await next(sector), read += 1) {
    const page = await bytes.at(place(sector), size);
    for (let at = 0; at + directoryEntry <= page.length; at += directoryEntry) {
      const length = page.readUInt16LE(at + 64);
      if (length >= 2 && length <= 64) names.add(page.toString('utf16le', at, at + length - 2));
    }
  }
  return types.find(([stream]) => names.has(stream))?.[1] ?? [];
}
