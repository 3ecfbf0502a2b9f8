/** Who wants to hear of something. A listener that throws is logged and keeps nobody else from hearing. */
export class Listeners<T extends unknown[]> {
  readonly #all = new Set<(...args: T) => void>();

  add(listener: (...args: T) => void): () => void {
    const own = (...args: T) => { listener(...args); };   // the same function added twice hears twice
    this.#all.add(own);
    return () => { this.#all.delete(own); };
  }

  tell(...args: T): void {
    for (const listener of [...this.#all]) {
      try { listener(...args); } catch (error) { console.error(error); }
    }
  }

  clear(): void { this.#all.clear(); }
}
