import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ByteRange } from './store.ts';

/**
 * Encryption of an object: AES-256-GCM in frames of 64 KiB under a key of the object's own, so that a range needs only the frames it lies in.
 * A frame is nonce (12 bytes, random), ciphertext, tag (16 bytes). Its additional data binds it to
 * the tenant, the object, its place, and whether it is the last one: frames cannot be swapped, moved, repeated or left out. The frame that an upload
 * ended in for now is marked as unfinished, and sealed again, with another nonce, when the upload goes on.
 */
export const frameBytes = 64 * 1024;
const nonceBytes = 12, tagBytes = 16;
const extraBytes = nonceBytes + tagBytes;
export const sealedFrameBytes = frameBytes + extraBytes;
const cipher = 'aes-256-gcm';

/** What an object is sealed with; `bytes` is its plain size. */
export interface Seal { readonly tenant: string; readonly id: string; readonly bytes: number; readonly key: Buffer }

/** What was stored is not what was sealed: changed, cut, or another object's. */
export class DamagedError extends Error { override readonly name = 'DamagedError'; }

const framesOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / frameBytes));
export const sealedBytes = (bytes: number): number => bytes + framesOf(bytes) * extraBytes;

/** Each part after its length, so that no two lists of parts give the same bytes. */
export function bound(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => {
    const bytes = Buffer.from(part as string), length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  }));
}

const inside = 0, last = 1, unfinished = 2;

function contextOf({ tenant, id, bytes }: Seal): (index: number, isUnfinished: boolean) => Buffer {
  const context = Buffer.concat([bound('corridor frame 1', tenant, id), Buffer.alloc(5)]), lastIndex = framesOf(bytes) - 1;
  return (index, isUnfinished) => {
    context.writeUInt32BE(index, context.length - 5);
    context[context.length - 1] = isUnfinished ? unfinished : index === lastIndex ? last : inside;
    return context;
  };
}

const noncesAtOnce = 512;
let nonces = Buffer.alloc(0);

/** Asked for many at a time: that is where the time goes. */
function newNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(noncesAtOnce * nonceBytes);
  const nonce = nonces.subarray(0, nonceBytes);
  nonces = nonces.subarray(nonceBytes);
  return nonce;
}

/** Seals frames one by one, each from and to parts that follow one another; `index` counts from 0. */
export function sealer(seal: Seal): (index: number, plain: readonly Buffer[], isUnfinished?: boolean) => Buffer[] {
  const context = contextOf(seal);
  return (index, plain, isUnfinished = false) => {
    const nonce = newNonce(), gcm = createCipheriv(cipher, seal.key, nonce, { authTagLength: tagBytes }).setAAD(context(index, isUnfinished));
    const sealed = [nonce, ...plain.map((part) => gcm.update(part))];
    gcm.final();
    sealed.push(gcm.getAuthTag());
    return sealed;
  };
}

/** Opens frames one by one. */
export function opener(seal: Seal): (index: number, sealed: Buffer, isUnfinished?: boolean) => Buffer {
  const context = contextOf(seal);
  return (index, sealed, isUnfinished = false) => {
    if (sealed.length < extraBytes) throw new DamagedError(`Frame ${index} of ${seal.id} is cut`);
    const end = sealed.length - tagBytes;
    const gcm = createDecipheriv(cipher, seal.key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(context(index, isUnfinished)).setAuthTag(sealed.subarray(end));
    const plain = gcm.update(sealed.subarray(nonceBytes, end));
    try { gcm.final(); } catch (cause) { throw new DamagedError(`Frame ${index} of ${seal.id} is not what was sealed`, { cause }); }
    return plain;
  };
}

/** The same bytes in groups of one size, each in parts as they came; the last group may be smaller. */
export async function* inGroups(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer[]> {
  let waiting: Buffer[] = [], length = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (length + rest.length >= size) {
      const part = rest.subarray(0, size - length);
      waiting.push(part);
      yield waiting;
      rest = rest.subarray(part.length);
      [waiting, length] = [[], 0];
    }
    if (rest.length) {
      waiting.push(rest);
      length += rest.length;
    }
  }
  if (length) yield waiting;
}

/** The same bytes in pieces of one size; the last may be shorter. */
async function* inPieces(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  for await (const parts of inGroups(source, size)) yield parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

export const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0);

/** Seals a whole object's plain bytes. */
export async function* sealAll(seal: Seal, plain: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const sealFrame = sealer(seal);
  let index = 0, bytes = 0;
  for await (const parts of inGroups(plain, frameBytes)) {
    bytes += lengthOf(parts);
    yield* sealFrame(index++, parts);
  }
  if (bytes !== seal.bytes) throw new Error(`The object ${seal.id} has ${bytes} bytes instead of ${seal.bytes}`);
  if (index === 0) yield* sealFrame(0, []);
}

/** Where the frames of a range lie in the sealed object, and which is the first. */
export function framesAround({ bytes }: Pick<Seal, 'bytes'>, { start, end }: ByteRange): { first: number; sealed: ByteRange } {
  const first = Math.floor(start / frameBytes), last = Math.floor(end / frameBytes);
  return { first, sealed: { start: first * sealedFrameBytes, end: Math.min((last + 1) * sealedFrameBytes, sealedBytes(bytes)) - 1 } };
}

/** The plain bytes of a range, out of what lies in the sealed range around it. Nothing is given out before its frame has been checked. */
export async function* openRange(seal: Seal, { start, end }: ByteRange, sealed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const openFrame = opener(seal);
  let index = Math.floor(start / frameBytes);
  for await (const frame of inPieces(sealed, sealedFrameBytes)) {
    const at = index * frameBytes, plain = openFrame(index++, frame);
    const wanted = plain.subarray(Math.max(0, start - at), Math.min(plain.length, end + 1 - at));
    if (wanted.length) yield wanted;
  }
  if (index * frameBytes <= end) throw new DamagedError(`The object ${seal.id} ends at frame ${index}`);
}
