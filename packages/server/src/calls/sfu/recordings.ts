import { constants } from 'node:fs';
import { access, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeStretch, type Run, type Written } from './recordings.mix.ts';

/** What Janus writes of recordings, in a folder that it shares with this server. */
export interface ServerRecordings {
  /** Where Janus is to write; undefined where it does not. */
  readonly folder: string | undefined;
  /** Whether recordings can be made by Janus here: it has a folder that can be read and written, and the programs that make a file of what is in it. */
  isReady(): Promise<boolean>;
  /** What there is of a recording: each stretch of its time without a pause. `quietMs`: so long nothing was written. */
  stretchesOf(recordingId: string): Promise<{ stretches: { at: Date; make(folder: string, run: Run): Promise<string | undefined>; /** Janus' own files. */ pieces: { name: string; file: string }[] }[]; quietMs: number }>;
  /** How much Janus has written of a recording. */
  bytesOf(recordingId: string): Promise<number>;
  /** Removes what Janus has written. */
  forget(recordingId: string): Promise<void>;
}

export const noServerRecordings: ServerRecordings = { folder: undefined, isReady: () => Promise.resolve(false), stretchesOf: () => Promise.resolve({ stretches: [], quietMs: Infinity }), bytesOf: () => Promise.resolve(0), forget: () => Promise.resolve() };

/** The beginning of what Janus calls the files of one connection. A stretch is named by when it began, in ms since 1970, and so is each piece of it. */
export const nameOfPiece = (recordingId: string, stretch: number, participantId: string): string => `${recordingId}_${stretch}_${participantId}_${Date.now()}`;
const pattern = /^([\da-f-]{36})_(\d+)_([\da-f-]{36})_\d+-(audio|video)-(\d+)\.mjr$/;

/** When the first packet came, in microseconds; undefined where none has. Janus' format: eight letters, two bytes of length, JSON. */
async function beginOf(file: string): Promise<number | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    if (bytesRead < 10 || buffer.toString('latin1', 0, 3) !== 'MJR') return undefined;
    const { u } = JSON.parse(buffer.toString('utf8', 10, 10 + buffer.readUInt16BE(8))) as { u?: number };
    return u;
  } catch { return undefined; } finally { await handle.close(); }
}

const isOnPath = async (program: string): Promise<boolean> => {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) if (await access(path.join(folder, program), constants.X_OK).then(() => true, () => false)) return true;
  return false;
};

export function createServerRecordings(folder: string | undefined, hasFfmpeg: () => Promise<boolean>): ServerRecordings {
  if (folder === undefined) return noServerRecordings;
  let programs: Promise<boolean> | undefined;
  const filesOf = async (recordingId: string) => (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(`${recordingId}_`) && pattern.test(name));
  return {
    folder,
    async isReady() {
      programs ??= Promise.all([hasFfmpeg(), isOnPath('janus-pp-rec')]).then((all) => all.every(Boolean));
      return await programs && await access(folder, constants.R_OK | constants.W_OK).then(() => true, () => false);
    },
    async stretchesOf(recordingId) {
      const stretches = new Map<number, Written[]>();
      let newest = 0;
      for (const name of await filesOf(recordingId)) {
        const file = path.join(folder, name), [, , stretch, participantId, kind, medium] = pattern.exec(name)!, begin = await beginOf(file);
        newest = Math.max(newest, (await stat(file)).mtimeMs);
        if (begin !== undefined) stretches.set(Number(stretch), [...stretches.get(Number(stretch)) ?? [], { file, begin, kind: kind as 'audio' | 'video', of: `${participantId} ${medium}` }]);
      }
      return {
        stretches: [...stretches].map(([at, written]) => ({ at: new Date(at), make: (work, run) => makeStretch(written, { folder: work, name: `server-${at}.webm`, run }), pieces: written.map(({ file }) => ({ name: path.basename(file).slice(recordingId.length + 1), file })) })),
        quietMs: newest === 0 ? Infinity : Date.now() - newest,
      };
    },
    async bytesOf(recordingId) {
      const sizes = await Promise.all((await filesOf(recordingId)).map((name) => stat(path.join(folder, name)).then(({ size }) => size, () => 0)));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    async forget(recordingId) { for (const name of await filesOf(recordingId)) await rm(path.join(folder, name), { force: true }); },
  };
}
