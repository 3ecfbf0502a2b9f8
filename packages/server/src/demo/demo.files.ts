import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Session } from '../call.ts';
import { arriving, keepUpload } from '../files/files.upload.ts';
import { uploadOf } from '../files/files.uploads.queries.ts';
import type { World } from '../world.ts';
import type { DemoFile } from './conversations.types.ts';

/** Puts a file of a folder there as if somebody had uploaded it; answers its id. One that is there already stays. */
export async function uploadDemoFile(world: World, session: Session, folder: string, id: string, { path: name, tags, duration, peaks, ...file }: DemoFile): Promise<string> {
  const bytes = await readFile(path.join(folder, name)), purpose = peaks ? 'voice' as const : 'file' as const;
  const { offset } = await world.dispatch(session, 'files.beginUpload', { uploadId: id, name: file.name, bytes: bytes.length, purpose, ...(peaks && { facts: { duration, peaks } }) });
  if (offset === bytes.length) return id;
  const upload = await world.perform(session, async (call) => arriving(session.tenant, (await uploadOf(call, id))!));
  await world.files.uploads.write(upload, offset, Readable.from([bytes.subarray(offset)]));
  await keepUpload(session, id, world);
  if (tags) await world.dispatch(session, 'files.update', { fileId: id, tags });
  return id;
}
