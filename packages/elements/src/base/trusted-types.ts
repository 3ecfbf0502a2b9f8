/**
 * Lit makes a Trusted Types policy when it is evaluated, and where the page's CSP names its policies a second one of the same name
 * throws: a second copy of this bundle, or a host that has Lit itself. Evaluated before Lit, this offers it the name `corridor` then,
 * and for a copy that comes too late for that (which defines nothing) a policy that does nothing.
 */
const original = Object.getOwnPropertyDescriptor(globalThis, 'trustedTypes');
const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;

interface PolicyFactory {
  createPolicy(name: string, rules: Rules): unknown;
  readonly emptyScript: unknown;
}
interface Rules {
  createHTML(text: string): string;
}

const attempt = (name: string, rules: Rules): unknown => {
  try {
    return factory?.createPolicy(name, rules);
  } catch {
    return undefined;
  }
};

if (factory) {
  const lenient: PolicyFactory = {
    createPolicy: (name, rules) => attempt(name, rules) ?? attempt('corridor', rules) ?? rules,
    emptyScript: factory.emptyScript,
  };
  Object.defineProperty(globalThis, 'trustedTypes', { configurable: true, value: lenient });
}

/** Gives the page its own `trustedTypes` back, once Lit is evaluated. */
export function restoreTrustedTypes(): void {
  if (!factory) return;
  if (original) Object.defineProperty(globalThis, 'trustedTypes', original);
  else delete (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
}
