// What says things in other languages than English, and in a host's own words. Loaded where somebody wants either.
import { interpreter, speaker, type Template } from './localisation.ts';

/** By the English words as they stand in the code, `{0}` in place of a value. What is counted has a form for each plural of the language. */
export type Words = Readonly<Record<string, string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })>>;

const loaders: Readonly<Record<string, () => Promise<{ words: Words }>>> = {
  ar: () => import('./languages/ar.ts'),
  de: () => import('./languages/de.ts'),
  es: () => import('./languages/es.ts'),
  fr: () => import('./languages/fr.ts'),
};
/** The languages that Corridor speaks. */
export const languages: readonly string[] = ['en', ...Object.keys(loaders)];

interface Own { language: string; within: string | undefined; words: Words }

const tables = new Map<string, Words>();
/** What hosts have said; the last word counts. */
const own: Own[] = [];
const loading = new Map<string, Promise<unknown>>();
const rules = new Map<string, Intl.PluralRules>();

const baseOf = (language: string): string => language.split('-', 1)[0]!.toLowerCase();
/** How long a file that did not come is not asked for again, in ms. */
const pause = 10_000;

/** Every element renders again. */
const tell = (): void => interpreter.set({ say, prepare });

function prepare(language: string): Promise<unknown> | undefined {
  const base = baseOf(language);
  const load = loaders[base];
  if (tables.has(base) || !load) return undefined;
  let words = loading.get(base);
  if (!words) {
    words = load().then(
      (module) => { tables.set(base, module.words); tell(); },
      () => { setTimeout(() => loading.delete(base), pause); },
    );
    loading.set(base, words);
  }
  return words;
}

const keyOf = (template: Template): string =>
  typeof template === 'string' ? template : template.strings.reduce((text, part, index) => `${text}{${index - 1}}${part}`);

function say(template: Template, count?: number): string | undefined {
  const { element, language = navigator.language } = speaker ?? {};
  const base = baseOf(language);
  const key = keyOf(template);
  const said = own.find((one) => Object.hasOwn(one.words, key) && (one.language === language.toLowerCase() || one.language === base) && isWithin(element, one.within))?.words ?? tables.get(base);
  if (!said) void prepare(language);
  const found = said && Object.hasOwn(said, key) ? said[key] : undefined;
  const text = typeof found === 'object' ? (found[count === undefined ? 'other' : formFor(base, count)] ?? found.other) : found;
  return text && typeof template === 'object' ? fill(text, template.values, isRightToLeft(base)) : text || undefined;
}

function formFor(language: string, count: number): Intl.LDMLPluralRule {
  let rule = rules.get(language);
  if (!rule) rules.set(language, (rule = new Intl.PluralRules(language)));
  return rule.select(count);
}

/** A name or number of the other direction must not draw the words around it along: it is isolated (U+2068 … U+2069). */
function fill(text: string, values: readonly unknown[], isRtl: boolean): string {
  return text.replace(/\{(\d+)\}/g, (_, index: string) => {
    const value = String(values[Number(index)]);
    return isRtl || /[\u0590-\u08ff]/.test(value) ? `\u2068${value}\u2069` : value;
  });
}

/** Of a language by its tag: Arabic, Hebrew, Persian, Urdu and those like them. */
export const isRightToLeft = (language: string): boolean => /^(ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/i.test(language);

/** Whether an element is one of this name, the host's prefix aside, or stands inside one. */
function isWithin(element: Element | undefined, tag: string | undefined): boolean {
  if (!tag) return true;
  for (let node: Node | null | undefined = element; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (node instanceof Element && (node.localName === tag || node.localName.endsWith(`-${tag}`))) return true;
  }
  return false;
}

/**
 * Other words than Corridor's, by language (`de`, `de-AT`; English too, and languages that Corridor does not speak) and English text:
 * `{ de: { 'New message': 'Neue Nachricht' } }`. `within` keeps them to elements of that name and what is in them.
 * What is said last counts; what is on the page changes at once.
 */
export function overrideMessages(words: Readonly<Record<string, Words>>, { within }: { within?: string } = {}): void {
  for (const [language, its] of Object.entries(words)) own.unshift({ language: language.toLowerCase(), within, words: its });
  tell();
}

tell();
