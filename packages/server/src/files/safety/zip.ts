import { buffer } from 'node:stream/consumers';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import type { Budget } from './budget.ts';
import { checkEntry, checkLink } from './entries.ts';
import { refused } from './refusal.ts';
import type { TypeName } from './types.ts';

export const isZip = (head: Buffer): boolean => /^504b(0304|0506|0708)/.test(head.toString('hex', 0, 4));

const damaged = () => refused('damaged', 'This is no zip archive that can be read');
const options = { lazyEntries: true, autoClose: false, decodeStrings: false };

async function open(path: string): Promise<ZipFile> {
  const zip = await openPromise(path, options).catch(() => { throw damaged(); });
  zip.on('error', () => { /* told by what is awaited */ });
  return zip;
}

const nameOf = (entry: Entry) => getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);

/** Each entry of the directory; a directory that cannot be read ends in a refusal. */
async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  const entries = zip.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    const next = await entries.next().catch(() => { throw damaged(); });
    if (next.done) return;
    yield next.value;
  }
}

const documentTypes: readonly (readonly [RegExp, TypeName])[] = [
  [/wordprocessingml\.(document|template)\.main\+xml/, 'docx'], [/spreadsheetml\.(sheet|template)\.main\+xml/, 'xlsx'], [/presentationml\.(presentation|slideshow|template)\.main\+xml/, 'pptx'],
];
const openDocuments: Partial<Record<string, TypeName>> = {
  'application/vnd.oasis.opendocument.text': 'odt', 'application/vnd.oasis.opendocument.spreadsheet': 'ods', 'application/vnd.oasis.opendocument.presentation': 'odp',
};
const mostListBytes = 4 * 1024 * 1024, mostEntriesRead = 100_000;

/** The office document that a zip archive is, by its list of parts (ECMA-376) or its media type (OpenDocument); `zip` where it is none. */
export async function typeOfZip(path: string): Promise<TypeName | 'with-macros'> {
  const zip = await open(path);
  try {
    let read = 0;
    for await (const entry of entriesOf(zip)) {
      read += 1;
      if (read > mostEntriesRead) break;
      const name = nameOf(entry);
      if ((name !== '[Content_Types].xml' && name !== 'mimetype') || !entry.canDecodeFileData() || entry.uncompressedSize > mostListBytes) continue;
      const content = (await zip.openReadStreamPromise(entry).then((stream) => buffer(stream)).catch(() => { throw damaged(); })).toString('latin1');
      if (name === 'mimetype') return openDocuments[content.trim().replace(/-template$/, '')] ?? 'zip';
      if (/macroEnabled/i.test(content)) return 'with-macros';
      return documentTypes.find(([pattern]) => pattern.test(content))?.[1] ?? 'zip';
    }
    return 'zip';
  } finally { zip.close(); }
}

/** Reads every entry of a zip archive within the budget, and gives their contents to `look`. Entries with a password are known by what the directory says of them. */
export async function walkZip(path: string, budget: Budget, look: (content: AsyncIterable<Buffer>, isWhole: boolean) => Promise<void>): Promise<void> {
  const zip = await open(path);
  try {
    const entries: Entry[] = [];
    let packed = 0, unpacked = 0;
    for await (const entry of entriesOf(zip)) {
      budget.entry();
      checkEntry(nameOf(entry));
      budget.declare(entry.compressedSize, entry.uncompressedSize);
      packed += entry.compressedSize;
      unpacked += entry.uncompressedSize;
      entries.push(entry);
    }
    refuseOverlaps(entries);
    budget.declare(packed, unpacked);
    for (const entry of entries) {
      if (!entry.canDecodeFileData() || entry.uncompressedSize === 0) continue;
      const stream = await zip.openReadStreamPromise(entry).catch(() => { throw damaged(); });
      const isStored = entry.compressionMethod === 0;
      try {
        if (isLink(entry)) checkLink(nameOf(entry), (await buffer(honest(stream))).toString('utf8', 0, 4096));
        else await look(honest(stream), !isStored);
      } finally { stream.destroy(); }
    }
  } finally { zip.close(); }
}

/** Made on Unix: the file's mode stands in the upper half, as `stat` has it. */
const isLink = (entry: Entry) => entry.versionMadeBy >>> 8 === 3 && (entry.externalFileAttributes >>> 28) === 0o12 && entry.uncompressedSize < 4096;

/** An entry that is longer than the directory says is made to get past checks like these. */
async function* honest(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      if (/too many bytes/.test((error as Error).message)) throw refused('archive-bomb', 'The archive holds more than it says');
      throw damaged();
    });
    if (next.done) return;
    yield next.value;
  }
}

const localHeaderBytes = 30;

/** Entries that share their packed bytes unpack to a multiple of the archive, however small it is. */
function refuseOverlaps(entries: readonly Entry[]): void {
  const spans = entries.map((entry) => ({ start: entry.relativeOffsetOfLocalHeader, end: entry.relativeOffsetOfLocalHeader + localHeaderBytes + entry.fileNameLength + entry.compressedSize }))
    .sort((a, b) => a.start - b.start);
  if (spans.some((span, at) => at > 0 && span.start < spans[at - 1]!.end)) throw refused('archive-bomb', 'Files in the archive share the same bytes');
}
