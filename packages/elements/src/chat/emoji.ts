import { groups } from './emoji.data.ts';

export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  /** Short names, the usual one first: `+1`, `thumbsup`. */
  readonly codes: readonly string[];
  readonly hasTones: boolean;
}

interface Known extends Emoji { readonly words: readonly string[] }

/** 0 is no tone, 1 the lightest, 5 the darkest. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;
export const tones: readonly Tone[] = [0, 1, 2, 3, 4, 5];

const place = 'corridor:emoji';
const remembered = 27;

function read(line: string): Known {
  const [sign = '', name = '', codes = '', words = ''] = line.split(';');
  const hasTones = sign.endsWith('+');
  const said = [...name.toLowerCase().split(/[^\p{L}\p{N}]+/u), ...codes.split(/[ _]/), ...words.split(' ')].filter(Boolean);
  return { emoji: hasTones ? sign.slice(0, -1) : sign, name, codes: codes.split(' '), hasTones, words: said };
}

let known: readonly (readonly Known[])[] | undefined;

/** All of them, by group, in Unicode's order. */
export const emojiGroups = (): readonly (readonly Emoji[])[] => (known ??= groups.map((group) => group.split('\n').map(read)));

/** Those that are meant by some words or their beginnings, the likeliest first. */
export function findEmoji(query: string, limit = 60): Emoji[] {
  const wanted = query.toLowerCase().replace(/^:|:$/g, '').split(/[\s_]+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const code = wanted.join('_');
  const found: [rank: number, emoji: Emoji][] = [];
  emojiGroups();
  for (const one of known?.flat() ?? []) {
    // The shortest name is the one that lacks least: 0 for none.
    const lacking = Math.min(...one.codes.map((each) => (each.startsWith(code) ? each.length - code.length : Infinity)));
    if (lacking < Infinity) found.push([lacking / (lacking + 1), one]);
    else if (wanted.every((word) => one.words.includes(word))) found.push([2, one]);
    else if (wanted.every((word) => one.words.some((each) => each.startsWith(word)))) found.push([3, one]);
  }
  return found.sort(([a], [b]) => a - b).slice(0, limit).map(([, one]) => one);
}

/** The emoji of a short name such as `:smile:` has between its colons. */
export const emojiOfCode = (code: string): Emoji | undefined => emojiGroups().flat().find(({ codes }) => codes.includes(code.toLowerCase()));

/** In a skin tone, where it has any. Hands that shake between two people have theirs. */
export function toned({ emoji, hasTones }: Emoji, tone: Tone): string {
  if (!tone || !hasTones) return emoji;
  const modifier = String.fromCodePoint(0x1f3fa + tone);
  return emoji.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/gu, (whole, base: string) => (base === '🤝' && emoji !== base ? whole : base + modifier));
}

interface Habits { tone: Tone; recent: string[] }

/** What this person chose last, in this browser. */
export function habits(): Habits {
  try {
    const { tone = 0, recent = [] } = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Habits>;
    return { tone: tones.includes(tone) ? tone : 0, recent: Array.isArray(recent) ? recent.filter((one) => typeof one === 'string').slice(0, remembered) : [] };
  } catch {
    return { tone: 0, recent: [] };
  }
}

export function learn(change: { tone?: Tone; used?: string }): void {
  const { tone, recent } = habits();
  const used = change.used ? [change.used, ...recent.filter((one) => one !== change.used)].slice(0, remembered) : recent;
  try {
    localStorage.setItem(place, JSON.stringify({ tone: change.tone ?? tone, recent: used }));
  } catch {
    // No storage: the next time begins anew.
  }
}
