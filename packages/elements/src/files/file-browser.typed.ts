/** What is typed in a list leads to the next name that begins so; after a pause it begins anew. */
export class TypedName {
  #text = '';
  #at = -Infinity;

  find<T>(char: string, all: readonly T[], nameOf: (one: T) => string): T | undefined {
    const now = performance.now();
    this.#text = (now - this.#at < 700 ? this.#text : '') + char.toLowerCase();
    this.#at = now;
    return all.find((one) => nameOf(one).toLowerCase().startsWith(this.#text));
  }
}
