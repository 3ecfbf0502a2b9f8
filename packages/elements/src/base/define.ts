import { unsafeStatic, type StaticValue } from 'lit/static-html.js';

const defined = new Map<string, CustomElementConstructor>();
const tags = new Map<string, StaticValue>();
let prefix = '';

/** Registers an element under its own name. A name that is taken stays as it is, so a second copy of this package on a page does nothing. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!globalThis.customElements) return;
  defined.set(tag, element);
  if (!customElements.get(tag)) customElements.define(tag, element);
  if (prefix) definePrefixed(tag, element);
}

/** Registers every element again under `prefix-…`, for pages where a plain name means something else, and uses those names inside. */
export function defineElements(options: { prefix: string }): void {
  prefix = options.prefix;
  tags.clear();
  for (const [tag, element] of defined) definePrefixed(tag, element);
}

/** The name an element goes by here, for `lit/static-html.js` templates. */
export function tag(name: string): StaticValue {
  let value = tags.get(name);
  if (!value) tags.set(name, (value = unsafeStatic(prefix ? `${prefix}-${name}` : name)));
  return value;
}

function definePrefixed(tag: string, element: CustomElementConstructor): void {
  const name = `${prefix}-${tag}`;
  if (!customElements.get(name)) customElements.define(name, class extends element {});
}
