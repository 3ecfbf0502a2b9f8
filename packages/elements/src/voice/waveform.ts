import { svg, type SVGTemplateResult } from 'lit';

/** How many peaks a recording is drawn from. */
export const peakCount = 100;
/** Quieter than this, of 1, is silence: −46 dB. */
export const silence = 0.005;

/** Loudness over time: `peakCount` whole numbers from 0 to 100, the loudest of them 100 unless all is silence. */
export function peaksOf(samples: Float32Array): number[] {
  const size = Math.max(1, samples.length / peakCount);
  const loudness = Array.from({ length: peakCount }, (_, at) => rms(samples, Math.floor(at * size), Math.floor((at + 1) * size)));
  const most = Math.max(...loudness);
  // The root brings quiet speech up to where it can be seen.
  return loudness.map((one) => (most < silence ? 0 : Math.round(Math.sqrt(one / most) * 100)));
}

/** Where sound begins and ends, in samples, with `margin` samples of what is around it; undefined where nothing is heard. */
export function soundIn(samples: Float32Array, sampleRate: number, margin = sampleRate * 0.25): { start: number; end: number } | undefined {
  const step = Math.max(1, Math.round(sampleRate * 0.02));
  let first = -1, last = -1;
  for (let at = 0; at < samples.length; at += step) {
    if (rms(samples, at, at + step) < silence) continue;
    if (first < 0) first = at;
    last = at + step;
  }
  return first < 0 ? undefined : { start: Math.max(0, Math.floor(first - margin)), end: Math.min(samples.length, Math.ceil(last + margin)) };
}

/** The mean of all channels. */
export function monoOf(buffer: AudioBuffer): Float32Array {
  const first = buffer.getChannelData(0);
  if (buffer.numberOfChannels === 1) return first;
  const mixed = new Float32Array(buffer.length);
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) buffer.getChannelData(channel).forEach((value, at) => (mixed[at]! += value / buffer.numberOfChannels));
  return mixed;
}

function rms(samples: Float32Array, from: number, to: number): number {
  let sum = 0;
  const end = Math.min(to, samples.length);
  for (let at = from; at < end; at++) sum += samples[at]! ** 2;
  return end > from ? Math.sqrt(sum / (end - from)) : 0;
}

/** As many bars as there is room for, each the loudest of its share. */
export function barsOf(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * peaks.length) / count), to = Math.max(from + 1, Math.floor(((at + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to));
  });
}

/** Bars from 0 to 100 as one stroke each, in a drawing that stretches to its box; those before `played` (a share of 1) look so. */
export function waveform(bars: readonly number[], played = 0): SVGTemplateResult {
  const split = Math.round(played * bars.length);
  return svg`<path class="played" d=${strokes(bars.slice(0, split), 0)}></path><path class="ahead" d=${strokes(bars.slice(split), split)}></path>`;
}

const strokes = (bars: readonly number[], from: number): string =>
  bars.map((bar, at) => { const half = Math.max(2, bar * 0.44); return `M${from + at + 0.5} ${round(50 - half)}V${round(50 + half)}`; }).join('');
const round = (value: number): number => Math.round(value * 10) / 10;
