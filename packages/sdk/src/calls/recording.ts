import { atom } from 'nanostores';
import { backoff } from '../core/backoff.ts';
import { CorridorError, toCorridorError } from '../core/errors.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { CallInfo } from '../protocol/calls.ts';
import { isPresent } from '../protocol/calls.states.ts';
import type { Link } from '../transport/transport.ts';
import { partsOfRun } from '../protocol/calls.recording.state.ts';
import type { CallSession } from './call.ts';
import { CallMix, type Recorded } from './recording.mix.ts';

/** What is lost where the recorder's tab dies is at most this, and what was on its way. */
const partMs = 2000;
const types = ['video/webm;codecs=vp8,opus', 'video/webm'];

export interface RecordingSurroundings {
  readonly link: Link;
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly nameOf: (userId: string) => string;
}

/** Whether this browser can record a call. */
export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && types.some((type) => MediaRecorder.isTypeSupported(type));

/**
 * Records the call that this page is in, on this device, and gives each part to the server as it comes: nothing before all have agreed, nobody who has not,
 * and nothing while the server says `paused`, or records by itself. It ends with the call, when I leave it, or when the server says so.
 */
export class CallRecorder {
  readonly id: string;
  /** Parts that the server has not got yet. */
  readonly waiting = atom(0);
  /** Why the server gets no parts, as long as it does not. */
  readonly problem = atom<CorridorError | undefined>(undefined);
  readonly #session: CallSession;
  readonly #around: RecordingSurroundings;
  readonly #ends: (() => void)[] = [];
  #mix: CallMix | undefined;
  #recorder: MediaRecorder | undefined;
  /** What comes next; each time it begins anew counts from a multiple of `partsOfRun`, for it is a WebM of its own. */
  #part = 0;
  #sending: Promise<void> = Promise.resolve();
  #isOver = false;
  #onDone: () => void = () => undefined;
  /** Resolves once the last part has arrived, or is not taken any more. */
  readonly done = new Promise<void>((resolve) => { this.#onDone = resolve; });

  /** `id`: of one that this participant's device was recording. */
  constructor(session: CallSession, around: RecordingSurroundings, id: string = uuidv7()) {
    this.id = id;
    this.#session = session;
    this.#around = around;
  }

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
    const recorder = this.#recorder;
    if (!recorder) return;
    this.#recorder = undefined;
    this.#mix?.set([]);
    if (recorder.state !== 'inactive') recorder.stop();
  }

  /** The answer to the question may come before the call that says so. */
  #hasBegun(call: CallInfo): boolean { return this.#seen || (this.#seen = call.recording?.id === this.id); }
  #seen = false;

  #record(call: CallInfo, agreed: readonly string[]): void {
    this.#seen = true;
    this.#mix ??= new CallMix();
    const { participantId, tracks, peers } = this.#session, { nameOf } = this.#around;
    const people = call.participants.filter((one) => isPresent(one) && agreed.includes(one.userId)).map(({ id, userId }): Recorded => ({ id, name: nameOf(userId), tracks: id === participantId ? tracks.get() : peers.get().find((peer) => peer.participantId === id)?.tracks ?? {} }));
    this.#mix.set(people);
    if (this.#recorder?.state === 'paused') this.#recorder.resume();
    if (this.#recorder) return;
    const recorder = this.#recorder = new MediaRecorder(this.#mix.stream, { mimeType: types.find((type) => MediaRecorder.isTypeSupported(type))!, videoBitsPerSecond: 1_500_000, audioBitsPerSecond: 96_000 });
    let part = this.#part;
    this.#part = (Math.floor(part / partsOfRun) + 1) * partsOfRun;
    recorder.addEventListener('dataavailable', ({ data }) => { if (data.size > 0) this.#send(part++, data); });
    recorder.start(partMs);
  }

  /** One after the other, again until it arrives or is refused for good. */
  #send(part: number, data: Blob): void {
    this.waiting.set(this.waiting.get() + 1);
    this.#sending = this.#sending.then(async () => {
      for (let attempt = 0; ; attempt++) {
        try {
          const response = await this.#around.fetch(`/call-recordings/${this.id}/parts/${part}`, { method: 'PUT', body: data });
          if (response.ok) { this.problem.set(undefined); break; }
          const { error } = await response.json().catch(() => ({})) as { error?: { code: 'internal'; message: string } };
          this.problem.set(new CorridorError(error?.code ?? 'internal', error?.message ?? 'The server does not take the recording'));
          if (response.status < 500 && response.status !== 429) break;
        } catch { this.problem.set(new CorridorError('offline', 'The server is not reached')); }
        await new Promise((resolve) => { setTimeout(resolve, backoff(attempt)); });
      }
      this.waiting.set(this.waiting.get() - 1);
    });
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const end of this.#ends) end();
    const recorder = this.#recorder, close = () => {
      this.#mix?.close();
      void this.#sending.then(this.#onDone);
    };
    if (!recorder || recorder.state === 'inactive') { close(); return; }
    recorder.addEventListener('stop', close, { once: true });
    recorder.stop();
  }
}
