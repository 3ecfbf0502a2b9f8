/**
 * The same voice in less time at the same pitch: pieces are laid over one another where they are most alike (WSOLA, Verhelst and
 * Roelands 1993). Samples of one channel; `rate` is how many times as fast.
 */
export function stretched(samples: Float32Array, rate: number, sampleRate: number): Float32Array<ArrayBuffer> {
  const size = Math.round(sampleRate * 0.03) & ~1, hop = size / 2, tolerance = Math.round(sampleRate * 0.008);
  const window = Float32Array.from({ length: size }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size));
  const out = new Float32Array(Math.max(1, Math.ceil(samples.length / rate)));
  let natural = 0; // where what was laid last would go on by itself
  for (let at = 0; at < out.length; at += hop) {
    const wanted = Math.round(at * rate);
    const from = at === 0 ? 0 : mostAlike(samples, natural, wanted, tolerance, hop);
    for (let i = 0; i < size && at + i < out.length; i++) out[at + i]! += (samples[from + i] ?? 0) * (at === 0 && i < hop ? 1 : window[i]!);
    natural = from + hop;
  }
  return out;
}

function mostAlike(samples: Float32Array, natural: number, wanted: number, tolerance: number, length: number): number {
  let best = wanted, most = -Infinity;
  // Every fourth is enough to tell, and sixteen times as fast.
  for (let from = Math.max(0, wanted - tolerance); from <= wanted + tolerance; from += 4) {
    let alike = 0;
    for (let i = 0; i < length; i += 4) alike += (samples[natural + i] ?? 0) * (samples[from + i] ?? 0);
    if (alike > most) [best, most] = [from, alike];
  }
  return best;
}
