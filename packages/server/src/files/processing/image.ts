import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { runScript, runTool } from './run.ts';
import type { FileFacts, Made, MadeRendition, Source, Workshop } from './types.ts';

// What is cached holds memory for pictures that are not asked for again; one thread a picture, several pictures at once.
sharp.cache(false);
sharp.concurrency(1);

const thumbnailSide = 480, previewSide = 2048, mostPixels = 100_000_000, mostSvgBytes = 10_000_000, seconds = 60;
const options = { limitInputPixels: mostPixels, failOn: 'none', pages: 1 } as const;

async function picture(input: string | Buffer, kind: 'thumbnail' | 'preview', side: number, folder: string, isUpright = false): Promise<MadeRendition> {
  const file = path.join(folder, `${kind}.webp`);
  // Without `keep…` nothing of what the file says of itself is taken over: no place, no device, no profile, so colours are brought to sRGB.
  const read = sharp(input, options).timeout({ seconds }), turned = isUpright ? read : read.autoOrient();
  const { width, height } = await turned.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true }).toColourspace('srgb').webp({ quality: kind === 'preview' ? 82 : 76 }).toFile(file);
  return { kind, path: file, mediaType: 'image/webp', width, height };
}

/** A small and a large picture of what sharp reads: upright, unless it `isUpright` whatever it says, in sRGB, without what the original says of place and device. Of what moves, the first frame. */
export async function picturesOf(input: string | Buffer, folder: string, isUpright = false): Promise<MadeRendition[]> {
  return [await picture(input, 'thumbnail', thumbnailSide, folder, isUpright), await picture(input, 'preview', previewSide, folder, isUpright)];
}

/** Only the small one, for what is no picture itself. */
export const thumbnailOf = (input: string | Buffer, folder: string): Promise<MadeRendition> => picture(input, 'thumbnail', thumbnailSide, folder);

/** Pixels as one sees them, turned upright. */
async function sizeOf(input: string | Buffer, isUpright = false): Promise<FileFacts> {
  const { width, height, autoOrient } = await sharp(input, options).metadata();
  return isUpright ? { width, height } : { width: autoOrient.width, height: autoOrient.height };
}

/** BMP's header alone: nothing here decodes it. */
async function sizeOfBmp(file: string): Promise<FileFacts> {
  const handle = await fs.open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(26), 0, 26, 0);
    if (bytesRead < 26) return {};
    const isOld = buffer.readUInt32LE(14) === 12; // OS/2's header has 16-bit sizes
    const [width, height] = isOld ? [buffer.readUInt16LE(18), buffer.readUInt16LE(20)] : [buffer.readInt32LE(18), Math.abs(buffer.readInt32LE(22))];
    return width > 0 && height > 0 ? { width, height } : {};
  } finally { await handle.close(); }
}

const sharpFile = createRequire(import.meta.url).resolve('sharp');
/** A drawing can ask for years of work in a few words, and what draws it cannot be ended. Read from memory it has no place in the file system, so no reference leads out of it. */
const draw = `
  const [sharpFile, file, output, side, limitInputPixels] = process.argv.slice(1), sharp = require(sharpFile), options = { limitInputPixels: Number(limitInputPixels), failOn: 'none' };
  const input = require('node:fs').readFileSync(file), size = { width: Number(side), height: Number(side), fit: 'inside', withoutEnlargement: true };
  sharp(input, options).metadata().then(({ width, height }) => sharp(input, options).resize(size).png().toFile(output).then(() => { process.stdout.write(JSON.stringify({ width, height })); }));
`;

interface Readable { input?: string | Buffer; isUpright?: boolean; facts: FileFacts }

/** The picture in a form that sharp reads; without one where the program for it is missing. */
async function readable({ path: file, mediaType }: Source, { tools, folder, signal }: Workshop): Promise<Readable> {
  if (mediaType === 'image/svg+xml') {
    if ((await fs.stat(file)).size > mostSvgBytes) return { facts: {} };
    const drawn = path.join(folder, 'drawn.png');
    const { output: facts } = await runScript(tools, draw, [sharpFile, file, drawn, String(previewSide), String(mostPixels)], { seconds, folder, signal });
    return { input: drawn, facts: JSON.parse(facts.toString()) as FileFacts };
  }
  if (mediaType === 'image/heic' || mediaType === 'image/heif') {
    // HEIF turns its pictures by a property of its own; what the Exif data in it say of that does not count.
    const facts = await sizeOf(file, true).catch((): FileFacts => ({})), output = path.join(folder, 'decoded.png');
    if (!tools.heifConvert) return { facts };
    await runTool(tools, 'heifConvert', [file, output], { seconds, folder, signal });
    const first = await fs.access(output).then(() => output, () => path.join(folder, 'decoded-1.png')); // of several pictures each has a number
    return { input: first, isUpright: true, facts: await sizeOf(first, true) };
  }
  if (mediaType === 'image/bmp') {
    const facts = await sizeOfBmp(file), output = path.join(folder, 'decoded.png');
    if (!tools.ffmpeg || (facts.width ?? 0) * (facts.height ?? 0) > mostPixels) return { facts };
    await runTool(tools, 'ffmpeg', ['-nostdin', '-v', 'error', '-protocol_whitelist', 'file', '-f', 'bmp_pipe', '-i', file, '-frames:v', '1', '-y', output], { seconds, folder, signal });
    return { input: output, facts };
  }
  return { input: file, facts: await sizeOf(file) };
}

/** Size and pictures of an image. */
export async function readImage(source: Source, workshop: Workshop): Promise<Pick<Made, 'facts' | 'renditions'>> {
  const { input, isUpright, facts } = await readable(source, workshop);
  workshop.signal.throwIfAborted();
  return { facts, renditions: input === undefined ? [] : await picturesOf(input, workshop.folder, isUpright) };
}
