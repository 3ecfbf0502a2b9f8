import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cipherOf, decryptFrame, encryptFrame, frameKey, readTrailer, Replays } from './frame.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (of: Uint8Array | ArrayBuffer) => Buffer.from(new Uint8Array(of)).toString('hex');
const secret = bytes('00'.repeat(31) + '07'), frame = Uint8Array.from({ length: 200 }, (_, index) => index);

test('key, nonce and ciphertext are those of RFC 9605, appendix C.3, AES_256_GCM_SHA512_128', async () => {
  const key = await frameKey(bytes('000102030405060708090a0b0c0d0e0f'), 0x123), cipher = cipherOf(key, 0x4567, bytes('99012345674945544620534672616d65205747'));
  assert.equal(hex(key.salt), '84991c167b8cd23c93708ec7');
  assert.equal(hex(cipher.iv as Uint8Array), '84991c167b8cd23c9370cba0');
  assert.equal(hex(await crypto.subtle.encrypt(cipher, key.key, bytes('64726166742d696574662d736672616d652d656e63'))), '94f509d36e9beacb0e261d99c7d1e972f1fed787d4049f17ca21353c1cc24d56ceabced279');
});

test('a frame comes back as it was; its head is readable on the way, and nothing else', async () => {
  const key = await frameKey(secret, 1);
  for (const clear of [1, 3, 10]) {
    const sealed = await encryptFrame(key, 5, frame, clear, 'camera');
    assert.equal(hex(sealed.subarray(0, clear)), hex(frame.subarray(0, clear)));
    assert.ok(!hex(sealed).includes(hex(frame.subarray(clear, clear + 8))));
    assert.deepEqual(readTrailer(sealed), { keyId: 1, counter: 5, clear });
    assert.deepEqual(await decryptFrame(key, sealed, 'camera'), frame);
  }
});

test('frames shorter than their head, and counters beyond 32 bits, are no exception', async () => {
  const key = await frameKey(secret, 300), counter = 2 ** 40 + 3;
  const sealed = await encryptFrame(key, counter, frame.subarray(0, 2), 10, 'camera');
  assert.deepEqual(readTrailer(sealed), { keyId: 300 & 255, counter, clear: 2 });
  assert.deepEqual(await decryptFrame(key, sealed, 'camera'), frame.slice(0, 2));
  assert.notEqual(hex(sealed), hex(await encryptFrame(key, counter - 2 ** 32, frame.subarray(0, 2), 10, 'camera')));
});

test('one bit changed anywhere, another key, another id of it or another slot, and the frame is refused', async () => {
  const key = await frameKey(secret, 1), sealed = await encryptFrame(key, 5, frame.subarray(0, 40), 3, 'camera');
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    await assert.rejects(decryptFrame(key, changed, 'camera'), `byte ${at}`);
  }
  await assert.rejects(decryptFrame(await frameKey(bytes('08'.repeat(32)), 1), sealed, 'camera'));
  await assert.rejects(decryptFrame(await frameKey(secret, 2), sealed, 'camera'));
  await assert.rejects(decryptFrame(key, sealed, 'screen'));
  await assert.rejects(decryptFrame(key, frame.slice(0, 20), 'camera'));
});

test('the same frame twice is another one on the wire each time', async () => {
  const key = await frameKey(secret, 1), seen = new Set(await Promise.all(Array.from({ length: 50 }, async (_, counter) => hex((await encryptFrame(key, counter, frame, 1, 'microphone')).subarray(1, -8)))));
  assert.equal(seen.size, 50);
});

test('a frame counts once, in whatever order they come, and not long after', () => {
  const replays = new Replays();
  for (const counter of [0, 1, 5, 3, 2, 4]) assert.equal(replays.isNew(counter), true);
  for (const counter of [0, 5, 3]) assert.equal(replays.isNew(counter), false);
  for (let counter = 6; counter < 3 * Replays.window; counter++) replays.isNew(counter);
  assert.equal(replays.isNew(100), false);
  assert.equal(replays.isNew(3 * Replays.window - 1), false);
  assert.equal(replays.isNew(3 * Replays.window), true);
});
