import { bufferEngine, type Engine, type Heard, mediaEngine } from './player.engines.ts';

/** The sound itself, or what answers an address of it that holds for now. */
export type SoundSource = Blob | (() => Promise<string>);

export type PlayerState = 'idle' | 'loading' | 'playing' | 'paused' | 'failed';

/** Plays one sound: by the browser's media element from its address, or decoded as a whole where a page forbids that or the browser cannot. */
export class Player {
  /** On a page one voice speaks at a time. */
  static #speaking: Player | undefined;

  state: PlayerState = 'idle';
  readonly #source: SoundSource;
  readonly #onChange: () => void;
  #engine: Engine | undefined;
  #opening: Promise<void> | undefined;
  #isWanted = false;
  #rate = 1;
  #time = 0;
  #frame = 0;

  /** `onChange` is called at every frame while it plays. */
  constructor(source: SoundSource, onChange: () => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  /** In seconds. */
  get time(): number {
    return this.#engine?.time ?? this.#time;
  }

  /** In seconds, once it is known. */
  get duration(): number | undefined {
    return this.#engine?.duration;
  }

  set rate(rate: number) {
    this.#rate = rate;
    this.#engine?.setRate(rate);
  }

  async play(): Promise<void> {
    if (Player.#speaking !== this) Player.#speaking?.pause();
    Player.#speaking = this;
    this.#isWanted = true;
    if (!this.#engine) {
      this.#become('loading');
      this.#opening ??= this.#open().finally(() => { this.#opening = undefined; });
      await this.#opening;
    }
    if (this.#isWanted && this.#engine) await this.#start(this.#engine);
  }

  pause(): void {
    this.#isWanted = false;
    this.#engine?.pause();
    if (this.state !== 'failed' && this.state !== 'idle') this.#become('paused');
  }

  seek(time: number): void {
    this.#time = Math.max(0, time);
    this.#engine?.seek(this.#time);
    this.#onChange();
  }

  /** Silent for good. */
  dispose(): void {
    this.#isWanted = false;
    cancelAnimationFrame(this.#frame);
    this.#time = this.time;
    this.#engine?.dispose();
    this.#engine = undefined;
    this.state = 'idle';
    if (Player.#speaking === this) Player.#speaking = undefined;
  }

  async #open(): Promise<void> {
    try {
      if (this.#source instanceof Blob) return await this.#decode(await this.#source.arrayBuffer());
      const url = await this.#source();
      const engine: Engine = mediaEngine(url, { ...this.#heard, fails: () => { if (engine === this.#engine) void this.#fallBack(url); } });
      this.#use(engine);
    } catch {
      this.#become('failed');
    }
  }

  readonly #heard: Heard = {
    waits: (isWaiting) => { if (this.#isWanted) this.#become(isWaiting ? 'loading' : 'playing'); },
    ends: () => {
      this.#isWanted = false;
      this.seek(0);
      this.#engine?.pause();
      this.#become('paused');
    },
    fails: () => this.#become('failed'),
  };

  /** An address may have expired, the page's policy may forbid media of the server, or the browser's media element cannot read this. */
  async #fallBack(url: string): Promise<void> {
    this.#time = this.time;
    this.#engine?.dispose();
    this.#engine = undefined;
    try {
      let answer = await fetch(url);
      if (!answer.ok && !(this.#source instanceof Blob)) answer = await fetch(await this.#source());
      if (!answer.ok) throw new Error(`${answer.status}`);
      await this.#decode(await answer.arrayBuffer());
      if (this.#isWanted && this.#engine) await this.#start(this.#engine);
    } catch {
      this.#become('failed');
    }
  }

  async #decode(bytes: ArrayBuffer): Promise<void> {
    const engine = await bufferEngine(bytes, this.#heard);
    if (!engine) throw new Error('unreadable');
    this.#use(engine);
  }

  #use(engine: Engine): void {
    this.#engine = engine;
    engine.setRate(this.#rate);
    if (this.#time) engine.seek(this.#time);
  }

  async #start(engine: Engine): Promise<void> {
    const refusal = await engine.play().then(() => undefined, (error: unknown) => (error as DOMException).name);
    if (engine !== this.#engine || !this.#isWanted) return;
    // Where its bytes are the reason, an error of the element follows, and what falls back takes over.
    if (refusal === undefined) this.#become('playing');
    else if (refusal === 'NotAllowedError') this.pause();
  }

  #become(state: PlayerState): void {
    this.state = state;
    cancelAnimationFrame(this.#frame);
    if (state === 'playing') this.#frame = requestAnimationFrame(this.#onFrame);
    this.#onChange();
  }

  readonly #onFrame = (): void => {
    this.#onChange();
    this.#frame = requestAnimationFrame(this.#onFrame);
  };
}
