// Keys and codes that two devices agree on without the server in between being able to: pure, over the browser's own cryptography.

/** A device's key pair for one call; the private one never leaves the browser's keeping. */
export interface OwnKeys { readonly publicKey: string; readonly privateKey: CryptoKey }

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const ivBytes = 12;
const text = new TextEncoder();

export const toBase64 = (bytes: Uint8Array | ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));
export const fromBase64 = (written: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(written), (character) => character.charCodeAt(0));
export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
const digest = async (...lines: readonly string[]): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await crypto.subtle.digest('SHA-256', text.encode(lines.join('\n'))));

export async function ownKeys(): Promise<OwnKeys> {
  const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  return { publicKey: toBase64(await crypto.subtle.exportKey('raw', pair.publicKey)), privateKey: pair.privateKey };
}

/** Of ECDH, for one message from one to the other: `about` says which. */
async function wrappingKey(own: OwnKeys, theirs: string, isMine: boolean, about: string): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: await crypto.subtle.importKey('raw', fromBase64(theirs), curve, false, []) }, own.privateKey, 256);
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']), both = isMine ? [own.publicKey, theirs] : [theirs, own.publicKey];
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: await digest(...both), info: text.encode(`corridor call key\n${about}`) }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** A secret for the device of that public key alone. */
export async function wrap(own: OwnKeys, theirs: string, about: string, secret: Uint8Array<ArrayBuffer>): Promise<string> {
  const iv = randomBytes(ivBytes), sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await wrappingKey(own, theirs, true, about), secret);
  return toBase64(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

/** Rejects what is not from the device of that public key, for this one, and about that. */
export async function unwrap(own: OwnKeys, theirs: string, about: string, wrapped: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = fromBase64(wrapped);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, ivBytes) }, await wrappingKey(own, theirs, false, about), bytes.subarray(ivBytes)));
}

const inOrder = (of: ReadonlyMap<string, string>): string[] => [...of].map(([id, value]) => `${id} ${value}`).sort();

/** Whose keys are meant: all public keys by participant. */
export const setOf = async (callId: string, keys: ReadonlyMap<string, string>): Promise<string> => toBase64(await digest('corridor call set', callId, ...inOrder(keys)));

/** Binds somebody to a number that they say later. */
export const commitmentTo = async (set: string, id: string, nonce: string): Promise<string> => toBase64(await digest('corridor call commitment', set, id, nonce));

/** What people read to each other: eight digits. It depends on numbers that everybody was bound to before anybody said theirs, so nobody in between can choose keys until the codes agree (as in ZRTP, RFC 6189, 4.4.1). */
export async function codeOf(set: string, nonces: ReadonlyMap<string, string>): Promise<string> {
  const number = new DataView((await digest('corridor call code', set, ...inOrder(nonces))).buffer).getBigUint64(0) % 100_000_000n, digits = String(number).padStart(8, '0');
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}
