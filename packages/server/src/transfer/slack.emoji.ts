import { slackEmoji } from './slack.emoji.data.ts';

const byName = new Map(slackEmoji.split('\n').flatMap((line) => {
  const [emoji = '', ...names] = line.split(' ');
  return names.map((name) => [name, emoji] as const);
}));

/** `others`: what stands for a workspace's own ones, by name. */
export type EmojiOf = (name: string) => string | undefined;

/** The emoji of a short name, `wave::skin-tone-3` included; undefined for a workspace's own ones. */
export function emojiOf(name: string, others: ReadonlyMap<string, string> = new Map()): string | undefined {
  const [plain = '', tone] = name.split('::skin-tone-');
  const emoji = byName.get(plain) ?? others.get(plain);
  return emoji !== undefined && tone !== undefined && /^[2-6]/.test(tone) ? toned(emoji, Number(tone[0])) : emoji;
}

/** The first character takes the tone: Slack counts them from 2 (light) to 6 (dark), as Fitzpatrick's scale does. */
function toned(emoji: string, tone: number): string {
  const [first = '', ...rest] = emoji;
  if (!/\p{Emoji_Modifier_Base}/u.test(first)) return emoji;
  return [first, String.fromCodePoint(0x1f3fb + tone - 2), ...(rest[0] === '\ufe0f' ? rest.slice(1) : rest)].join('');
}
