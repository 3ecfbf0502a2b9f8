import type { Corridor } from '@corridor/sdk';

/** Holds the conversation of a record open while its files are shown. */
export class OpenRecord {
  readonly #onOpen: (channelId: string) => void;
  readonly #onFailure: (error: unknown) => void;
  #now: { key: string; close: () => void } | undefined;

  constructor(onOpen: (channelId: string) => void, onFailure: (error: unknown) => void) {
    this.#onOpen = onOpen;
    this.#onFailure = onFailure;
  }

  /** Once for each record, however often it is called. */
  async open(corridor: Corridor, type: string, id: string): Promise<void> {
    const key = `${type} ${id}`;
    if (this.#now?.key === key) return;
    this.close();
    const now = (this.#now = { key, close: () => {} });
    try {
      const channel = await corridor.chat.openRecord({ type, id });
      now.close = () => corridor.chat.close(channel.id);
      if (this.#now === now) this.#onOpen(channel.id);
      else now.close();
    } catch (error) {
      this.#now = undefined;
      this.#onFailure(error);
    }
  }

  close(): void {
    this.#now?.close();
    this.#now = undefined;
  }
}
