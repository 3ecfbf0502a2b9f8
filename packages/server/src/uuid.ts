import { createHash, randomBytes } from 'node:crypto';

const write = (bytes: Buffer, version: number): string => {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

let lastMs = 0, count = 0;

/** Version 7: new, and sorted by time where it is stored, those of one process within a millisecond too (RFC 9562, 6.2, method 1). */
export function uuid7(): string {
  const bytes = randomBytes(16), now = Date.now();
  if (now > lastMs) [lastMs, count] = [now, bytes.readUInt16BE(6) & 0x7ff];
  else if (++count > 0xfff) [lastMs, count] = [lastMs + 1, 0];
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(count, 6);
  return write(bytes, 7);
}

/** Version 5: always the same for the same name. */
export function uuid5(namespace: string, name: string): string {
  return write(createHash('sha1').update(Buffer.from(namespace.replaceAll('-', ''), 'hex')).update(name).digest(), 5);
}
