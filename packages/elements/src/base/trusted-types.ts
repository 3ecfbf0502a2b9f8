/**
 * Lit makes a Trusted Types policy named `lit-html` when it is evaluated. Where the page's CSP lists its policies, a second one of that
 * name is a violation and throws: a second copy of this bundle, or of Lit in the host. Evaluated before Lit, this answers a second copy
 * of the bundle, which will define nothing, without making a policy; beside a host's own Lit it makes one named `corridor`.
 */
interface PolicyFactory {
  createPolicy(name: string, rules: Rules): unknown;
  readonly emptyScript: unknown;
}
interface Rules {
  createHTML(text: string): string;
}

const page = globalThis as { trustedTypes?: PolicyFactory; litHtmlVersions?: string[] };
const original = Object.getOwnPropertyDescriptor(globalThis, 'trustedTypes');
const { trustedTypes: factory, litHtmlVersions } = page;
/** A host's own `<chat-widget>` is none of ours: that is what a prefix is for. */
const isSecondCopy = !!(globalThis.customElements?.get('chat-widget') as { properties?: { recordType?: unknown } } | undefined)?.properties?.recordType;

function createPolicy(name: string, rules: Rules): unknown {
  if (isSecondCopy) return rules;
  for (const candidate of litHtmlVersions ? ['corridor', name] : [name, 'corridor']) {
    try {
      return factory?.createPolicy(candidate, rules);
    } catch {
      // The page has said no; the next name may do.
    }
  }
  return rules;
}

if (factory) Object.defineProperty(page, 'trustedTypes', { configurable: true, value: { createPolicy, emptyScript: factory.emptyScript } });

/** Gives the page its own `trustedTypes` back, once Lit is evaluated. */
export function restoreTrustedTypes(): void {
  if (!factory) return;
  if (original) Object.defineProperty(page, 'trustedTypes', original);
  else delete page.trustedTypes;
}
