import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ReadableAtom } from 'nanostores';

type Store = ReadableAtom<unknown>;

/** Re-renders its host when a store changes that the last render read. Reads nothing while the host is off the page. */
export class Stores implements ReactiveController {
  readonly #host: ReactiveControllerHost & { isConnected: boolean };
  readonly #listening = new Map<Store, () => void>();
  readonly #read = new Set<Store>();

  constructor(host: ReactiveControllerHost & { isConnected: boolean }) {
    this.#host = host;
    host.addController(this);
  }

  /** The store's value now; the host renders again when it changes. To be called while rendering. */
  watch<T>(store: ReadableAtom<T>): T {
    this.#read.add(store);
    if (!this.#listening.has(store) && this.#host.isConnected) this.#listening.set(store, store.listen(() => this.#host.requestUpdate()));
    return store.get();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    for (const store of this.#listening.keys()) if (!this.#read.has(store)) this.#forget(store);
    this.#read.clear();
  }

  hostDisconnected(): void {
    for (const store of this.#listening.keys()) this.#forget(store);
  }

  #forget(store: Store): void {
    this.#listening.get(store)?.();
    this.#listening.delete(store);
  }
}
