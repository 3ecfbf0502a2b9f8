import type { Readable } from 'node:stream';
import { opened } from './media.ts';
import { runTool } from './run.ts';
import type { Source, Workshop } from './types.ts';

const samplesPerSecond = 8000, count = 120, mostSeconds = 6 * 3600;

/** The loudest sample of each tenth of a second, of 16-bit samples as they come. */
async function loudness(stream: Readable): Promise<number[]> {
  const found: number[] = [], window = samplesPerSecond / 10;
  let loudest = 0, samples = 0, half: number | undefined;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let bytes = chunk;
    if (half !== undefined) bytes = Buffer.concat([Buffer.of(half), chunk]);
    half = bytes.length % 2 ? bytes[bytes.length - 1] : undefined;
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      loudest = Math.max(loudest, Math.abs(bytes.readInt16LE(i)));
      if (++samples < window) continue;
      found.push(loudest);
      loudest = samples = 0;
    }
  }
  if (samples > 0) found.push(loudest);
  return found;
}

/** Loudness over the time of a sound, from 0 to 100, the loudest place 100; undefined where ffmpeg is missing. */
export async function peaksOf(source: Source, { tools, folder, signal }: Workshop): Promise<number[] | undefined> {
  const input = opened(source);
  if (!tools.ffmpeg || !input) return undefined;
  let levels: number[] = [];
  await runTool(tools, 'ffmpeg', ['-nostdin', '-v', 'error', '-t', String(mostSeconds), ...input, '-map', '0:a:0', '-ac', '1', '-ar', String(samplesPerSecond), '-f', 's16le', 'pipe:1'],
    { seconds: 300, folder, signal, read: async (stream) => { levels = await loudness(stream); } });
  if (levels.length === 0) return undefined;
  const peaks = Array.from({ length: Math.min(count, levels.length) }, (_, i, all = Math.min(count, levels.length)) =>
    levels.slice(Math.floor(i * levels.length / all), Math.floor((i + 1) * levels.length / all)).reduce((most, level) => Math.max(most, level), 0));
  const loudest = Math.max(...peaks, 1);
  return peaks.map((peak) => Math.round(100 * peak / loudest));
}

/** Bars in a grey that stands on light and dark grounds. */
export function drawnPeaks(peaks: readonly number[]): Buffer {
  const bars = peaks.map((peak, i) => { const height = Math.max(4, peak * 2.4); return `<rect x="${i * 4}" y="${(270 - height) / 2}" width="2.4" height="${height}" rx="1.2"/>`; });
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="480" height="270" viewBox="0 0 ${Math.max(1, peaks.length * 4)} 270" preserveAspectRatio="none"><g fill="#7d828c">${bars.join('')}</g></svg>`);
}
