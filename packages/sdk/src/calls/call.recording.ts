import { atom, type ReadableAtom } from 'nanostores';
import { CorridorError, toCorridorError } from '../core/errors.ts';
import type { CallRecordingFile } from '../protocol/calls.recording.ts';
import { isHosting } from '../protocol/calls.states.ts';
import type { CallSession } from './call.ts';
import { type CallRecorder, CallRecorder as Recorder, type RecordingSurroundings } from './recording.ts';

/** The recording of the call that this page is in: `session.call` says how it stands, with who has agreed. Loaded when used. */
export interface CallRecordings {
  /** What records on this page, from when all are asked until the last part has arrived. */
  readonly recorder: ReadableAtom<CallRecorder | undefined>;
  /** What became of the last one that was on while this page was in the call. */
  readonly outcome: ReadableAtom<CallRecordingFile | undefined>;
  /** Why the last one that this page recorded has ended before its time; undefined again when another one begins. */
  readonly failure: ReadableAtom<CorridorError | undefined>;
  /** What stands below pictures, where this page records. */
  nameOf: (userId: string) => string;
  /** Whether I may begin one; nobody does in a call that is encrypted from end to end. */
  mayStart(): Promise<boolean>;
  /** Asks all in the call, and records here, or on the media server, once they have agreed. */
  start(): Promise<CallRecorder>;
  /** My consent or refusal, which I may change. */
  answer(isAgreed: boolean): Promise<void>;
  /** For who began it, and hosts. */
  stop(): Promise<void>;
}

/** What happens beside the call: a recording of it has become a file, or is gone. */
export interface RecordingsSurroundings extends Omit<RecordingSurroundings, 'nameOf'> {
  readonly may: (permission: 'calls.record') => boolean;
  readonly onHistory: (listener: () => void) => () => void;
}

export class Recordings implements CallRecordings {
  readonly recorder = atom<CallRecorder | undefined>(undefined);
  readonly outcome = atom<CallRecordingFile | undefined>(undefined);
  readonly failure = atom<CorridorError | undefined>(undefined);
  nameOf = (userId: string): string => userId;
  readonly #session: CallSession;
  readonly #around: RecordingsSurroundings;
  /** The one that is on, and then the one of which it is asked what became of it. */
  #id: string | undefined;
  #isAsking = false;
  #onHistory: (() => void) | undefined;

  constructor(session: CallSession, around: RecordingsSurroundings) {
    this.#session = session;
    this.#around = around;
    const { recording } = session.call.get();
    if (recording?.participantId === session.participantId) void this.#keep(this.#make(recording.id), (one) => one.resume()).catch(() => undefined); // this page was loaded anew in it, or it has just ended
    session.call.subscribe((call) => { this.#follow(call.recording?.id); });
  }

  async mayStart(): Promise<boolean> {
    const { call, participantId } = this.#session, { settings, meetingId, channelId, participants } = call.get(), me = participants.find(({ id }) => id === participantId);
    if (!settings.mayRecord || settings.isEncrypted || !me || !this.#around.may('calls.record')) return false;
    if (meetingId !== undefined) return isHosting(me) || me.rights?.includes('record') === true;
    return this.#around.link.request('calls.rules', { channelId }).then(({ mayRecord }) => mayRecord, () => false);
  }

  start(): Promise<CallRecorder> {
    this.outcome.set(undefined);
    return this.#keep(this.#make(), (recorder) => recorder.start());
  }

  async answer(isAgreed: boolean): Promise<void> { await this.#ask(() => this.#around.link.request('calls.answerRecording', { callId: this.#session.id, isAgreed })); }

  async stop(): Promise<void> { await this.#ask(() => this.#around.link.request('calls.stopRecording', { callId: this.#session.id })); }

  #make(id?: string): CallRecorder { return new Recorder(this.#session, { ...this.#around, nameOf: (userId) => this.nameOf(userId) }, id); }

  async #keep(recorder: CallRecorder, begin: (recorder: CallRecorder) => Promise<void>): Promise<CallRecorder> {
    await begin(recorder);
    this.recorder.set(recorder);
    this.failure.set(undefined);
    recorder.failure.listen((error) => { this.failure.set(error); });
    void recorder.done.then(() => { if (this.recorder.get() === recorder) this.recorder.set(undefined); });
    return recorder;
  }

  async #ask(ask: () => Promise<unknown>): Promise<void> { try { await ask(); } catch (error) { throw toCorridorError(error); } }

  #follow(id: string | undefined): void {
    if (id !== undefined) {
      this.#id = id;
      this.outcome.set(undefined);
      this.#onHistory?.();
      this.#onHistory = undefined;
    } else if (this.#id !== undefined && !this.#onHistory) {
      this.#onHistory = this.#around.onHistory(() => void this.#look());
      void this.#look();
    }
  }

  /** What has become of it is asked until that is known; who does not see the conversation is not told. */
  async #look(): Promise<void> {
    if (this.#isAsking || this.#id === undefined) return;
    this.#isAsking = true;
    const id = this.#id, items = await this.#around.link.request('calls.recordings', { callId: this.#session.id }).then((answer) => answer.items, (error: unknown) => { if (error instanceof CorridorError && error.isRetryable) return undefined; return []; });
    this.#isAsking = false;
    if (this.#id !== id || !items) return;
    const found = items.find((one) => one.id === id);
    this.outcome.set(found);
    if (found?.state === 'finishing') return;
    this.#id = undefined;
    this.#onHistory?.();
    this.#onHistory = undefined;
  }
}
