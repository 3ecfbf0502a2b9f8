import { Listeners } from '../core/listeners.ts';
import { operations } from '../transport/operations.ts';
import type { WireEvent } from '../transport/transport.ts';

/** Calls that are over: which there were, what became of them, how media got through, what was recorded, and figures; and what may be recorded. */
export class CallLog extends operations('calls', 'history', 'forget', 'quality', 'figures', 'rules', 'setRules', 'answerRecording', 'stopRecording', 'recordings', 'deleteRecording') {
  readonly #events = new Listeners<[WireEvent]>();

  /** Runs when something happens to a call, or to my history: what was asked before may be another now. */
  onChange(listener: (event: WireEvent) => void): () => void { return this.#events.add(listener); }

  /** For the engine. */
  hear(event: WireEvent): void { this.#events.tell(event); }
}
