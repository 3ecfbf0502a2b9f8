/** How loud speech is at least, and how often that is looked at. */
const spoken = 0.02, lookMs = 100;
/** A pause that ends a piece; the longest piece; and how much of a silence before speech stays in it. */
const pauseMs = 600, longestMs = 5000, silenceMs = 1500;
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

const typeOf = () => types.find((type) => MediaRecorder.isTypeSupported(type));

interface Recording { readonly recorder: MediaRecorder; readonly began: number; lastSpoken: number | undefined; isKept: boolean }

/** What a microphone hears, cut at pauses into files of their own, of which those with speech in them are handed on. */
export class Pieces {
  static canCut(): boolean { return typeof MediaRecorder !== 'undefined' && typeOf() !== undefined; }

  readonly #level: () => number;
  readonly #onPiece: (piece: Blob) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #track: MediaStreamTrack | undefined;
  #now: Recording | undefined;

  /** `level`: how loud the microphone is, 0 to 1; 0 while it is muted. */
  constructor(level: () => number, onPiece: (piece: Blob) => void) {
    this.#level = level;
    this.#onPiece = onPiece;
    this.#timer = setInterval(() => { this.#look(); }, lookMs);
  }

  /** Another microphone, or none. */
  follow(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#cut();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#drop();
  }

  #look(): void {
    const track = this.#track, at = performance.now();
    if (!track?.enabled || track.readyState === 'ended') { this.#cut(); return; }
    const piece = this.#now ??= this.#begin(track, at);
    if (this.#level() >= spoken) piece.lastSpoken = at;
    const { began, lastSpoken } = piece;
    if (lastSpoken === undefined ? at - began >= silenceMs : at - lastSpoken >= pauseMs || at - began >= longestMs) this.#cut();
  }

  #begin(track: MediaStreamTrack, began: number): Recording {
    const type = typeOf()!, recorder = new MediaRecorder(new MediaStream([track]), { mimeType: type, audioBitsPerSecond: 24_000 }), piece: Recording = { recorder, began, lastSpoken: undefined, isKept: false };
    recorder.addEventListener('dataavailable', ({ data }) => { if (piece.isKept && data.size > 0) this.#onPiece(new Blob([data], { type: type.split(';')[0]! })); });
    recorder.start();
    return piece;
  }

  /** Ends a piece; the next one begins with the next look. */
  #cut(): void {
    if (!this.#now) return;
    this.#now.isKept = this.#now.lastSpoken !== undefined;
    this.#drop();
  }

  #drop(): void {
    const { recorder } = this.#now ?? {};
    this.#now = undefined;
    if (recorder && recorder.state !== 'inactive') recorder.stop();
  }
}
