import type { Call } from '../call.ts';
import { wordsWithStem } from './search.queries.ts';

/** Endings to try on a stem. Which of them make a form of the word, the stemmer of the language decides. */
const endings: Readonly<Record<string, string>> = {
  english: 's es e ed d ing y ies ied er ers ion ions ation ations al ly ment ments',
  german: 'e en er es em n s st t te ten ung ungen nen in innen lich keit keiten',
  spanish: 'o a os as es e s ar er ir ado ada ados adas ido ida idos idas ando iendo cion ciones mente an en',
};

const shortest = 3, mostKnown = 10_000;
/** Forms by word: of languages, so the same for every tenant. */
const known = new Map<string, readonly string[]>();

/** What a word may look like in a text that means the same, by the word: `deliveries` for `delivery`. Words are folded. */
export async function formsOf(call: Call, words: readonly string[]): Promise<Map<string, readonly string[]>> {
  const fitting = [...new Set(words)].filter((word) => word.length >= shortest && /^[\p{L}\p{M}]+$/u.test(word));
  const missing = fitting.filter((word) => !known.has(word));
  if (missing.length > 0) {
    if (known.size > mostKnown) known.clear();
    const found = await wordsWithStem(call, missing, endings);
    for (const word of missing) known.set(word, found.filter((one) => one.word === word).map((one) => one.form));
  }
  return new Map(fitting.map((word) => [word, known.get(word) ?? []]));
}
