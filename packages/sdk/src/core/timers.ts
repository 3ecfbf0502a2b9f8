/** Timers by name; one of the same name replaces the one before. */
export class Timers {
  readonly #all = new Map<string, ReturnType<typeof setTimeout>>();

  has(name: string): boolean { return this.#all.has(name); }
  get names(): string[] { return [...this.#all.keys()]; }

  set(name: string, ms: number, work: () => void): void {
    this.stop(name);
    this.#all.set(name, setTimeout(() => { this.#all.delete(name); work(); }, ms));
  }

  /** True where there was one. */
  stop(name: string): boolean {
    clearTimeout(this.#all.get(name));
    return this.#all.delete(name);
  }

  stopAll(): void { for (const name of this.names) this.stop(name); }
}
