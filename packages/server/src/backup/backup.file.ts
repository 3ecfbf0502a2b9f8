import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile as OpenedZip } from 'yauzl';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import { adding, type Backup, BackupError, type Copied, counting, type OnProgress } from './backup.ts';

const format = 1;
const manifestName = 'manifest.json';
const nameOf = (table: string) => `tables/${table}.copy`;
const largestManifest = 16 * 1024 * 1024;

/** The last file in the zip: without it the others are not whole. */
const Manifest = z.object({
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1), counters: z.array(z.string()), rows: z.number(), bytes: z.number(), sha256: z.string() })),
  counters: z.array(z.object({ table: z.string(), column: z.string(), value: z.number() })),
});
const Sealed = z.object({ format: z.number(), sha256: z.string(), contents: z.unknown() });
const sealOf = (contents: unknown) => createHash('sha256').update(JSON.stringify(contents)).digest('hex');

interface Options { onProgress: OnProgress; signal?: AbortSignal | undefined }

/** Writes a zip with a file for each table. Under its name stands a whole backup or nothing. */
export async function writeBackup(file: string, backup: Backup, { onProgress, signal }: Options): Promise<{ rows: number; bytes: number }> {
  const unfinished = `${file}.unfinished`, zip = new ZipFile(), ending = new AbortController();
  const either = AbortSignal.any([ending.signal, ...(signal ? [signal] : [])]);
  zip.on('error', (error: unknown) => { ending.abort(error); });
  const output = createWriteStream(unfinished, { mode: 0o600, flush: true });
  const written = pipeline(zip.outputStream, output, { signal: either });
  written.catch((error: unknown) => { ending.abort(error); }); // a full disk ends the reading too
  try {
    const tables: z.infer<typeof Manifest>['tables'] = [], add = adding(onProgress);
    for (const table of backup.tables) {
      const rows = await backup.read(table), { stream, copied } = counting(add(table));
      const passed = pipeline(rows, stream, { signal: either });
      zip.addReadStream(stream, nameOf(table.name), { forceZip64Format: true, mode: 0o600 });
      await Promise.all([passed, finished(stream, { signal: either })]);
      const all = copied();
      await backup.confirm(table, all);
      tables.push({ ...table, columns: [...table.columns], counters: [...table.counters], ...all });
    }
    const contents: z.infer<typeof Manifest> = { migrations: [...backup.migrations], tables, counters: [...await backup.counters()] };
    zip.addBuffer(Buffer.from(JSON.stringify({ format, sha256: sealOf(contents), contents })), manifestName);
    zip.end();
    await written;
    either.throwIfAborted();
    await rename(unfinished, file);
    await syncFolder(file);
    return { rows: tables.reduce((sum, { rows }) => sum + rows, 0), bytes: output.bytesWritten };
  } catch (error) {
    ending.abort(error);
    await written.catch(() => undefined);
    await rm(unfinished, { force: true });
    throw ending.signal.reason instanceof Error && !signal?.aborted ? ending.signal.reason : error;
  }
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(path.dirname(path.resolve(file)), 'r').catch(() => undefined); // Windows has no such thing
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

export async function mustBeFree(file: string): Promise<void> {
  if (await access(file).then(() => true, () => false)) throw new BackupError('usage', `${file}: is there already; give another name, or remove it`);
  if (!(await access(path.dirname(path.resolve(file))).then(() => true, () => false))) throw new BackupError('usage', `${file}: its folder does not exist; make it first`);
}

/** Opens what `writeBackup` has written, and knows whether it is whole before a row of it is used. */
export async function openBackup(file: string): Promise<Backup & { close: () => void }> {
  if (!(await access(file).then(() => true, () => false))) throw new BackupError('usage', `${file}: there is no such file`);
  const broken = (why: string, cause?: unknown) => new BackupError('broken', `${file}: is no whole backup (${why}); copy it again, or take an earlier one`, { cause });
  const zip: OpenedZip = await openPromise(file, { lazyEntries: true, autoClose: false }).catch((error: unknown) => { throw broken((error as Error).message, error); });
  try {
    const entries = new Map<string, Entry>();
    try { for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry); }
    catch (error) { throw broken((error as Error).message, error); }
    const contents = await readManifest(zip, entries, file, broken);
    const tables = contents.tables.map(({ name, columns, counters }) => ({ name, columns, counters }));
    for (const { name } of tables) if (!entries.has(nameOf(name))) throw broken(`${name} is missing`);
    return {
      migrations: contents.migrations, tables,
      close: () => { zip.close(); },
      async read({ name }) {
        try { return await zip.openReadStreamPromise(entries.get(nameOf(name))!); }
        catch (error) { throw broken((error as Error).message, error); }
      },
      confirm({ name }, copied: Copied) {
        const is = contents.tables.find((one) => one.name === name)!;
        return is.rows === copied.rows && is.bytes === copied.bytes && is.sha256 === copied.sha256 ? Promise.resolve() : Promise.reject(broken(`${name} is not what was written`));
      },
      counters: () => Promise.resolve(contents.counters),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readManifest(zip: OpenedZip, entries: ReadonlyMap<string, Entry>, file: string, broken: (why: string, cause?: unknown) => BackupError): Promise<z.infer<typeof Manifest>> {
  const entry = entries.get(manifestName);
  if (!entry || entry.uncompressedSize > largestManifest) throw broken(`it has no ${manifestName}`);
  let text: string;
  try { text = (await buffer(await zip.openReadStreamPromise(entry))).toString(); }
  catch (error) { throw broken((error as Error).message, error); }
  const sealed = Sealed.safeParse(parsed(text));
  if (!sealed.success) throw broken(`its ${manifestName} cannot be read`);
  if (sealed.data.format > format) throw new BackupError('newer', `${file}: was made by a newer Corridor; restore it with that version, or a later one`);
  if (sealOf(sealed.data.contents) !== sealed.data.sha256) throw broken(`its ${manifestName} is not what was written`);
  return Manifest.parse(sealed.data.contents);
}

function parsed(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}
