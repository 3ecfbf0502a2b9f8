import { openMicrophone, type RecordingSettings } from './microphone.ts';
import { monoOf, peaksOf, soundIn } from './waveform.ts';
import { asFile } from './webm.ts';

/** A voice that was recorded. */
export interface VoiceRecording {
  blob: Blob;
  /** Without parameters: `audio/webm`, `audio/mp4` or `audio/ogg`. */
  mediaType: string;
  /** In seconds. */
  duration: number;
  /** Loudness over time: 100 whole numbers from 0 to 100. */
  peaks: number[];
}

export interface RecordingLimits {
  /** Longest recording, in seconds. */
  maxDuration: number;
  maxBytes: number;
}

/** Why a recording ended by itself. */
export type RecordingEnd = 'limit' | 'disconnected';

const bitrates = { low: 16_000, standard: 32_000, high: 64_000 };
// Opus in WebM wherever there is it; Safari before 18.4 records AAC.
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
const between = 100; // ms between two looks at the level

/** One recording, from the microphone's opening to its end. It knows no element, so that it goes on where one is moved. */
export class Recording {
  /** Loudness of the last looks, 0 to 100, newest last. */
  levels: readonly number[] = [];
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #context = new AudioContext();
  readonly #settings: RecordingSettings;
  readonly #limits: RecordingLimits;
  readonly #chunks: Blob[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  #bytes = 0;
  #recorded = 0;
  #since: number | undefined;

  /** Asks for the microphone and records. `onLook` is called ten times a second, `onEnd` when it ended by itself. Rejects with a `MicrophoneError`. */
  static async start(settings: RecordingSettings, limits: RecordingLimits, onLook: () => void, onEnd: (why: RecordingEnd) => void): Promise<Recording> {
    return new Recording(await openMicrophone(settings), settings, limits, onLook, onEnd);
  }

  private constructor(stream: MediaStream, settings: RecordingSettings, limits: RecordingLimits, onLook: () => void, onEnd: (why: RecordingEnd) => void) {
    this.#stream = stream;
    this.#settings = settings;
    this.#limits = limits;
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, { audioBitsPerSecond: bitrates[settings.quality], ...(mimeType ? { mimeType } : {}) });
    this.#recorder.addEventListener('dataavailable', ({ data }) => {
      this.#chunks.push(data);
      this.#bytes += data.size;
    });
    stream.getAudioTracks()[0]?.addEventListener('ended', () => onEnd('disconnected'));
    const analyser = this.#context.createAnalyser(), samples = new Float32Array(analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(analyser);
    // A timer and no animation frame: it is to be heard in a page that is behind others, too.
    this.#timer = setInterval(() => {
      if (this.isPaused) return;
      analyser.getFloatTimeDomainData(samples);
      this.levels = [...this.levels.slice(-199), level(samples)];
      if (this.left <= 0) onEnd('limit');
      else onLook();
    }, between);
    this.#recorder.start(1000);
    this.#since = performance.now();
  }

  get isPaused(): boolean {
    return this.#since === undefined;
  }

  /** In seconds, without pauses. */
  get duration(): number {
    return (this.#recorded + (this.#since === undefined ? 0 : performance.now() - this.#since)) / 1000;
  }

  /** How many more seconds there is room for. */
  get left(): number {
    const { maxDuration, maxBytes } = this.#limits;
    // What comes within the next second is not counted yet.
    return Math.min(maxDuration - this.duration, ((maxBytes - this.#bytes) * 8) / bitrates[this.#settings.quality] - 2);
  }

  pause(): void {
    this.#recorded = this.duration * 1000;
    this.#since = undefined;
    this.#recorder.pause();
  }

  resume(): void {
    this.#recorder.resume();
    this.#since = performance.now();
  }

  /** Ends it and gives the microphone back. Undefined where nothing was recorded. */
  async finish(): Promise<VoiceRecording | undefined> {
    const duration = this.duration;
    await this.#stop();
    const blob = new Blob(this.#chunks, { type: this.#recorder.mimeType.split(';')[0]! });
    return blob.size ? finished(blob, duration, this.levels, this.#settings.trimsSilence) : undefined;
  }

  /** Ends it and keeps nothing. */
  discard(): void {
    void this.#stop();
  }

  async #stop(): Promise<void> {
    clearInterval(this.#timer);
    const stopped = this.#recorder.state === 'inactive' || new Promise((resolve) => this.#recorder.addEventListener('stop', resolve, { once: true }));
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    await stopped;
    for (const track of this.#stream.getTracks()) track.stop();
    await this.#context.close().catch(() => {});
  }
}

async function finished(blob: Blob, elapsed: number, levels: readonly number[], trims: boolean): Promise<VoiceRecording> {
  const mediaType = blob.type || 'audio/webm';
  const bytes = new Uint8Array(await blob.arrayBuffer()), sound = await decoded(bytes.slice().buffer);
  const samples = sound && monoOf(sound), heard = trims && samples ? soundIn(samples, sound.sampleRate) : undefined;
  const ms = (at: number) => (at / sound!.sampleRate) * 1000;
  const file = mediaType === 'audio/webm' ? asFile(bytes, heard && ms(heard.start), heard && ms(heard.end)) : undefined;
  const isCut = file && heard;
  return {
    blob: file ? new Blob([file.bytes], { type: mediaType }) : blob,
    mediaType,
    duration: file?.duration ?? sound?.duration ?? elapsed,
    peaks: samples ? peaksOf(isCut ? samples.subarray(heard.start, heard.end) : samples) : peaksOf(Float32Array.from(levels, (one) => one / 100)),
  };
}

/** Undefined where the browser cannot read it. */
export async function decoded(bytes: ArrayBuffer): Promise<AudioBuffer | undefined> {
  // Offline, so no device is opened for it.
  return new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes).catch(() => undefined);
}

/** From 0 (−60 dB and less) to 100 (0 dB), so that a voice moves the upper half. */
function level(samples: Float32Array): number {
  const loudness = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
  return Math.round(Math.min(1, Math.max(0, 1 + Math.log10(Math.max(loudness, 1e-6)) / 3)) * 100);
}
