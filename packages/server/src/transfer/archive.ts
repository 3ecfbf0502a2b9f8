import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

/** What somebody who runs an import can put right; the message says how. */
export class ImportError extends Error { override readonly name = 'ImportError'; }

/** Files of an export by their path in it; several where parts of an export have one each. */
export interface Archive {
  readonly files: ReadonlyMap<string, readonly (() => Promise<Buffer>)[]>;
  /** What could not be used, in words. */
  readonly problems: readonly string[];
  close(): void;
}

export interface ArchiveLimits { largestFile: number; mostFiles: number; mostRatio: number; ratioFrom: number }
const mebi = 1024 * 1024;
/** Texts pack to a tenth; what packs to a thousandth is made to do harm. */
const usual: ArchiveLimits = { largestFile: 256 * mebi, mostFiles: 2_000_000, mostRatio: 500, ratioFrom: 256 * mebi };

interface Found { path: string; read: () => Promise<Buffer> }

/** Opens folders and zip files, each a whole export or a part of one. Nothing is unpacked to disk. */
export async function openArchive(sources: readonly string[], limits: ArchiveLimits = usual): Promise<Archive> {
  const problems: string[] = [], zips: ZipFile[] = [];
  const files = new Map<string, (() => Promise<Buffer>)[]>();
  try {
    for (const source of sources) {
      const info = await stat(source).catch(() => { throw new ImportError(`${source}: there is no such file or folder`); });
      const found = info.isDirectory() ? await inFolder(source, limits, problems) : await inZip(source, info.size, limits, problems, zips);
      if (files.size + found.length > limits.mostFiles) throw new ImportError(`${source}: more than ${limits.mostFiles} files, which no export has`);
      const top = topOf(found.map((one) => one.path));
      for (const one of found) {
        if (!one.path.startsWith(top)) continue;
        const name = one.path.slice(top.length);
        files.set(name, [...files.get(name) ?? [], one.read]);
      }
    }
  } catch (error) {
    for (const zip of zips) zip.close();
    throw error;
  }
  return { files, problems, close: () => { for (const zip of zips) zip.close(); } };
}

const isWanted = (name: string) => name.endsWith('.json') && !/(^|\/)(__MACOSX\/|\._)/.test(name);

/** Symbolic links are not followed: they lead out of the export. */
async function inFolder(folder: string, limits: ArchiveLimits, problems: string[], below = ''): Promise<Found[]> {
  const found: Found[] = [];
  for (const entry of (await readdir(path.join(folder, below), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = below + entry.name, file = path.join(folder, name);
    if (entry.isDirectory()) found.push(...await inFolder(folder, limits, problems, `${name}/`));
    else if (entry.isFile() && isWanted(name)) {
      if ((await stat(file)).size > limits.largestFile) problems.push(tooLarge(name, limits));
      else found.push({ path: name, read: () => readFile(file) });
    }
  }
  return found;
}

const tooLarge = (name: string, { largestFile }: ArchiveLimits) => `${name}: larger than ${largestFile / mebi} MB, so not read`;

async function inZip(file: string, size: number, limits: ArchiveLimits, problems: string[], zips: ZipFile[]): Promise<Found[]> {
  const broken = (error: unknown) => new ImportError(`${file}: this is no zip file that can be read (${(error as Error).message}); download the export again, or unpack it and give the folder`);
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false }).catch((error: unknown) => { throw broken(error); });
  zips.push(zip);
  const found: Found[] = [];
  let unpacked = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (!isWanted(entry.fileName)) continue;
      if (entry.isEncrypted()) throw new ImportError(`${file}: is encrypted; unpack it with its password and give the folder`);
      unpacked += entry.uncompressedSize;
      if (unpacked > limits.ratioFrom && unpacked > size * limits.mostRatio) throw new ImportError(`${file}: would unpack to more than ${limits.mostRatio} times its size, which no export does; it is not read`);
      if (entry.uncompressedSize > limits.largestFile) problems.push(tooLarge(entry.fileName, limits));
      else found.push({ path: entry.fileName, read: () => bytesOf(zip, entry) });
      if (found.length > limits.mostFiles) throw new ImportError(`${file}: more than ${limits.mostFiles} files, which no export has`);
    }
  } catch (error) { throw error instanceof ImportError ? error : broken(error); }
  return found;
}

/** As many bytes as the entry says, or it throws. */
const bytesOf = async (zip: ZipFile, entry: Entry): Promise<Buffer> => buffer(await zip.openReadStreamPromise(entry));

/** Packed again, an export often stands in a folder of its own. */
function topOf(paths: readonly string[]): string {
  const lists = paths.filter((name) => /(^|\/)(channels|groups|dms|mpims|users)\.json$/.test(name)).map((name) => name.slice(0, name.lastIndexOf('/') + 1));
  const days = paths.flatMap((name) => /^(.*\/)?[^/]+\/\d{4}-\d\d-\d\d\.json$/.exec(name)?.[1] ?? []);
  return (lists.length ? lists : days).sort((a, b) => a.length - b.length)[0] ?? '';
}
