import path from 'node:path';
import type { Readable } from 'node:stream';
import { opened } from './media.ts';
import { runTool } from './run.ts';
import type { FileFacts, Made, MadeRendition, Source, Workshop } from './types.ts';

/** How voice messages are brought to one form. `bitsPerSecond` of the form that is played. */
export interface VoiceSound { readonly bitsPerSecond: number; readonly reducesNoise: boolean; readonly trimsSilence: boolean }

/** EBU R 128 names −23 LUFS for broadcasting; what is heard on small loudspeakers is brought to −16, as AES TD1008 recommends for speech. */
const target = 'I=-16:TP=-1.5:LRA=11';
const samplesPerSecond = 8000, frame = samplesPerSecond / 50, peakCount = 120, seconds = 300;
/** dB over the quietest tenth of a sound, and of full scale: louder is speech. */
const overNoise = 8, leastSpeech = -50;
/** Shorter pauses belong to speech, in frames. */
const breath = 15;

const trim = 'silenceremove=start_periods=1:start_silence=0.2:start_threshold=-50dB,areverse';
const prepared = ({ reducesNoise, trimsSilence }: VoiceSound): string[] => [...(reducesNoise ? ['afftdn=nr=12'] : []), ...(trimsSilence ? [trim, trim] : [])];

/** Loudness of each fiftieth of a second, in dB of full scale, of 16-bit samples as they come. */
async function levelsOf(stream: Readable): Promise<number[]> {
  const levels: number[] = [];
  let power = 0, samples = 0, half: number | undefined;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = half === undefined ? chunk : Buffer.concat([Buffer.of(half), chunk]);
    half = bytes.length % 2 ? bytes[bytes.length - 1] : undefined;
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      power += (bytes.readInt16LE(i) / 32_768) ** 2;
      if (++samples < frame) continue;
      levels.push(10 * Math.log10(power / frame + 1e-10));
      power = samples = 0;
    }
  }
  return levels;
}

/** The share of the time that somebody speaks in: what stands out from the noise, with the breaths between words. */
export function speechShare(levels: readonly number[]): number {
  if (levels.length === 0) return 0;
  const floor = levels.toSorted((a, b) => a - b)[Math.floor(levels.length / 10)]!, least = Math.max(leastSpeech, Math.min(floor + overNoise, -25));
  let spoken = 0, last = -Infinity;
  levels.forEach((level, at) => {
    if (level < least) return;
    spoken += at - last <= breath ? at - last : 1;
    last = at;
  });
  return Math.round(spoken / levels.length * 1000) / 1000;
}

/** From 0 to 100, the loudest place 100; the root brings quiet words up to where they can be seen. */
export function voicePeaks(levels: readonly number[]): number[] {
  const all = Math.min(peakCount, levels.length), power = levels.map((level) => 10 ** (level / 10));
  const bars = Array.from({ length: all }, (_, i) => Math.max(...power.slice(Math.floor(i * levels.length / all), Math.floor((i + 1) * levels.length / all))));
  const most = Math.max(...bars, 1e-8);
  return bars.map((bar) => (most <= 1e-6 ? 0 : Math.round(100 * (bar / most) ** 0.25)));
}

interface Measured { input_i: string; input_tp: string; input_lra: string; input_thresh: string; target_offset: string }

async function measure(input: string[], sound: VoiceSound, { tools, folder, signal }: Workshop): Promise<{ levels: number[]; measured: Measured | undefined }> {
  const graph = `[0:a:0]${[...prepared(sound), 'asplit=2[samples][loudness]'].join(',')};[loudness]loudnorm=${target}:print_format=json[measured]`;
  let levels: number[] = [];
  const { errors } = await runTool(tools, 'ffmpeg', ['-nostdin', '-hide_banner', '-nostats', ...input, '-filter_complex', graph, '-map', '[samples]', '-ac', '1', '-ar', String(samplesPerSecond), '-f', 's16le', 'pipe:1', '-map', '[measured]', '-f', 'null', '-'],
    { seconds, folder, signal, read: async (stream) => { levels = await levelsOf(stream); } });
  const [json] = /\{[^{}]*"input_i"[^{}]*\}/.exec(errors) ?? [];
  const measured = json === undefined ? undefined : JSON.parse(json) as Measured;
  return { levels, measured: measured && Number.isFinite(Number(measured.input_i)) ? measured : undefined };
}

async function playable(input: string[], sound: VoiceSound, measured: Measured | undefined, { tools, folder, signal }: Workshop): Promise<MadeRendition> {
  const output = path.join(folder, 'voice.m4a');
  const loudness = measured && `loudnorm=${target}:measured_I=${measured.input_i}:measured_TP=${measured.input_tp}:measured_LRA=${measured.input_lra}:measured_thresh=${measured.input_thresh}:offset=${measured.target_offset}:linear=true`;
  const filters = [...prepared(sound), 'aformat=channel_layouts=mono', ...(loudness ? [loudness] : []), 'aresample=48000'].join(',');
  await runTool(tools, 'ffmpeg', ['-nostdin', '-v', 'error', ...input, '-map', '0:a:0', '-map_metadata', '-1', '-af', filters, '-ac', '1', '-c:a', 'aac', '-b:a', String(sound.bitsPerSecond), '-movflags', '+faststart', '-y', output], { seconds, folder, signal });
  return { kind: 'playable', path: output, mediaType: 'audio/mp4' };
}

/** Length, waveform, loudness and share of speech of a voice message, and the one form that all browsers play: AAC, one channel, 48 kHz, equally loud. Nothing where ffmpeg is missing. */
export async function readVoice(source: Source, sound: VoiceSound, workshop: Workshop): Promise<Pick<Made, 'facts' | 'renditions'>> {
  const input = opened(source);
  if (!workshop.tools.ffmpeg || !input) return { facts: {}, renditions: [] };
  const { levels, measured } = await measure(input, sound, workshop);
  const facts: FileFacts = {
    duration: Math.round(levels.length * frame / samplesPerSecond * 100) / 100, peaks: voicePeaks(levels), speech: speechShare(levels),
    ...(measured && { loudness: Math.round(Number(measured.input_i) * 10) / 10 }),
  };
  const rendition = await playable(input, sound, measured, workshop).catch((error: unknown): undefined => { workshop.note(error); });
  return { facts, renditions: rendition ? [rendition] : [] };
}
