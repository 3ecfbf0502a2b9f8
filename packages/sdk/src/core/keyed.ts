import { atom, onStart, onStop, type WritableAtom } from 'nanostores';

/** One store for each id, made when it is asked for. `onUse` hears when a store gets its first listener and loses its last. */
export class Keyed<T> extends Map<string, WritableAtom<T>> {
  readonly #unknown: (id: string) => T;
  readonly #onUse: (id: string, isUsed: boolean) => void;

  constructor(unknown: (id: string) => T, onUse: (id: string, isUsed: boolean) => void) {
    super();
    this.#unknown = unknown;
    this.#onUse = onUse;
  }

  of(id: string): WritableAtom<T> {
    let store = this.get(id);
    if (!store) {
      this.set(id, store = atom(this.#unknown(id)));
      onStart(store, () => { this.#onUse(id, true); });
      onStop(store, () => { this.#onUse(id, false); });
    }
    return store;
  }

  isUsed(id: string): boolean { return Boolean(this.get(id)?.lc); }

  /** Nothing is known of anybody any more. */
  forget(): void { for (const [id, store] of this) store.set(this.#unknown(id)); }
}
