import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Session } from '../call.ts';
import { arriving, keepUpload } from '../files/files.upload.ts';
import { uploadOf } from '../files/files.uploads.queries.ts';
import type { World } from '../world.ts';
import { uuid7 } from '../uuid.ts';

/** A folder for files of this process, which is made when the first one comes and gone with the process. */
export function temporaryFolder(): string {
  const folder = path.join(os.tmpdir(), `corridor-test-files-${process.pid}-${randomUUID()}`);
  process.once('exit', () => { fs.rmSync(folder, { recursive: true, force: true }); });
  return folder;
}

/** Puts a file there as if the user had uploaded it, and answers its id. */
export async function putFile(world: Pick<World, 'dispatch' | 'files' | 'perform'>, session: Session, { name = 'notes.txt', text = 'hello', bytes = Buffer.from(text), ...more }: { name?: string; text?: string; bytes?: Buffer; fileId?: string; folderId?: string; purpose?: 'file' | 'voice'; facts?: { duration?: number; peaks?: number[] } }): Promise<string> {
  const uploadId = uuid7(), { fileId } = await world.dispatch(session, 'files.beginUpload', { uploadId, name, bytes: bytes.length, ...more });
  const upload = await world.perform(session, async (call) => arriving(session.tenant, (await uploadOf(call, uploadId))!));
  await world.files.uploads.write(upload, 0, Readable.from([bytes]));
  await keepUpload(session, uploadId, world);
  return fileId;
}
