import { html as plain, type TemplateResult } from 'lit';
import { innerName } from './define.ts';

const renamed = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** Lit's `html` for templates that show other elements of Corridor: they go by the names that `defineElements` gave them. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult<1> {
  let own = renamed.get(strings);
  if (!own) renamed.set(strings, (own = rename(strings)));
  return plain(own, ...values);
}

function rename(strings: TemplateStringsArray): TemplateStringsArray {
  const parts = strings.map((part) => part.replace(/(<\/?)([a-z]+-[a-z-]+)/g, (_, bracket: string, tag: string) => bracket + innerName(tag)));
  return Object.assign(parts, { raw: strings.raw });
}
