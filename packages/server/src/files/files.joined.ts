import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Call } from '../call.ts';
import { uuid7 } from '../uuid.ts';
import type { FileStorage } from './files.service.ts';
import { insertVersion } from './files.uploads.queries.ts';
import { opened } from './processing/media.ts';
import { ProgramError, runProgram, runTool } from './processing/run.ts';
import type { Tools } from './processing/tools.ts';
import type { StoredObject } from './storage/objects.ts';

const remuxSeconds = 600;
const withCues = ['-map', '0', '-c', 'copy', '-cues_to_front', '1', '-reserve_index_space', '200000', '-f', 'webm', '-y'];

/** A stretch of a WebM's time: what one run of a browser has written, in parts; or what is made with the system's programs in a folder, whose path is answered, and nothing where there is nothing. */
export type Stretch = { readonly parts: readonly StoredObject[] } | { readonly make: (folder: string, run: Run) => Promise<string | undefined>; /** All that it is made of, as it is; each with a name. */ readonly pieces: readonly { name: string; file: string }[] };
type Run = (program: 'ffmpeg' | 'ffprobe' | 'janus-pp-rec', args: readonly string[], limits: { seconds: number; folder: string }) => Promise<Buffer>;

/** The same pictures and sounds, with a length and places to jump to; undefined where there is no ffmpeg or it does not read them. */
async function seekable(file: string, { folder, name, tools }: { folder: string; name: string; tools: Tools }): Promise<string | undefined> {
  const input = opened({ path: file, mediaType: 'video/webm' } as Parameters<typeof opened>[0]), output = path.join(folder, name);
  if (!tools.ffmpeg || !input) return undefined;
  try {
    await runTool(tools, 'ffmpeg', ['-nostdin', '-v', 'error', '-fflags', '+genpts', ...input, ...withCues, output], { seconds: remuxSeconds, folder });
    return (await stat(output)).size > 0 ? output : undefined;
  } catch { return undefined; } // cut off in the middle by a crash: browsers play it all the same
}

/** One file of all, in their order. What comes from browsers has been written anew before: nothing else than WebM is ever opened here. */
async function oneAfterTheOther(all: readonly string[], folder: string, tools: Tools): Promise<string> {
  const list = path.join(folder, 'all.txt'), output = path.join(folder, 'all.webm');
  await writeFile(list, all.map((file) => `file '${path.basename(file)}'\n`).join(''));
  await runTool(tools, 'ffmpeg', ['-nostdin', '-v', 'error', '-f', 'concat', '-safe', '1', '-i', list, ...withCues, output], { seconds: remuxSeconds, folder });
  return output;
}

async function whole(files: FileStorage, { tenant, stretches, folder }: { tenant: string; stretches: readonly Stretch[]; folder: string }): Promise<string | undefined> {
  const tools = await files.tools(), found: string[] = [];
  let first: string | undefined;
  for (const [index, stretch] of stretches.entries()) {
    const file = path.join(folder, `written-${index}.webm`);
    if ('parts' in stretch) await writeParts(files, tenant, stretch.parts, file);
    const made = 'parts' in stretch ? await seekable(file, { folder, name: `stretch-${index}.webm`, tools }) : await stretch.make(folder, async (program, args, limits) => (await (program === 'janus-pp-rec' ? runProgram(program, args, limits) : runTool(tools, program, args, limits))).output);
    if (made) found.push(made);
    else if ('parts' in stretch && tools.ffmpeg && stretches.length > 1) throw new ProgramError('ffmpeg cannot read what a browser has written'); // it would be missing in silence
    if ('parts' in stretch) first ??= file;
  }
  return found.length > 1 ? oneAfterTheOther(found, folder, tools) : found[0] ?? first;
}

const writeParts = async (files: FileStorage, tenant: string, parts: readonly StoredObject[], file: string): Promise<void> => {
  for (const part of parts) await pipeline(await files.objects.read(tenant, part), createWriteStream(file, { flags: part === parts[0] ? 'w' : 'a', mode: 0o600 }));
};

/**
 * Makes a file of stretches of time, one after the other; `keep` stores it in a call of whoever is to own it, and answers its id, and is not there where there is nothing to keep. What is made on the way is gone afterwards.
 * Without ffmpeg it is the first stretch that a browser has written.
 */
export const joinStretches = <T>(files: FileStorage, { tenant, name, stretches }: What, use: Use<T>): Promise<T> => made(files, { tenant, name }, (folder) => whole(files, { tenant, stretches, folder }), use);

/** The same with all that there is of them as it is, in an archive: for want of a film. */
export const gatherPieces = <T>(files: FileStorage, { tenant, name, stretches }: What, use: Use<T>): Promise<T> => made(files, { tenant, name }, async (folder) => {
  const archive = new ZipFile(), output = path.join(folder, 'pieces.zip');
  let count = 0;
  const add = (file: string, called: string) => { count++; archive.addFile(file, called, { compress: false, mode: 0o100644 }); };
  for (const [index, stretch] of stretches.entries()) {
    const place = String(index + 1).padStart(2, '0');
    if ('pieces' in stretch) { for (const one of stretch.pieces) add(one.file, `${place} ${one.name}`); continue; }
    const file = path.join(folder, `written-${index}.webm`);
    await writeParts(files, tenant, stretch.parts, file);
    add(file, `${place}.webm`);
  }
  if (count === 0) return undefined;
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(output, { mode: 0o600 }));
  return output;
}, use);

interface What { tenant: string; name: string; stretches: readonly Stretch[] }
type Use<T> = (keep: ((call: Call) => Promise<string>) | undefined) => Promise<T>;

async function made<T>(files: FileStorage, { tenant, name }: Omit<What, 'stretches'>, make: (folder: string) => Promise<string | undefined>, use: Use<T>): Promise<T> {
  await mkdir(files.workFolder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(path.join(files.workFolder, 'joined-'));
  try {
    const file = await make(folder);
    if (file === undefined) return await use(undefined);
    const examined = await files.examine(file, { name, purpose: 'file' }), object = await files.objects.store(tenant, file), fileId = uuid7();
    return await use(async (call) => {
      const version = await insertVersion(call, { ...examined, name, object, fileId, purpose: 'file', state: files.scanner ? 'checking' : 'ready', facts: {}, folderId: null });
      await files.jobs.add(call, files.scanner ? 'files.scan' : 'files.process', { tenant, fileId, version });
      return fileId;
    });
  } finally { await rm(folder, { recursive: true, force: true }); }
}
