import { operations } from '../transport/operations.ts';
import type { Link } from '../transport/transport.ts';
import type { VoiceSurroundings, Recorded } from './voice.send.ts';

const load = () => import('./voice.send.ts');

/** Voice messages: what is allowed in a channel, who listens, what is said, and how they are sent. */
export class Voice<Sent> extends operations('voice', 'channel', 'setRules', 'played', 'transcribe', 'figures') {
  readonly #around: VoiceSurroundings<Sent>;

  constructor(link: Link, around: VoiceSurroundings<Sent>) {
    super(link);
    this.#around = around;
  }

  /** Has all at hand that sending needs: what is recorded from then on can be sent without a connection. */
  async prepare(): Promise<void> { await Promise.all([load(), this.#around.files.prepare()]); }

  /** Sends a recording as a message, which shows at once and leaves when its sound has arrived, also after a reload. Resolves once it waits to be sent. */
  async send(channelId: string, recorded: Recorded): Promise<{ message: Promise<Sent> }> { return (await load()).sendVoice(this.#around, channelId, recorded); }
}
