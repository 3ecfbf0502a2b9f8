import { type Corridor, type CorridorError, type HostRecord, recordKey } from '@corridor/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const againAfterMs = 3000;

/** A record's conversation, held open as long as it is wanted. Waits for a connection where there is none yet. */
export class OpenRecord implements ReactiveController {
  readonly #host: ReactiveControllerHost & { isConnected: boolean };
  #corridor: Corridor | undefined;
  #key = '';
  #stopWaiting: (() => void) | undefined;
  /** Which conversation it is, once that is known. */
  channelId = '';
  /** Why it will not open. */
  refusal: CorridorError | undefined;

  constructor(host: ReactiveControllerHost & { isConnected: boolean }) {
    this.#host = host;
    host.addController(this);
  }

  /** Opens this record's conversation and lets go of another one; nothing wanted lets go of all. */
  want(corridor: Corridor | undefined, record: HostRecord | undefined): void {
    const key = corridor && record ? recordKey(record) : '';
    if (key === this.#key && corridor === this.#corridor) return;
    this.#release();
    this.#corridor = corridor;
    this.#key = key;
    if (corridor && record) void this.#open(corridor, record, key);
  }

  /** Asks again after a refusal. */
  retry(record: HostRecord): void {
    const corridor = this.#corridor;
    this.want(undefined, undefined);
    this.want(corridor, record);
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
    } catch (thrown) {
      if (!isWanted()) return;
      const error = thrown as CorridorError;
      if (error.isRetryable) this.#wait(corridor, () => void this.#open(corridor, record, key));
      else this.refusal = error;
    }
    this.#host.requestUpdate();
  }

  /** Goes on when the cache is read or at the next connect, or after a moment when that is not what is missing. */
  #wait(corridor: Corridor, goOn: () => void): void {
    const timer = setTimeout(() => corridor.connection.get() === 'online' && run(), againAfterMs);
    const off = corridor.connection.listen((connection) => connection === 'online' && run());
    const offLoaded = corridor.chat.isLoaded.listen((isLoaded) => isLoaded && run());
    const stop = (this.#stopWaiting = () => {
      clearTimeout(timer);
      off();
      offLoaded();
      this.#stopWaiting = undefined;
    });
    function run(): void {
      stop();
      goOn();
    }
  }

  #release(): void {
    this.#stopWaiting?.();
    if (this.channelId) this.#corridor?.chat.close(this.channelId);
    this.channelId = '';
    this.refusal = undefined;
  }
}
