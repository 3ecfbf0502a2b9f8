import { isGone, toCorridorError } from '../core/errors.ts';
import type { MyChannel } from '../protocol/chat.ts';
import type { Link } from '../transport/transport.ts';
import type { ChatState } from './chat.state.ts';
import type { ChatSync } from './chat.sync.ts';

/** Which conversations are open on this client, counted, and heard with all that happens in them. */
export class OpenChannels {
  readonly #state: ChatState;
  readonly #link: Link;
  readonly #sync: ChatSync;
  readonly #counts = new Map<string, number>();

  constructor(state: ChatState, link: Link, sync: ChatSync) { this.#state = state; this.#link = link; this.#sync = sync; }

  get ids(): string[] { return [...this.#counts.keys()]; }
  has(channelId: string): boolean { return this.#counts.has(channelId); }

  /** Counted unless it is refused. What is known stands in where there is no connection: the next one asks again. */
  async open(channelId: string): Promise<MyChannel> {
    const count = this.#counts.get(channelId) ?? 0;
    this.#counts.set(channelId, count + 1);
    const known = this.#state.find(channelId);
    if (count > 0 && known?.isHeard && known.shown) return known.shown;
    try { return await this.listen(channelId); }
    catch (error) {
      if (toCorridorError(error).isRetryable && known?.shown) return known.shown;
      this.close(channelId);
      throw error;
    }
  }

  close(channelId: string): void {
    const count = this.#counts.get(channelId) ?? 0;
    if (count > 1) { this.#counts.set(channelId, count - 1); return; }
    if (!this.#counts.delete(channelId)) return;
    const state = this.#state.find(channelId);
    if (state && !state.channel?.membership) state.unheard();
    if (this.#link.isOnline()) this.#link.request('chat.unlisten', { channelId }).catch(() => undefined);
  }

  /** A new connection hears nothing of what the last one had asked for. */
  async listen(channelId: string): Promise<MyChannel> {
    const { record, thread } = this.#state.find(channelId)?.channel ?? {};
    try {
      const channel = await this.#link.request('chat.listen', { channelId, ...(record && { record }), ...(thread && { threadOf: thread.messageId }) });
      return this.has(channelId) ? this.#sync.appear(channel) : channel;
    } catch (thrown) {
      const error = toCorridorError(thrown);
      if (isGone(error)) this.#sync.refuse(channelId, error);
      throw error;
    }
  }

  clear(): void { this.#counts.clear(); }
}
