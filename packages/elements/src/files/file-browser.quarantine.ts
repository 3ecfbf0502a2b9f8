import type { Corridor } from '@corridor/sdk';

/** Whether something that I uploaded is in quarantine: asked for once a connection. */
export class OwnQuarantine {
  readonly #onChange: () => void;
  #client: Corridor | undefined;
  #off: (() => void) | undefined;
  isThere = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  follow(corridor: Corridor): void {
    if (corridor === this.#client) return;
    this.leave();
    this.#client = corridor;
    this.#off = corridor.connection.subscribe((now) => { if (now === 'online') void this.#ask(corridor); });
  }

  leave(): void {
    this.#off?.();
    this.#client = this.#off = undefined;
  }

  async #ask(corridor: Corridor): Promise<void> {
    const { items } = await corridor.files.quarantined({ mine: true, limit: 1 }).catch(() => ({ items: [] }));
    if (corridor !== this.#client || this.isThere === items.length > 0) return;
    this.isThere = items.length > 0;
    this.#onChange();
  }
}
