// What a person prefers, put on the outermost elements of a page. Loaded where somebody has chosen something.
import type { Preferences } from '@corridor/sdk';
import { isRightToLeft } from './languages.ts';
import { languageOf, lookAgain } from './localisation.ts';

/** An element that has no other of Corridor's around it: what is on it holds for all that is in it. */
export type Outermost = HTMLElement & { theme?: string; density?: string };

/** What this module has put on an element; the rest is the page's, and stays. */
const ours = new WeakMap<Element, { styles: Map<string, string>; lang?: string; dir?: string }>();

/** The language that the page has decided on for Corridor alone: on the element, or on the provider around it. */
function decidedLanguage(element: Outermost): string | null {
  for (let node: Node | null = element; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (!(node instanceof Element) || (node !== element && !node.localName.endsWith('corridor-provider'))) continue;
    const lang = node.getAttribute('lang');
    if (lang && lang !== ours.get(node)?.lang) return lang;
  }
  return null;
}

/** What the page has decided by attributes of its own, so that a person's choice does nothing. */
export function decidedByPage(element: Outermost): { language: boolean; theme: boolean; density: boolean } {
  return { language: !!decidedLanguage(element), theme: /^(light|dark)$/.test(element.theme ?? ''), density: !!element.density };
}

/** The outermost element that this one is in. */
export function outermostOf(element: Element): Outermost {
  const root = element.getRootNode();
  return root instanceof ShadowRoot && 'corridor' in root.host ? outermostOf(root.host) : (element as Outermost);
}

/** Puts a person's choices on an element; what they have taken back goes. */
export function applyPreferences(element: Outermost, preferences: Preferences): void {
  const decided = decidedByPage(element);
  const before = ours.get(element);
  const styles = stylesFor(preferences, decided);
  for (const name of before?.styles.keys() ?? []) if (!styles.has(name)) element.style.removeProperty(name);
  for (const [name, value] of styles) element.style.setProperty(name, value);

  if (before?.lang) element.removeAttribute('lang');
  if (before?.dir) element.removeAttribute('dir');
  const chosen = decided.language ? undefined : preferences.language;
  const dir = chosen && !element.dir ? (isRightToLeft(chosen) ? 'rtl' : 'ltr') : undefined;
  // The clock goes with the language (Unicode extension "hc"), so all that formats a time keeps to it.
  const clock = preferences.clock && `-u-hc-${preferences.clock === '12h' ? 'h12' : 'h23'}`;
  const own = element.getAttribute('lang');
  const lang = clock ? `${(chosen ?? languageOf(element)).replace(/-u-.*/, '')}${clock}` : chosen;
  // What the page has written on this very element is not written over: its clock stays, too.
  if (lang && !own) element.lang = lang;
  if (dir) element.dir = dir;
  ours.set(element, { styles, ...(lang && !own && { lang }), ...(dir && { dir }) });
  if (before?.lang !== ours.get(element)?.lang) lookAgain();
}

function stylesFor({ theme, density, motion }: Preferences, decided: ReturnType<typeof decidedByPage>): Map<string, string> {
  const styles = new Map<string, string>();
  if (theme && !decided.theme) styles.set('color-scheme', theme === 'auto' ? 'light dark' : theme);
  if (density && !decided.density) {
    styles.set('--c-density-row', density === 'compact' ? '2px' : 'initial');
    styles.set('--c-density-control', density === 'compact' ? '28px' : 'initial');
  }
  if (motion) {
    for (const name of ['--corridor-motion-in', '--corridor-motion-out']) styles.set(name, '0s');
    styles.set('--c-motion-lasting', 'paused');
  }
  return styles;
}
