import type { Forms, MetadataFilter, Question, Term } from '@corridor/sdk/protocol';

const quoted = (word: string) => `'${word.replaceAll(/['\\]/g, '$&$&')}'`;
const shortestPrefix = 2;
const any = (choices: readonly string[]) => (choices.length > 1 ? `(${choices.join(' | ')})` : choices[0]!);

function wordQuery(word: string, isPrefix: boolean, forms: Forms): string {
  return any([`${quoted(word)}${isPrefix && word.length >= shortestPrefix ? ':*' : ''}`, ...(forms.get(word) ?? []).map(quoted)]);
}

function termQuery({ text, parts, isPrefix }: Term, forms: Forms): string {
  const whole = wordQuery(text, isPrefix, forms);
  if (!parts) return whole;
  return `(${whole} | (${parts.map((part, i) => wordQuery(part, isPrefix && i === parts.length - 1, forms)).join(' & ')}))`;
}

/** The words of a question that an index can answer, as PostgreSQL writes them; phrases only as words. */
export const wordsQuery = ({ terms, phrases }: Pick<Question, 'terms' | 'phrases'>, forms: Forms): string[] =>
  [...terms.map((term) => termQuery(term, forms)), ...phrases.flat().map(quoted)];

/** One of these people has sent it. */
export const sentBy = (users: readonly string[]): string => any(users.map((user) => quoted(`@${user}`)));
export const withTag = (tag: string): string => quoted(`#${tag}`);
/** A file of this kind, or with this ending. */
export const ofType = (type: string): string => quoted(`=type=${type}`);
export const withLink = quoted(':link');
/** What an index tells of metadata: that a key is there, and the text that it has. The rest is looked at in what was found. */
export const withMetadata = (filter: MetadataFilter): string[] =>
  Object.entries(filter).flatMap(([key, wanted]) => (wanted === null ? [] : [quoted(`=${key}${typeof wanted === 'string' ? `=${wanted}` : ''}`)]));

/** All words of a question, each once: what other forms are wanted of. */
export const wordsIn = ({ terms }: Pick<Question, 'terms'>): string[] => [...new Set(terms.flatMap(({ text, parts }) => [text, ...parts ?? []]))];
