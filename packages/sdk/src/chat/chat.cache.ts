import type { Message as StoredMessage } from '../protocol/chat.ts';
import type { Storage } from '../storage/storage.ts';
import { keptRows } from './channel.state.ts';
import type { ChatState } from './chat.state.ts';

const gatheredMs = 300;

/** Keeps the newest messages of each channel in storage, with the change number they stand for. */
export class ChatCache {
  readonly #state: ChatState;
  readonly #storage: Storage;
  readonly #mayWrite: () => boolean;
  readonly #cold = new Map<string, Promise<void> | undefined>();
  readonly #dirty = new Set<string>();
  readonly #off: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(state: ChatState, storage: Storage, mayWrite: () => boolean) {
    this.#state = state;
    this.#storage = storage;
    this.#mayWrite = mayWrite;
    this.#off = state.onChange((channelId) => {
      this.#dirty.add(channelId);
      if (!state.find(channelId)?.channel) this.#cold.delete(channelId);
      this.#timer ??= setTimeout(() => { void this.flush(); }, gatheredMs);
    });
  }

  /** Shows what the last page knew. Rows are read when somebody wants them. */
  async load(): Promise<void> {
    const channels = await this.#storage.channels();
    for (const { channel, upTo, lastSeq } of channels) {
      const state = this.#state.get(channel.id);
      if (state.upTo !== undefined) continue;
      state.restore(channel, upTo, lastSeq);
      this.#cold.set(channel.id, undefined);
    }
    if (!channels.length) return;
    this.#state.isLoaded.set(true);
    for (const { channel } of channels) this.#state.changed(channel.id);
    this.#dirty.clear();
  }

  /** Resolves once a channel's cached rows are in its state. */
  async warm(channelId: string): Promise<void> {
    if (!this.#cold.has(channelId)) return;
    const state = this.#state.get(channelId);
    let reading = this.#cold.get(channelId);
    if (!reading) {
      reading = this.#storage.rows(channelId).then((rows: StoredMessage[]) => {
        this.#cold.delete(channelId);
        if (this.#state.find(channelId) !== state) return;
        state.warm(rows);
        this.#state.changed(channelId);
      });
      this.#cold.set(channelId, reading);
    }
    await reading;
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = [...this.#dirty];
    this.#dirty.clear();
    if (!ids.length || !this.#mayWrite()) return;
    await Promise.all(ids.filter((channelId) => this.#state.find(channelId)).map((channelId) => this.warm(channelId)));
    const changed = ids.flatMap((channelId) => {
      const { stored: channel, upTo, lastSeq, tail } = this.#state.find(channelId) ?? {};
      return channel && upTo !== undefined && lastSeq !== undefined ? [{ channel, upTo, lastSeq, rows: tail?.slice(-keptRows) ?? [] }] : [];
    });
    await this.#storage.save(changed, ids.filter((channelId) => !this.#state.find(channelId)?.channel));
  }

  /** What is known goes to storage in this last moment; nothing is watched any more. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#off();
    await this.flush();
  }
}
