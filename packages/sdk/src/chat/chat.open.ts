import { toCorridorError } from '../core/errors.ts';
import type { HostRecord, MyChannel } from '../protocol/chat.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Link } from '../transport/transport.ts';
import type { ChatState } from './chat.state.ts';

/** Which conversations are open on this client, counted, and heard with all that happens in them. */
export class OpenChannels {
  readonly #state: ChatState;
  readonly #link: Link;
  readonly #heard: (channel: MyChannel) => void;
  readonly #refused: (channelId: string, error: Refusal) => void;
  readonly #counts = new Map<string, number>();

  constructor(state: ChatState, link: Link, on: { heard: (channel: MyChannel) => void; refused: (channelId: string, error: Refusal) => void }) {
    this.#state = state; this.#link = link; this.#heard = on.heard; this.#refused = on.refused;
  }

  get ids(): string[] { return [...this.#counts.keys()]; }
  has(channelId: string): boolean { return this.#counts.has(channelId); }
  withRecord(channelId: string): { channelId: string; record?: HostRecord } {
    const record = this.#state.find(channelId)?.channel?.record;
    return { channelId, ...(record && { record }) };
  }

  /** Counted, whatever comes of it: the next connect asks again. Resolves to what is known where there is no connection. */
  async open(channelId: string): Promise<MyChannel> {
    const count = this.#counts.get(channelId) ?? 0;
    this.#counts.set(channelId, count + 1);
    const known = this.#state.find(channelId);
    if (count > 0 && known?.isHeard && known.shown) return known.shown;
    try { return await this.listen(channelId); }
    catch (error) {
      if (toCorridorError(error).isRetryable && known?.shown) return known.shown;
      throw error;
    }
  }

  close(channelId: string): void {
    const count = this.#counts.get(channelId) ?? 0;
    if (count > 1) { this.#counts.set(channelId, count - 1); return; }
    if (!this.#counts.delete(channelId)) return;
    const state = this.#state.find(channelId);
    if (state && !state.channel?.membership) state.isHeard = false;
    if (this.#link.isOnline()) this.#link.request('chat.unlisten', { channelId }).catch(() => undefined);
  }

  /** A new connection hears nothing of what the last one had asked for. */
  async listen(channelId: string): Promise<MyChannel> {
    try {
      const channel = await this.#link.request('chat.listen', this.withRecord(channelId));
      if (this.has(channelId)) this.#heard(channel);
      return this.#state.find(channelId)?.shown ?? channel;
    } catch (thrown) {
      const error = toCorridorError(thrown);
      if (error.code === 'not-found' || error.code === 'forbidden') this.#refused(channelId, error);
      throw error;
    }
  }

  clear(): void { this.#counts.clear(); }
}
