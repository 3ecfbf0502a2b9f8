import { str } from '@lit/localize';
import { atom } from 'nanostores';

export { str };

/** The English words as they stand in the code: plain, or `str` with values in them. */
export type Template = string | ReturnType<typeof str>;
type Form = Intl.LDMLPluralRule;

/** Says things in other words than those in the code. */
export interface Interpreter {
  /** Undefined where it has no words of its own. With `count`, the form that the language wants for it. */
  say(template: Template, count?: number): string | undefined;
  /** Resolves once the words of a language are there, or cannot be had; undefined where there is nothing to wait for. */
  prepare(language: string): Promise<unknown> | undefined;
}

/** Empty while all that is shown is English. A new object makes every element look again at its language. */
export const interpreter = atom<Partial<Interpreter>>({});

/** Pages change their language without loading again. */
export const lookAgain = (): void => interpreter.set({ ...interpreter.get() });
if (globalThis.document) new MutationObserver(lookAgain).observe(document, { subtree: true, attributeFilter: ['lang'] });

/** Who is rendering, and in which language: that is the one that `msg` speaks. */
export let speaker: { readonly element: Element; readonly language: string } | undefined;
export const speakAs = (element: Element, language: string): void => void (speaker = { element, language });

const load = () => import('./languages.ts');
/** How long an element waits for its words before it shows itself in English, in ms. */
const patience = 3000;

/** What to wait for before something is first shown in a language; it never fails. */
export function wordsOf(language: string): Promise<unknown> | undefined {
  const { prepare } = interpreter.get();
  const words = prepare ? prepare(language) : /^en\b/i.test(language) ? undefined : load().then(() => interpreter.get().prepare!(language));
  return words && Promise.race([words.catch(() => {}), new Promise((resolve) => setTimeout(resolve, patience))]);
}

const plain = (template: Template): string => (typeof template === 'string' ? template : String.raw({ raw: template.strings }, ...template.values));

/** A text for people, in the language of whoever is rendering. What it is called with is a literal, so that all texts can be found. */
export const msg = (template: Template): string => interpreter.get().say?.(template) ?? plain(template);

const made = new Map<string, unknown>();

/** The language that the page says around an element, shadow roots included; else the browser's. */
export function languageOf(element: Element): string {
  for (let node: Node | null = element; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    const lang = node instanceof Element && node.getAttribute('lang');
    if (lang && supports(lang)) return lang;
  }
  return navigator.language;
}

/** The form that the language wants for this count. The forms are English, without `msg`: a language may have more of them. */
export const plural = (language: string, count: number, forms: Partial<Record<Form, Template>> & { other: Template }): string =>
  interpreter.get().say?.(forms.other, count) ?? plain(forms[once(Intl.PluralRules, language).select(count)] ?? forms.other);

export const formatNumber = (language: string, value: number): string => once(Intl.NumberFormat, language).format(value);

/** 09:14, 9:14 AM */
export const formatClock = (language: string, when: string): string => once(Intl.DateTimeFormat, language, { timeStyle: 'short' }).format(new Date(when));

/** 21 November 2026 at 09:14 */
export const formatFull = (language: string, when: string): string =>
  once(Intl.DateTimeFormat, language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(when));

/** Today, Yesterday, Friday 13 November; with its year where that is another one. */
export function formatDay(language: string, when: string, now = Date.now()): string {
  const date = new Date(when);
  const days = daysBetween(date, new Date(now));
  if (days < 2 && days > -1) return formatNear(language, days);
  const year = date.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  return once(Intl.DateTimeFormat, language, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(date);
}

/** In as little room as there is: 09:14, yesterday, Fri, 13 Nov, 13 Nov 2025. */
export function formatShort(language: string, when: string, now = Date.now()): string {
  const date = new Date(when);
  const days = daysBetween(date, new Date(now));
  if (days < 1) return formatClock(language, when);
  if (days < 2) return formatNear(language, 1);
  if (days < 7) return once(Intl.DateTimeFormat, language, { weekday: 'short' }).format(date);
  const year = date.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  return once(Intl.DateTimeFormat, language, { day: 'numeric', month: 'short', ...year }).format(date);
}

/** "Ada, Ben and Mari" */
export const formatList = (language: string, names: readonly string[]): string => once(Intl.ListFormat, language).format(names);

/** Today, Yesterday */
function formatNear(language: string, daysAgo: number): string {
  const words = once(Intl.RelativeTimeFormat, language, { numeric: 'auto' }).format(-daysAgo, 'day');
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

function daysBetween(from: Date, to: Date): number {
  return Math.round((new Date(to).setHours(0, 0, 0, 0) - new Date(from).setHours(0, 0, 0, 0)) / 86_400_000);
}

function supports(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}

// Intl objects are slow to make and are asked for with every row.
function once<T, O>(Formatter: new (language: string, options?: O) => T, language: string, options?: O): T {
  const key = `${Formatter.name} ${language} ${JSON.stringify(options)}`;
  let formatter = made.get(key) as T | undefined;
  if (!formatter) made.set(key, (formatter = new Formatter(language, options)));
  return formatter;
}
