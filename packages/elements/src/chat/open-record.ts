import type { Corridor, CorridorError, HostRecord } from '@corridor/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A record's conversation, held open as long as it is wanted. */
export class OpenRecord implements ReactiveController {
  readonly #host: ReactiveControllerHost & { isConnected: boolean };
  #corridor: Corridor | undefined;
  #key = '';
  /** Which conversation it is, once that is known. */
  channelId = '';
  /** Why it is not open. */
  problem: CorridorError | undefined;

  constructor(host: ReactiveControllerHost & { isConnected: boolean }) {
    this.#host = host;
    host.addController(this);
  }

  /** Opens this record's conversation and lets go of another one; nothing wanted lets go of all. */
  want(corridor: Corridor | undefined, record: HostRecord | undefined): void {
    const key = corridor && record ? JSON.stringify([record.type, record.id]) : '';
    if (key === this.#key && corridor === this.#corridor) return;
    this.#close();
    this.#corridor = corridor;
    this.#key = key;
    if (corridor && record) void this.#open(corridor, record, key);
  }

  retry(record: HostRecord): void {
    const corridor = this.#corridor;
    this.want(undefined, undefined);
    this.want(corridor, record);
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    setTimeout(() => {
      if (!this.#host.isConnected) this.want(undefined, undefined);
    });
  }

  async #open(corridor: Corridor, record: HostRecord, key: string): Promise<void> {
    const isWanted = () => this.#key === key && this.#corridor === corridor;
    try {
      const { id } = await corridor.chat.openRecord(record);
      if (isWanted()) this.channelId = id;
      else corridor.chat.close(id);
    } catch (error) {
      if (isWanted()) this.problem = error as CorridorError;
    }
    this.#host.requestUpdate();
  }

  #close(): void {
    if (this.channelId) this.#corridor?.chat.close(this.channelId);
    this.channelId = '';
    this.problem = undefined;
  }
}
