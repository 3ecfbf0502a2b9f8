const defined = new Map<string, CustomElementConstructor>();
let prefix = '';

/** Registers an element under its own name. A name that is taken stays as it is, so a second copy of this package on a page does nothing. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!globalThis.customElements) return;
  defined.set(tag, element);
  if (!customElements.get(tag)) customElements.define(tag, element);
  if (prefix) definePrefixed(tag, element);
}

/**
 * Registers every element again under `prefix-…`, for pages where a plain name means something else, and uses those names inside.
 * To be called before the first element is on the page.
 */
export function defineElements(options: { prefix: string }): void {
  ({ prefix } = options);
  for (const [tag, element] of defined) definePrefixed(tag, element);
}

/** The name that an element goes by inside others. */
export const innerName = (tag: string): string => (prefix && defined.has(tag) ? `${prefix}-${tag}` : tag);

/** The name that an element of the page goes by without the prefix. */
export const plainName = (tag: string): string => (prefix && tag.startsWith(`${prefix}-`) ? tag.slice(prefix.length + 1) : tag);

function definePrefixed(tag: string, element: CustomElementConstructor): void {
  const name = `${prefix}-${tag}`;
  if (!customElements.get(name)) customElements.define(name, class extends element {});
}
