/** A run of words that two texts share, or that one of them has alone. */
export interface Part { text: string; kind: 'same' | 'added' | 'removed' }

/** Texts that differ in more pairs of words than this are shown as wholly rewritten. */
const mostPairs = 2_000_000;

/** What was taken out of a text and put in, word by word, by their longest common subsequence. */
export function wordDiff(before: string, after: string): Part[] {
  const [old, now] = [split(before), split(after)];
  let start = 0, end = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const parts: Part[] = [];
  const put = (kind: Part['kind'], text: string): void => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) parts.push({ kind, text });
  };
  put('same', old.slice(0, start).join(''));
  const [a, b] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  if (a.length * b.length > mostPairs) {
    put('removed', a.join(''));
    put('added', b.join(''));
  } else middle(a, b, put);
  put('same', old.slice(old.length - end).join(''));
  return parts;
}

const split = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}\p{M}]+|./gsu) ?? [];

function middle(a: readonly string[], b: readonly string[], put: (kind: Part['kind'], text: string) => void): void {
  const width = b.length + 1;
  /** How many words the rest of `a` from i and the rest of `b` from j share. */
  const shared = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      shared[i * width + j] = a[i] === b[j] ? shared[(i + 1) * width + j + 1]! + 1 : Math.max(shared[(i + 1) * width + j]!, shared[i * width + j + 1]!);
    }
  }
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      put('same', a[i]!);
      i++;
      j++;
    } else if (j === b.length || (i < a.length && shared[(i + 1) * width + j]! >= shared[i * width + j + 1]!)) put('removed', a[i++]!);
    else put('added', b[j++]!);
  }
}
