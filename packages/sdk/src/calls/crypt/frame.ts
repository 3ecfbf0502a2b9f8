// One encoded frame, encrypted as SFrame does it (RFC 9605): a key and a salt of each sender's secret, the salt XOR a counter as nonce, and everything that stays readable authenticated. Pure.

/** A secret of one sender, as it encrypts: one is good for 2^48 frames, which is thousands of years of a call. */
export interface FrameKey { readonly id: number; readonly key: CryptoKey; readonly salt: Uint8Array<ArrayBuffer> }

/** AES_256_GCM_SHA512_128 of RFC 9605, section 4.5. */
const suite = 5, keyBits = 256, saltBits = 96, tagBytes = 16;
/** Behind a frame, where packetisers do not look: 6 bytes of counter, one of the key's id, and how many bytes at its head are clear. */
const trailerBytes = 8;

const text = new TextEncoder();

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** RFC 9605, section 4.4.2. */
export async function frameKey(secret: Uint8Array<ArrayBuffer>, id: number): Promise<FrameKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey']), suffix = new DataView(new ArrayBuffer(10));
  suffix.setUint32(4, id);
  suffix.setUint16(8, suite);
  const by = (label: string) => ({ name: 'HKDF', hash: 'SHA-512', salt: new Uint8Array(), info: joined(text.encode(label), new Uint8Array(suffix.buffer)) });
  const [key, salt] = await Promise.all([
    crypto.subtle.deriveKey(by('SFrame 1.0 Secret key '), base, { name: 'AES-GCM', length: keyBits }, false, ['encrypt', 'decrypt']),
    crypto.subtle.deriveBits(by('SFrame 1.0 Secret salt '), base, saltBits),
  ]);
  return { id, key, salt: new Uint8Array(salt) };
}

/** AES-GCM with the nonce of a counter. */
export const cipherOf = ({ salt }: FrameKey, counter: number, additionalData: Uint8Array<ArrayBuffer>): AesGcmParams => {
  const iv = salt.slice(), at = new DataView(iv.buffer);
  at.setUint16(6, at.getUint16(6) ^ Math.floor(counter / 2 ** 32));
  at.setUint32(8, (at.getUint32(8) ^ counter % 2 ** 32) >>> 0);
  return { name: 'AES-GCM', iv, additionalData, tagLength: tagBytes * 8 };
};

/** `clear`: so many bytes at its head stay as they are. `about`: what else is authenticated, which both sides know. */
export async function encryptFrame(key: FrameKey, counter: number, frame: Uint8Array, clear: number, about: string): Promise<Uint8Array<ArrayBuffer>> {
  const head = frame.subarray(0, clear), trailer = new DataView(new ArrayBuffer(trailerBytes));
  trailer.setUint16(0, Math.floor(counter / 2 ** 32));
  trailer.setUint32(2, counter % 2 ** 32);
  trailer.setUint8(6, key.id & 255);
  trailer.setUint8(7, head.length);
  const end = new Uint8Array(trailer.buffer);
  const sealed = await crypto.subtle.encrypt(cipherOf(key, counter, joined(head, end, text.encode(about))), key.key, joined(frame.subarray(clear)));
  return joined(head, new Uint8Array(sealed), end);
}

/** What a frame says of itself; nothing where it is none of ours. To be believed once it is decrypted. */
export function readTrailer(frame: Uint8Array): { keyId: number; counter: number; clear: number } | undefined {
  if (frame.length < trailerBytes + tagBytes) return undefined;
  const trailer = new DataView(frame.buffer, frame.byteOffset + frame.length - trailerBytes, trailerBytes), clear = trailer.getUint8(7);
  return clear + tagBytes + trailerBytes <= frame.length ? { counter: trailer.getUint16(0) * 2 ** 32 + trailer.getUint32(2), keyId: trailer.getUint8(6), clear } : undefined;
}

/** Rejects what was changed on its way, or is of another key. */
export async function decryptFrame(key: FrameKey, frame: Uint8Array, about: string): Promise<Uint8Array<ArrayBuffer>> {
  const said = readTrailer(frame);
  if (!said) throw new Error('No encrypted frame');
  const head = frame.subarray(0, said.clear), end = frame.subarray(frame.length - trailerBytes);
  const plain = await crypto.subtle.decrypt(cipherOf(key, said.counter, joined(head, end, text.encode(about))), key.key, joined(frame.subarray(said.clear, frame.length - trailerBytes)));
  return joined(head, new Uint8Array(plain));
}

/** Frames of the same number count once. What is older than so many is refused, too: sound and pictures of one sender share a counter, and pictures may come seconds later. */
export class Replays {
  static readonly window = 8192;
  readonly #seen = new Set<number>();
  #highest = -1;

  /** True for the first one of a number. */
  isNew(counter: number): boolean {
    if (counter <= this.#highest - Replays.window || this.#seen.has(counter)) return false;
    this.#seen.add(counter);
    this.#highest = Math.max(this.#highest, counter);
    if (this.#seen.size > 2 * Replays.window) for (const one of this.#seen) if (one <= this.#highest - Replays.window) this.#seen.delete(one);
    return true;
  }
}
