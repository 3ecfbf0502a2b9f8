const sampleRate = 16_000;

/** A WAV file of so many seconds: silence, with a tone from `from` to `to`. */
export function tone(duration: number, from = 0, to = duration): Blob {
  const samples = Int16Array.from({ length: duration * sampleRate }, (_, at) => {
    const time = at / sampleRate;
    return time >= from && time < to ? Math.sin(2 * Math.PI * 220 * time) * 12_000 : 0;
  });
  const head = new DataView(new ArrayBuffer(44)), text = (at: number, word: string) => [...word].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  head.setUint32(4, 36 + samples.byteLength, true);
  text(8, 'WAVEfmt ');
  [[16, 16], [24, sampleRate], [28, sampleRate * 2], [40, samples.byteLength]].forEach(([at, value]) => head.setUint32(at!, value!, true));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => head.setUint16(at!, value!, true));
  text(36, 'data');
  return new Blob([head, samples], { type: 'audio/wav' });
}

/** Somebody speaking in four sentences, as peaks. */
export const speech = Array.from({ length: 100 }, (_, at) => Math.round(Math.abs(Math.sin(at / 2.3) * Math.cos(at / 7) + Math.sin(at * 1.7) * 0.3) * 75 * (at % 26 > 22 ? 0.1 : 1)));
