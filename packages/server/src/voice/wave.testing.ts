/** A WAV file of so many seconds: a tone, 8 kHz, one channel. */
export function wave(seconds: number, samplesPerSecond = 8000): Buffer {
  const samples = Int16Array.from({ length: seconds * samplesPerSecond }, (_, at) => Math.sin(2 * Math.PI * 220 * at / samplesPerSecond) * 12_000), head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  for (const [value, at] of [[16, 16], [samplesPerSecond, 24], [samplesPerSecond * 2, 28], [samples.byteLength, 40]] as const) head.writeUInt32LE(value, at);
  for (const [value, at] of [[1, 20], [1, 22], [2, 32], [16, 34]] as const) head.writeUInt16LE(value, at);
  head.write('data', 36);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}
