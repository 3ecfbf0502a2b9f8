// Tracks that are known again on the other side: pictures of one colour, tones of one pitch.

export interface Known { readonly track: MediaStreamTrack; stop(): void }

/** A moving picture, mostly of one colour. */
export function picture(colour: string, { width = 320, height = 240, frames = 15 } = {}): Known {
  const canvas = Object.assign(document.createElement('canvas'), { width, height }), context = canvas.getContext('2d')!;
  let at = 0;
  const timer = setInterval(() => {
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#000';
    context.fillRect((at += 7) % width, 0, 8, 8);
  }, 1000 / frames);
  const [track] = canvas.captureStream(frames).getVideoTracks();
  return { track: track!, stop: () => { clearInterval(timer); track!.stop(); } };
}

let shared: AudioContext | undefined;
const audio = () => (shared ??= new AudioContext({ sampleRate: 48_000 }));

export function tone(hertz: number): Known {
  const oscillator = new OscillatorNode(audio(), { frequency: hertz }), gain = new GainNode(audio(), { gain: 0.4 }), out = new MediaStreamAudioDestinationNode(audio(), { channelCount: 1 });
  oscillator.connect(gain).connect(out);
  oscillator.start();
  const [track] = out.stream.getAudioTracks();
  return { track: track!, stop: () => { oscillator.stop(); track!.stop(); } };
}

/** Somebody who speaks, two syllables and two breaths a second, in a room that hisses: pulses at 120 Hz through the formants of an a, and white noise. */
export function speechInNoise({ voice = 1, noise = 0.05 } = {}): Known {
  const seconds = 2, buffer = new AudioBuffer({ length: seconds * 48_000, sampleRate: 48_000 }), hiss = buffer.getChannelData(0);
  for (let index = 0; index < hiss.length; index++) hiss[index] = (Math.random() * 2 - 1) * noise;
  const room = new AudioBufferSourceNode(audio(), { buffer, loop: true }), pulses = new OscillatorNode(audio(), { type: 'sawtooth', frequency: 120 }), syllables = new OscillatorNode(audio(), { type: 'square', frequency: 2 });
  const said = new GainNode(audio(), { gain: 0.5 }), depth = new GainNode(audio(), { gain: 0.5 }), loud = new GainNode(audio(), { gain: voice }), out = new MediaStreamAudioDestinationNode(audio(), { channelCount: 1 });
  for (const [frequency, Q, gain] of [[730, 8, 0.8], [1090, 10, 0.4], [2440, 14, 0.2]] as const) pulses.connect(new BiquadFilterNode(audio(), { type: 'bandpass', frequency, Q })).connect(new GainNode(audio(), { gain })).connect(said);
  syllables.connect(depth).connect(said.gain);
  said.connect(loud).connect(out);
  room.connect(out);
  for (const source of [room, pulses, syllables]) source.start();
  const [track] = out.stream.getAudioTracks();
  return { track: track!, stop: () => { for (const source of [room, pulses, syllables]) source.stop(); track!.stop(); } };
}

/** How loud a track is in its breaths and in its syllables, in dB of full scale: the quietest and the loudest fifth of what is heard in so many ms. */
export async function loudness(track: MediaStreamTrack, ms = 1500): Promise<{ quiet: number; loud: number }> {
  const player = document.createElement('audio');
  player.muted = true;
  player.srcObject = new MediaStream([track]);
  const source = new MediaStreamAudioSourceNode(audio(), { mediaStream: new MediaStream([track]) }), analyser = new AnalyserNode(audio(), { fftSize: 2048 }), samples = new Float32Array(2048), levels: number[] = [];
  source.connect(analyser);
  await player.play().catch(() => undefined);
  try {
    for (const end = performance.now() + ms; performance.now() < end;) {
      await new Promise((resolve) => { setTimeout(resolve, 40); });
      analyser.getFloatTimeDomainData(samples);
      levels.push(10 * Math.log10(samples.reduce((sum, value) => sum + value * value, 0) / samples.length + 1e-10));
    }
    levels.sort((one, other) => one - other);
    return { quiet: levels[Math.floor(levels.length / 5)]!, loud: levels[Math.floor((levels.length * 4) / 5)]! };
  } finally {
    source.disconnect();
    player.srcObject = null;
  }
}

/** The colour of the next frame of a track that was decoded, as [red, green, blue]. */
export async function nextColour(track: MediaStreamTrack): Promise<[number, number, number]> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
    await new Promise<unknown>((resolve) => { video.requestVideoFrameCallback(resolve); });
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 }), context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(video, 0, 0, 8, 8);
    const [red, green, blue] = context.getImageData(4, 6, 1, 1).data;
    return [red!, green!, blue!];
  } finally {
    video.srcObject = null;
  }
}

/** The loudest pitch in a track, in Hz; 0 while it is silent. */
export async function pitch(track: MediaStreamTrack): Promise<number> {
  const player = document.createElement('audio'); // Chromium gives sound of the other side only where it is played
  player.muted = true;
  player.srcObject = new MediaStream([track]);
  const source = new MediaStreamAudioSourceNode(audio(), { mediaStream: new MediaStream([track]) }), analyser = new AnalyserNode(audio(), { fftSize: 4096, smoothingTimeConstant: 0 });
  source.connect(analyser);
  await player.play().catch(() => undefined);
  const bins = new Float32Array(analyser.frequencyBinCount);
  try {
    await new Promise((resolve) => { setTimeout(resolve, 150); }); // a window of the transform is filled
    analyser.getFloatFrequencyData(bins);
    const loudest = bins.reduce((best, level, index) => (level > bins[best]! ? index : best), 0);
    return bins[loudest]! < -70 ? 0 : (loudest * audio().sampleRate) / analyser.fftSize;
  } finally {
    source.disconnect();
    player.srcObject = null;
  }
}

export const isNear = (value: number, wanted: number, by = 15): boolean => Math.abs(value - wanted) <= by;

/** Asks again until it is so; for what has no event of its own. */
export async function becomes(what: string, isSo: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!await isSo()) {
    if (performance.now() > end) throw new Error(`Waited ${patienceMs / 1000} s for: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 30); });
  }
}

const rgb: Readonly<Record<string, readonly [number, number, number]>> = { red: [255, 0, 0], lime: [0, 255, 0], blue: [0, 0, 255], yellow: [255, 255, 0] };

export const shows = (track: () => MediaStreamTrack | undefined, colour: keyof typeof rgb): Promise<void> => becomes(`a picture in ${colour}`, async () => {
  const now = track();
  if (!now) return false;
  const seen = await Promise.race([nextColour(now).catch(() => undefined /* its player was stopped meanwhile */), new Promise<undefined>((resolve) => { setTimeout(resolve, 1000); })]);
  return seen !== undefined && seen.every((part, index) => isNear(part, rgb[colour]![index]!, 60));
});

export const sounds = (track: () => MediaStreamTrack | undefined, hertz: number): Promise<void> => becomes(`a tone of ${hertz} Hz`, async () => {
  const now = track();
  return now !== undefined && isNear(await pitch(now), hertz, 25);
});
