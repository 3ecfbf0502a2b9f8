/** A change to a text: what lies between `start` and `end` becomes `insert`; then `select` is selected. */
export interface Change { start: number; end: number; insert: string; select: readonly [number, number] }
type Selection = readonly [start: number, end: number];

export type Mark = '**' | '*' | '~~' | '`';
export type LineMark = '- ' | '1. ' | '> ';

/** Puts marks around the selected words, or takes them away where they are. Without words the marks wait for some. */
export function mark(text: string, [start, end]: Selection, sign: Mark): Change {
  const selected = text.slice(start, end);
  if (sign === '`' && selected.includes('\n')) return fence(text, start, end);
  // Blanks at the ends would keep the marks from being any.
  const from = start + (selected.length - selected.trimStart().length);
  const to = Math.max(from, end - (selected.length - selected.trimEnd().length));
  const words = text.slice(from, to);
  const { length } = sign;
  if (words.length >= 2 * length && endsAre(words, sign)) {
    return { start: from, end: to, insert: words.slice(length, -length), select: [from, to - 2 * length] };
  }
  if (from >= length && endsAre(text.slice(from - length, to + length), sign) && !isLonger(text, from, to, sign)) {
    return { start: from - length, end: to + length, insert: words, select: [from - length, to - length] };
  }
  return { start: from, end: to, insert: sign + words + sign, select: [from + length, to + length] };
}

const endsAre = (text: string, sign: Mark): boolean => text.length >= 2 * sign.length && text.startsWith(sign) && text.endsWith(sign) && (sign !== '*' || !/^\*\*(?!\*)/.test(text));
/** One star beside another is half of two. */
const isLonger = (text: string, from: number, to: number, sign: Mark): boolean => sign === '*' && text.charAt(from - 2) === '*' && text.charAt(from - 3) !== '*' && text.charAt(to + 1) === '*';

function fence(text: string, start: number, end: number): Change {
  const before = start > 0 && text.charAt(start - 1) !== '\n' ? '\n```\n' : '```\n';
  const after = end < text.length && text.charAt(end) !== '\n' ? '\n```\n' : '\n```';
  return { start, end, insert: before + text.slice(start, end) + after, select: [start + before.length, end + before.length] };
}

/** `[words](address)`, with what is missing selected. */
export function link(text: string, [start, end]: Selection): Change {
  const selected = text.slice(start, end);
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(selected)) return { start, end, insert: `[](${selected})`, select: [start + 1, start + 1] };
  const address = start + selected.length + 3;
  return { start, end, insert: `[${selected}](https://)`, select: selected ? [address, address + 8] : [start + 1, start + 1] };
}

const prefix: Record<LineMark, RegExp> = { '- ': /^[-*+] /, '1. ': /^\d{1,9}[.)] /, '> ': /^> ?/ };
const anyList = /^(?:[-*+]|\d{1,9}[.)]) /;

/** Makes the selected lines a list or a quote, or plain again where all of them are it already. */
export function markLines(text: string, [start, end]: Selection, sign: LineMark): Change {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
  const lines = text.slice(from, to).split('\n');
  const isMarked = lines.every((line) => prefix[sign].test(line) || (lines.length > 1 && !line));
  let count = 0;
  const insert = lines.map((line) => {
    if (isMarked) return line.replace(prefix[sign], '');
    if (!line && lines.length > 1) return line;
    const bare = sign === '> ' ? line : line.replace(anyList, '');
    return (sign === '1. ' ? `${++count}. ` : sign) + bare;
  }).join('\n');
  const caret = from + insert.length;
  return { start: from, end: to, insert, select: start === end ? [caret - (to - end), caret - (to - end)] : [from, caret] };
}

/** True between a line of three backticks and the next one. */
export const isInFence = (text: string, at: number): boolean => (text.slice(0, at).match(/^ {0,3}```/gm)?.length ?? 0) % 2 === 1;

/** A new line that goes on with the list or the quote of this one; one that holds nothing yet ends it. Undefined elsewhere. */
export function goOn(text: string, at: number): Change | undefined {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const [begin, indent = '', sign = '', blank = ''] = /^( *)([-*+]|\d{1,9}[.)]|>)( +)/.exec(text.slice(from, at)) ?? [];
  if (!begin || isInFence(text, at)) return undefined;
  if (from + begin.length === at) return { start: from, end: at, insert: '', select: [from, from] };
  const next = /^\d/.test(sign) ? Number.parseInt(sign, 10) + 1 + sign.slice(-1) : sign;
  const insert = `\n${indent}${next}${blank}`;
  return { start: at, end: at, insert, select: [at + insert.length, at + insert.length] };
}
