// How texts and questions fall into words. The database does the same (search_words in the server's migrations), so that what is found can be shown.

/** A word to look for. `parts`: what a compound such as `PO-1042` or `getUserName` is made of, then `text` is all of it in one. */
export interface Term { text: string; parts?: readonly string[]; isPrefix: boolean }

/** A question as typed: words, and what stands for a filter. Names are as somebody wrote them. */
export interface Question {
  terms: Term[];
  /** Words that must stand side by side. */
  phrases: (readonly string[])[];
  from: string[]; in: string[]; has: ('link' | 'reaction')[]; hashtags: string[]; records: string[]; types: string[];
  before?: string; after?: string; on?: string;
  /** Something was typed that no text can be found by, such as a lone sign. */
  isHopeless: boolean;
}

/** A run of text; `isHit` where it is what was looked for. */
export interface Part { text: string; isHit: boolean }

const letters: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ł: 'l', ı: 'i', ς: 'σ', ß: 'ss', æ: 'ae', œ: 'oe' };

const plain = /^[\t\n\r -~]*$/;
/** Without case and accents. */
export const fold = (text: string): string => plain.test(text) ? text.toLowerCase() :
  text.normalize('NFKD').replaceAll(/[\u0300-\u036f\u064b-\u065f]/g, '').toLowerCase().replaceAll(/[øđłıςßæœ]/g, (letter) => letters[letter]!);

const longestWord = 100, mostTerms = 10;
// `chain` is a word, too: what takes each in one piece reads a text once, however long its words are
const word = /[\p{L}\p{N}\p{M}]+/gu, chain = /[\p{L}\p{N}\p{M}]+(?:[-_.,][\p{L}\p{N}\p{M}]+)*/gu, camel = /[a-z0-9](?=[A-Z])/g, lateDigits = /(?<=[A-Za-z])\d{2,}$/;

interface Token { start: number; end: number; text: string }

/** The pieces of a camelCase word, and the number that a word ends with. */
function piecesOf(text: string): readonly Token[] {
  if (!/[A-Z\d]/.test(text)) return [];
  const ends = [...text.matchAll(camel)].map(({ index }) => index + 1);
  const humps = /[a-z][A-Z]/.test(text) ? [...ends, text.length].map((end, i): Token => ({ start: ends[i - 1] ?? 0, end, text: text.slice(ends[i - 1] ?? 0, end) })) : [];
  const digits = lateDigits.exec(text);
  return digits ? [...humps, { start: digits.index, end: text.length, text: digits[0] }] : humps;
}

const folded = (token: Token): Token => ({ ...token, text: fold(token.text) });

/** All that a text can be found by, and where it stands. */
export function tokensOf(text: string): Token[] {
  const words = [...text.matchAll(word)].flatMap(({ index, 0: found }) =>
    [{ start: index, end: index + found.length, text: found }, ...piecesOf(found).map(({ start, end, text: piece }) => ({ start: index + start, end: index + end, text: piece }))]);
  const compounds = [...text.matchAll(chain)].flatMap(({ index, 0: found }) => (/[-_.,]/.test(found) ? [{ start: index, end: index + found.length, text: found.replaceAll(/[-_.,]/g, '') }] : []));
  return [...words, ...compounds].map(folded);
}

const plainWords = (text: string): string[] => [...text.matchAll(word)].map(([found]) => fold(found).slice(0, longestWord));

/** Words to look for in what was typed without filters. The last one may be half a word: it is still being typed. */
function termsOf(typed: string): Term[] {
  const terms = typed.split(/\s+/).flatMap((chunk): Term[] => {
    const words = plainWords(chunk);
    if (words.length === 0) return [];
    const humps = words.length === 1 ? piecesOf(chunk.match(word)![0]).map((piece) => fold(piece.text)) : [];
    const parts = words.length > 1 ? words : humps.length > 1 ? humps : undefined;
    return [{ text: words.join('').slice(0, longestWord), isPrefix: words.some(({ length }) => length >= longestWord), ...(parts && { parts }) }];
  }).slice(0, mostTerms);
  const last = terms.at(-1);
  if (last && !/\s$/.test(typed)) last.isPrefix = true;
  return terms;
}

const filter = /(?<!\S)(?:(from|in|has|before|after|on|record|is|type):(?:"([^"]{1,320})"|(\S{1,500}))|#([\p{L}\p{N}_-]{1,100})|"([^"]+)"?)/giu;
const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** `from:ben in:#purchasing has:link before:2026-11-01 #urgent record:purchase-order:PO-1042 "side by side"` and words. What is no filter is a word. */
export function parseQuestion(typed: string): Question {
  const asked: Question = { terms: [], phrases: [], from: [], in: [], has: [], hashtags: [], records: [], types: [], isHopeless: false };
  const rest = typed.replaceAll(filter, (all: string, key: string | undefined, quoted: string | undefined, bare: string | undefined, tag: string | undefined, phrase: string | undefined) => {
    if (tag !== undefined) { asked.hashtags.push(fold(tag)); return ' '; }
    if (phrase !== undefined) {
      const words = plainWords(phrase).slice(0, mostTerms);
      if (words.length === 0) return all;
      asked.phrases.push(words);
      return ' ';
    }
    const value = quoted ?? bare ?? '';
    switch (key?.toLowerCase()) {
      case 'from': asked.from.push(value.replace(/^@/, '')); return ' ';
      case 'in': asked.in.push(value.replace(/^[#@]/, '')); return ' ';
      case 'has': if (value !== 'link' && value !== 'reaction') return all; asked.has.push(value); return ' ';
      case 'type': if (!/^\.?[a-z\d]{1,20}$/i.test(value)) return all; asked.types.push(value.replace(/^\./, '').toLowerCase()); return ' ';
      case 'record': asked.records.push(value); return ' ';
      case 'before': case 'after': case 'on': if (!isDay(value)) return all; asked[key.toLowerCase() as 'on'] = value; return ' ';
      default: return all;
    }
  });
  asked.terms = termsOf(rest.trimStart());
  asked.isHopeless = asked.terms.length === 0 && asked.phrases.length === 0 && rest.trim() !== '';
  return asked;
}

type Fields = Partial<Record<'from' | 'in' | 'has' | 'before' | 'after' | 'on' | 'hashtag' | 'record' | 'type', unknown>>;

/** Whether more is asked for than words, in fields or in what was typed. */
export const isFiltered = ({ from, in: place, has, before, after, on, hashtag, record, type }: Fields, asked: Question): boolean =>
  [from, place, has, before, after, on, hashtag, record, type, asked.before, asked.after, asked.on].some((one) => one !== undefined)
  || [asked.from, asked.in, asked.has, asked.hashtags, asked.records, asked.types].some((one) => one.length > 0);

/** Other words that mean the same, by the word. */
export type Forms = ReadonlyMap<string, readonly string[]>;
const noForms: Forms = new Map();

const shortestPrefix = 2;
/** How well a word of a text answers a word of a question: 3 it is the word, 2 another form of it, 1 it begins so, 0 not at all. */
function fit(found: string, wanted: string, isPrefix: boolean, forms: Forms): number {
  if (found === wanted) return 3;
  if (forms.get(wanted)?.includes(found)) return 2;
  return isPrefix && wanted.length >= shortestPrefix && found.startsWith(wanted) ? 1 : 0;
}

/** The tokens that answer a term, and how well they do together; undefined where it is not there. */
function answerTo({ text, parts, isPrefix }: Term, tokens: readonly Token[], forms: Forms): { tokens: Token[]; fit: number } | undefined {
  const best = (wanted: string, mayBePrefix: boolean) => {
    const fits = tokens.map((token) => ({ token, fit: fit(token.text, wanted, mayBePrefix, forms) })).filter((one) => one.fit > 0);
    return fits.length > 0 ? { tokens: fits.map(({ token }) => token), fit: Math.max(...fits.map((one) => one.fit)) } : undefined;
  };
  const whole = best(text, isPrefix);
  if (whole || !parts) return whole;
  const each = parts.map((part, i) => best(part, isPrefix && i === parts.length - 1));
  return each.every((one) => one !== undefined) ? { tokens: each.flatMap((one) => one.tokens), fit: 1 } : undefined;
}

/** Where the words stand side by side in a text. */
function phraseIn(words: readonly string[], text: string): Token | undefined {
  const found = [...text.matchAll(word)].map(({ index, 0: one }) => ({ start: index, end: index + one.length, text: fold(one) }));
  const at = found.findIndex((_, i) => words.every((wanted, j) => found[i + j]?.text === wanted));
  return at < 0 ? undefined : { start: found[at]!.start, end: found[at + words.length - 1]!.end, text: '' };
}

/** What a text has of a question: how well it answers, and where. Undefined where it does not hold all of it. */
export function answerIn(text: string, { terms, phrases }: Pick<Question, 'terms' | 'phrases'>, forms: Forms = noForms): { score: number; marks: Token[] } | undefined {
  const tokens = tokensOf(text), marks: Token[] = [];
  let score = 0;
  for (const term of terms) {
    const answer = answerTo(term, tokens, forms);
    if (!answer) return undefined;
    score += answer.fit;
    marks.push(...answer.tokens);
  }
  for (const words of phrases) {
    const mark = phraseIn(words, text);
    if (!mark) return undefined;
    score += 3;
    marks.push(mark);
  }
  const count = terms.length + phrases.length;
  const isTogether = terms.length > 1 && phraseIn(terms.map((term) => term.text), text) !== undefined;
  return { score: (count ? score / count : 0) + (isTogether ? 1 : 0), marks };
}

const beforeHit = 40, longest = 200;

/** Cuts a text around its first hit and marks the hits in it. */
export function snippetOf(text: string, marks: readonly { start: number; end: number }[]): Part[] {
  const sorted = [...marks].sort((a, b) => a.start - b.start || b.end - a.end);
  const first = sorted[0]?.start ?? 0;
  let start = first > beforeHit + 20 ? text.lastIndexOf(' ', first - beforeHit) + 1 : 0;
  if (first - start > 2 * beforeHit) start = first - beforeHit;   // no blanks to cut at
  let end = Math.min(text.length, start + longest);
  if (isLowSurrogate(text, start)) start++;
  if (isLowSurrogate(text, end)) end--;
  const parts: Part[] = [];
  const add = (piece: string, isHit: boolean) => { if (piece) parts.push({ text: piece, isHit }); };
  let at = start;
  if (start > 0) add('… ', false);
  for (const mark of sorted) {
    if (mark.end <= at || mark.start >= end) continue;
    add(text.slice(at, Math.max(at, mark.start)), false);
    add(text.slice(Math.max(at, mark.start), Math.min(end, mark.end)), true);
    at = Math.min(end, mark.end);
  }
  add(text.slice(at, end) + (end < text.length ? ' …' : ''), false);
  return parts;
}

const isLowSurrogate = (text: string, at: number) => /[\udc00-\udfff]/.test(text[at] ?? '');

/** A file's name as its words: people write _ and . in it where a text has blanks. As long as the name. */
export const spacedName = (name: string): string => name.replaceAll(/[_.]/g, ' ');

const chunkLength = 4000, chunkStep = 3800;

/** Where a text holds words of a question, each by itself: what of it can be shown where the rest stands elsewhere. `rarest`: where the first of those is that it has least of. */
export const marksIn = (text: string, { terms, phrases }: Pick<Question, 'terms' | 'phrases'>, forms: Forms = noForms): { marks: Token[]; count: number; rarest: number } => {
  const found = [...terms.map((term) => answerIn(text, { terms: [term], phrases: [] }, forms)), ...phrases.map((words) => answerIn(text, { terms: [], phrases: [words] }, forms))];
  const there = found.filter((one) => one !== undefined).sort((a, b) => a.marks.length - b.marks.length);
  return { marks: there.flatMap((one) => one.marks), count: there.length, rarest: Math.min(...(there[0]?.marks ?? []).map(({ start }) => start)) };
};

/** A file's name with what was found in it. */
export function nameSnippetOf(name: string, question: Pick<Question, 'terms' | 'phrases'>, forms: Forms = noForms): Part[] {
  const [spaced, whole] = [marksIn(spacedName(name), question, forms), marksIn(name, question, forms)];
  return snippetOf(name, spaced.count < whole.count ? whole.marks : spaced.marks);
}

/** The part of a long text that holds most of a question, as a snippet; empty where it holds nothing of it. */
export function longSnippetOf(text: string, question: Pick<Question, 'terms' | 'phrases'>, forms: Forms = noForms): Part[] {
  const wanted = [...question.terms.flatMap((term) => [term.text, ...term.parts ?? [], ...forms.get(term.text) ?? [], ...(term.parts ?? []).flatMap((part) => forms.get(part) ?? [])]), ...question.phrases.flat()];
  let best: ReturnType<typeof marksIn> & { chunk: string } | undefined;
  for (let start = 0; start < text.length; start += chunkStep) {
    const chunk = text.slice(start, start + chunkLength).toWellFormed(), plainChunk = fold(chunk), joined = plainChunk.replaceAll(/[-_.,]/g, '');
    if (!wanted.some((one) => plainChunk.includes(one) || joined.includes(one))) continue; // cheaper than to look for words
    const found = marksIn(chunk, question, forms);
    if (found.count > (best?.count ?? 0)) best = { chunk, ...found };
    if (found.count === question.terms.length + question.phrases.length) break;
  }
  if (!best) return [];
  const { chunk, marks, rarest } = best;
  return snippetOf(chunk, marks.filter(({ start }) => start >= rarest - beforeHit));
}

/** Whether the words of each phrase stand side by side in a text, however long it is. */
export function hasPhrases(text: string, { phrases }: Pick<Question, 'phrases'>): boolean {
  if (phrases.length === 0) return true;
  const plainText = fold(text);
  return phrases.every((words) => new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])${words.join('[^\\p{L}\\p{N}\\p{M}]+')}(?![\\p{L}\\p{N}\\p{M}])`, 'u').test(plainText));
}

const dayMs = 86_400_000, halfLifeDays = 60;

/** Better answers first; of two equally good ones, the newer. */
export const rankOf = (score: number, sentAt: string, now: number): number => score + 1 / (1 + Math.max(0, Math.floor((now - Date.parse(sentAt)) / dayMs)) / halfLifeDays);

/** The span of time that a question names, in milliseconds since 1970: from the first, up to but without the second. */
export function spanOf({ before: until, after, on }: { before?: string | undefined; after?: string | undefined; on?: string | undefined }): [from: number, to: number] {
  const next = (moment: string) => (moment.length === 10 ? Date.parse(moment) + dayMs : Date.parse(moment));
  const from = Math.max(0, after === undefined ? 0 : next(after), on === undefined ? 0 : Date.parse(on));
  const to = Math.min(latest, until === undefined ? latest : Date.parse(until), on === undefined ? latest : Date.parse(on) + dayMs);
  return [from, Math.max(0, to)];
}
const latest = Date.parse('9999-12-31');
