import type { WritableAtom } from 'nanostores';
import { CorridorError, fromRefusal, toCorridorError } from '../../core/errors.ts';
import type { Refusal } from '../../protocol/errors.ts';
import type { CaptionState } from '../call.captions.ts';
import type { CallSession } from '../call.ts';
import type { CallsSurroundings } from '../calls.ts';
import { Pieces } from './pieces.ts';

/** Sends what I say in pieces, each for itself: one that is refused or lost is a caption less. */
export class Captions {
  readonly #session: CallSession;
  readonly #fetch: CallsSurroundings['fetch'];
  readonly #state: WritableAtom<CaptionState>;
  #language: string | undefined;
  #ends: (() => void)[] = [];

  constructor(session: CallSession, fetch: CallsSurroundings['fetch'], state: WritableAtom<CaptionState>) {
    this.#session = session;
    this.#fetch = fetch;
    this.#state = state;
  }

  async turnOn(language?: string): Promise<void> {
    this.#language = language;
    if (this.#state.get().isOn) return;
    if (!Pieces.canCut()) throw new CorridorError('conflict', 'This browser cannot record sound; try a current Chrome, Edge or Firefox');
    await this.#send();
    if (this.#session.phase.get() === 'over') return;
    this.#state.set({ isOn: true });
    const { tracks, phase, levels, participantId } = this.#session;
    const pieces = new Pieces(() => levels.get()[participantId] ?? 0, (piece) => { this.#send(piece).then(() => { this.#tell(); }, (error: unknown) => { this.#fail(toCorridorError(error)); }); });
    this.#ends = [
      tracks.subscribe(({ microphone }) => { pieces.follow(microphone); }), phase.subscribe((now) => { if (now === 'over') queueMicrotask(() => { this.turnOff(); }); }), () => { pieces.close(); },
    ];
  }

  turnOff(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#state.set({ isOn: false });
  }

  /** Without a piece: asks whether any would be taken. */
  async #send(piece?: Blob): Promise<void> {
    const path = `/participants/${this.#session.participantId}/captions${this.#language ? `?language=${this.#language}` : ''}`;
    const answer = await this.#fetch(path, { method: 'POST', ...(piece && { body: piece }) }).catch((cause: unknown) => { throw new CorridorError('offline', 'No reply to captions', { cause }); });
    if (!answer.ok) throw fromRefusal(((await answer.json()) as { error: Refusal }).error);
  }

  #tell(problem?: CorridorError): void { if (this.#state.get().isOn) this.#state.set({ isOn: true, problem }); }

  /** What would be refused again ends it: the permission is gone, or the call is encrypted now. */
  #fail(error: CorridorError): void {
    if (error.isRetryable || error.code === 'invalid-input') this.#tell(error);
    else {
      this.turnOff();
      this.#state.set({ isOn: false, problem: error });
    }
  }
}
