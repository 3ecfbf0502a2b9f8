/** Who wants to hear of something. A listener that throws is logged and keeps nobody else from hearing. */
export class Listeners<T extends unknown[]> {
  readonly #all = new Set<{ hear: (...args: T) => void }>();

  /** The same function added twice hears twice. */
  add(hear: (...args: T) => void): () => void {
    const one = { hear };
    this.#all.add(one);
    return () => { this.#all.delete(one); };
  }

  tell(...args: T): void {
    for (const { hear } of [...this.#all]) {
      try { hear(...args); } catch (error) { console.error(error); }
    }
  }
}
