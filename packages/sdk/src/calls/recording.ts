import { atom } from 'nanostores';
import { CorridorError, toCorridorError } from '../core/errors.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { CallInfo } from '../protocol/calls.ts';
import { isPresent } from '../protocol/calls.states.ts';
import type { Link } from '../transport/transport.ts';
import { partsOfRun } from '../protocol/calls.recording.state.ts';
import type { CallSession } from './call.ts';
import { patiently } from './patience.ts';
import { Parts, type Run } from './recording.parts.ts';
import { CallMix, type Recorded } from './recording.mix.ts';

/** What is lost where the recorder's tab dies is at most this, and what was on its way. */
const partMs = 2000;
const types = ['video/webm;codecs=vp8,opus', 'video/webm'];

export interface RecordingSurroundings {
  readonly link: Link;
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly nameOf: (userId: string) => string;
  /** Of parts that wait for the server; nothing more is recorded then. */
  readonly mostWaitingBytes?: number | undefined;
}

/** Whether this browser can record a call. */
export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && types.some((type) => MediaRecorder.isTypeSupported(type));

/**
 * Records the call that this page is in, on this device, and gives each part to the server as it comes: nothing before all have agreed, nobody who has not,
 * and nothing while the server says `paused`, or records by itself. It ends with the call, when I leave it, or when the server says so.
 */
export class CallRecorder {
  readonly id: string;
  /** Why it has ended before the call and without anybody's wish: the server takes no more of it. What it has is kept. */
  readonly failure = atom<CorridorError | undefined>(undefined);
  /** Nothing is recorded now, for too much waits for the server; it goes on once that has arrived. */
  readonly isHeld = atom(false);
  readonly #session: CallSession;
  readonly #around: RecordingSurroundings;
  readonly #ends: (() => void)[] = [];
  #mix: CallMix | undefined;
  #recorder: MediaRecorder | undefined;
  /** What comes next; each time it begins anew counts from a multiple of `partsOfRun`, for it is a WebM of its own. */
  #part = 0;
  readonly #parts: Parts;
  #isHeld = false;
  #isOver = false;
  #onDone: () => void = () => undefined;
  /** Resolves once the last part has arrived, or is not taken any more. */
  readonly done = new Promise<void>((resolve) => { this.#onDone = resolve; });

  /** `id`: of one that this participant's device was recording. */
  constructor(session: CallSession, around: RecordingSurroundings, id: string = uuidv7()) {
    this.id = id;
    this.#session = session;
    this.#around = around;
    this.#parts = new Parts({
      put: (part, body) => around.fetch(`/call-recordings/${this.id}/parts/${part}`, { method: 'PUT', body }), mostBytes: around.mostWaitingBytes,
      onRefused: (error) => { this.#onRefused(error); }, onFull: () => { this.#onFull(); }, onEmpty: () => { if (!this.#isOver) void this.#anew(); }, isOver: () => this.#isOver,
    });
  }

  /** Parts that the server has not got yet. */
  get waiting() { return this.#parts.waiting; }
  /** Why the server gets no parts, as long as it does not. */
  get problem() { return this.#parts.problem; }

  /** Asks all in the call; refused where they may not be asked. */
  async start(): Promise<void> {
    if (!canRecord()) throw new CorridorError('conflict', 'This browser cannot record calls; try a current Chrome, Edge or Firefox');
    try { await this.#around.link.request('calls.startRecording', { participantId: this.#session.participantId, id: this.id }); }
    catch (error) { throw toCorridorError(error); }
    this.#begin();
  }

  /** Goes on where this participant's device was recording before its page was loaded anew; where the server cannot join that, it has ended with what there was. */
  async resume(): Promise<void> {
    try {
      const { part } = await this.#around.link.request('calls.resumeRecording', { participantId: this.#session.participantId });
      if (part === null) throw new CorridorError('conflict', 'The recording ended when this page was loaded anew: what there was is kept');
      this.#part = part;
    } catch (error) {
      this.#isOver = true;
      this.#onDone();
      throw toCorridorError(error);
    }
    this.#seen = true;
    this.#begin();
  }

  #begin(): void {
    const follow = () => { this.#follow(this.#session.call.get()); };
    this.#ends.push(this.#session.call.subscribe(follow), this.#session.peers.subscribe(follow), this.#session.tracks.subscribe(follow), this.#session.phase.subscribe((phase) => { if (phase === 'over') this.#end(); }));
  }

  /** Ends it for all; what there is becomes a file. */
  async stop(): Promise<void> {
    this.#end();
    await this.done;
    await this.#around.link.request('calls.stopRecording', { callId: this.#session.id });
  }

  #follow(call: CallInfo): void {
    if (this.#isOver) return;
    const { recording } = call;
    if (recording?.id !== this.id) { if (this.#hasBegun(call)) this.#end(); return; }
    if (recording.isOnServer) this.#pass();
    else if (recording.state === 'recording') this.#record(call, recording.answers.flatMap(({ userId, answer }) => (answer === 'agreed' ? [userId] : [])));
    else if (this.#recorder?.state === 'recording') {
      this.#recorder.pause();
      this.#recorder.requestData();
      this.#mix?.set([]);
    }
  }

  /** The media server records from here on: what this device has written ends, and is a run of its own. */
  #pass(): void {
    this.#seen = true;
    this.#cut();
  }

  /** The answer to the question may come before the call that says so. */
  #hasBegun(call: CallInfo): boolean { return this.#seen || (this.#seen = call.recording?.id === this.id); }
  #seen = false;

  #record(call: CallInfo, agreed: readonly string[]): void {
    this.#seen = true;
    if (this.#isHeld) return;
    this.#mix ??= new CallMix();
    const { participantId, tracks, peers } = this.#session, { nameOf } = this.#around;
    const people = call.participants.filter((one) => isPresent(one) && agreed.includes(one.userId)).map(({ id, userId }): Recorded => ({ id, name: nameOf(userId), tracks: id === participantId ? tracks.get() : peers.get().find((peer) => peer.participantId === id)?.tracks ?? {} }));
    this.#mix.set(people);
    if (this.#recorder?.state === 'paused') this.#recorder.resume();
    if (this.#recorder) return;
    const recorder = this.#recorder = new MediaRecorder(this.#mix.stream, { mimeType: types.find((type) => MediaRecorder.isTypeSupported(type))!, videoBitsPerSecond: 1_500_000, audioBitsPerSecond: 96_000 });
    const run: Run = { next: this.#part, isBroken: false };
    this.#part = (Math.floor(run.next / partsOfRun) + 1) * partsOfRun;
    recorder.addEventListener('dataavailable', ({ data }) => { this.#parts.add(run, data); });
    recorder.start(partMs);
  }

  /** What this device writes now ends, as a run of its own. */
  #cut(): void {
    const recorder = this.#recorder;
    if (!recorder) return;
    this.#recorder = undefined;
    this.#mix?.set([]);
    if (recorder.state !== 'inactive') recorder.stop();
  }

  /** A run has a hole that nothing mends: the recording goes on in another one, where the server takes that. */
  #onRefused(error: CorridorError): void {
    if (this.#isOver) return;
    this.#isHeld = true;
    this.#cut();
    if (this.#parts.refusals > 1 || error.code === 'quota-exceeded') this.#fail(error); else void this.#anew();
  }

  #onFull(): void {
    this.#isHeld = true;
    this.#cut();
    this.isHeld.set(true);
  }

  /** Asks whether another run can be joined with what there is, and begins it. */
  async #anew(): Promise<void> {
    try {
      const { part } = await this.#patiently(() => this.#around.link.request('calls.resumeRecording', { participantId: this.#session.participantId }));
      if (part === null) throw new CorridorError('conflict', 'This server cannot join what would come with what there is: that is kept');
      this.#part = Math.max(part, this.#part);
    } catch (error) { this.#fail(toCorridorError(error)); return; }
    this.#isHeld = false;
    this.isHeld.set(false);
    this.#follow(this.#session.call.get());
  }

  /** For all: nobody is to believe that it goes on. */
  #fail(error: CorridorError): void {
    if (this.#isOver) return;
    this.failure.set(error);
    this.#end();
    void this.#patiently(() => this.#around.link.request('calls.stopRecording', { callId: this.#session.id })).catch(() => undefined);
  }

  #patiently<T>(ask: () => Promise<T>): Promise<T> { return patiently(ask, () => this.#session.phase.get() === 'over'); }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const end of this.#ends) end();
    const recorder = this.#recorder, close = () => {
      this.#mix?.close();
      void this.#parts.sent.then(this.#onDone);
    };
    if (!recorder || recorder.state === 'inactive') { close(); return; }
    recorder.addEventListener('stop', close, { once: true });
    recorder.stop();
  }
}
