import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { processFile } from './process.ts';

const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-image-'));
after(() => fs.rm(folder, { recursive: true }));

async function drawn(content: string, signal = new AbortController().signal) {
  const file = path.join(folder, 'drawing.svg'), work = await fs.mkdtemp(path.join(folder, 'work-'));
  await fs.writeFile(file, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="900" height="600">${content}</svg>`);
  return processFile({ path: file, name: 'drawing.svg', mediaType: 'image/svg+xml', kind: 'image' }, {}, work, signal);
}

test('a drawing has its size and pictures, and shows nothing of the files beside it', async () => {
  await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } }).png().toFile(path.join(folder, 'secret.png'));
  const { facts, renditions, text, problems } = await drawn(`<rect width="900" height="600" fill="teal"/><text>Valve</text><image xlink:href="secret.png" width="900" height="600"/><image xlink:href="file://${folder}/secret.png" width="900" height="600"/>`);
  assert.deepEqual([facts, renditions.map(({ kind, width, height }) => [kind, width, height]), text, problems], [{ width: 900, height: 600 }, [['thumbnail', 480, 320], ['preview', 900, 600]], 'Valve', []]);
  const { data } = await sharp(renditions[1]!.path).extract({ left: 450, top: 300, width: 1, height: 1 }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.ok(data[0]! < 10 && data[1]! > 100, [...data].join());
});

test('a drawing that would take for ever ends with whoever waits for it', { timeout: 60_000 }, async () => {
  const filter = '<filter id="f">' + '<feTurbulence numOctaves="1000" baseFrequency="0.5"/><feGaussianBlur stdDeviation="99"/>'.repeat(100) + '</filter>';
  await assert.rejects(drawn(filter + '<rect width="900" height="600" filter="url(#f)"/>'.repeat(100), AbortSignal.timeout(1000)), { name: 'TimeoutError' });
});

test('a sound with a drawing as its cover has no cover; one with a photo has', async () => {
  const covered = async (picture: Buffer) => {
    const frame = Buffer.concat([Buffer.from('\0image/jpeg\0\x03\0', 'latin1'), picture]), head = Buffer.from('APIC\0\0\0\0\0\0'), tag = Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1');
    head.writeUInt32BE(frame.length, 4);
    for (let i = 0; i < 4; i++) tag[6 + i] = (head.length + frame.length) >> 7 * (3 - i) & 127;
    const file = path.join(folder, 'sound.mp3');
    await fs.writeFile(file, Buffer.concat([tag, head, frame, Buffer.alloc(10_000)]));
    return (await processFile({ path: file, name: 'sound.mp3', mediaType: 'audio/mpeg', kind: 'audio' }, {}, await fs.mkdtemp(path.join(folder, 'work-')), new AbortController().signal)).renditions.length;
  };
  assert.equal(await covered(await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } }).jpeg().toBuffer()), 2);
  assert.equal(await covered(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')), 0);
});
