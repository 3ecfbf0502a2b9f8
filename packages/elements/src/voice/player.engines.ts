import { decoded } from './recording.ts';
import { stretched } from './stretch.ts';
import { monoOf } from './waveform.ts';

/** What plays one sound. Times are seconds of the sound itself, at any rate. */
export interface Engine {
  readonly time: number;
  /** Undefined while that is not known. */
  readonly duration: number | undefined;
  play(): Promise<void>;
  pause(): void;
  seek(time: number): void;
  setRate(rate: number): void;
  dispose(): void;
}

export interface Heard {
  /** It waits for bytes, or goes on. */
  waits(isWaiting: boolean): void;
  ends(): void;
  fails(): void;
}

/** The browser's own: it plays before the whole is there, and asks for the parts that are wanted. */
export function mediaEngine(url: string, heard: Heard): Engine {
  const audio = new Audio();
  audio.preload = 'metadata';
  audio.src = url;
  audio.addEventListener('waiting', () => heard.waits(true));
  audio.addEventListener('playing', () => heard.waits(false));
  audio.addEventListener('ended', () => heard.ends());
  audio.addEventListener('error', () => heard.fails());
  return {
    get time() { return audio.currentTime; },
    get duration() { return Number.isFinite(audio.duration) ? audio.duration : undefined; },
    play: () => audio.play(),
    pause: () => audio.pause(),
    seek: (time) => { audio.currentTime = time; },
    setRate: (rate) => { audio.playbackRate = audio.defaultPlaybackRate = rate; },
    dispose() {
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
    },
  };
}

/** For what no media element may or can play: the whole of it, decoded. Undefined where it cannot be. */
export async function bufferEngine(bytes: ArrayBuffer, heard: Heard): Promise<Engine | undefined> {
  const sound = await decoded(bytes);
  if (!sound) return undefined;
  const { duration, sampleRate } = sound, samples = monoOf(sound), faster = new Map<number, AudioBuffer>([[1, sound]]);
  let context: AudioContext | undefined, source: AudioBufferSourceNode | undefined;
  let rate = 1, from = 0, startedAt = 0;
  const bufferAt = (rate: number): AudioBuffer => {
    let buffer = faster.get(rate);
    if (!buffer) {
      const data = stretched(samples, rate, sampleRate);
      buffer = new AudioBuffer({ length: data.length, sampleRate });
      buffer.copyToChannel(data, 0);
      faster.set(rate, buffer);
    }
    return buffer;
  };
  const now = (): number => (source && context ? Math.min(duration, from + (context.currentTime - startedAt) * rate) : from);
  const stop = (): void => {
    from = now();
    if (source) source.onended = null;
    source?.stop();
    source = undefined;
  };
  const start = (): void => {
    source = new AudioBufferSourceNode(context!, { buffer: bufferAt(rate) });
    source.connect(context!.destination);
    source.onended = () => {
      stop();
      heard.ends();
    };
    startedAt = context!.currentTime;
    source.start(0, from / rate);
  };
  const change = (act: () => void): void => {
    const isPlaying = !!source;
    stop();
    act();
    if (isPlaying) start();
  };
  return {
    get time() { return now(); },
    duration,
    async play() {
      context ??= new AudioContext();
      await context.resume();
      if (!source) start();
    },
    pause: stop,
    seek: (time) => change(() => { from = Math.min(time, duration); }),
    setRate: (wanted) => change(() => { rate = wanted; }),
    dispose() {
      stop();
      void context?.close();
    },
  };
}
