// Writes packages/elements/src/chat/emoji.data.ts: every emoji in Unicode's order, with the short names that GitHub made common. Run it when one of the two packages is new.
import fs from 'node:fs';
import path from 'node:path';
import { gemoji } from 'gemoji';
import groups from 'unicode-emoji-json/data-by-group.json' with { type: 'json' };
import { root } from './run.mjs';

export const file = path.join(root, 'packages/elements/src/chat/emoji.data.ts');

/** What systems of the last years can draw. */
const newest = 15.1;
const bare = (emoji) => emoji.replaceAll('\ufe0f', '');
const short = new Map(gemoji.map((one) => [bare(one.emoji), one]));

function line({ emoji, name, slug, skin_tone_support: hasTones }) {
  const { names = [slug], tags = [] } = short.get(bare(emoji)) ?? {};
  const said = new Set(name.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const words = tags.flatMap((tag) => tag.split(' ')).filter((word) => !said.has(word));
  return `${emoji}${hasTones ? '+' : ''};${name};${names.join(' ')}${words.length ? `;${words.join(' ')}` : ''}`;
}

export const source = `// Made by scripts/emoji.mjs from unicode-emoji-json and gemoji, both MIT; the test beside that compares them.

/** By group, in Unicode's order. A line is the emoji, with + where it has skin tones; its name; its short names; other words for it. */
export const groups: readonly string[] = [
${groups.map(({ emojis }) => `  \`${emojis.filter(({ emoji_version: version }) => Number(version) <= newest).map(line).join('\n').replaceAll('`', '’')}\`,`).join('\n')}
];
`;

if (process.argv[1] === import.meta.filename) fs.writeFileSync(file, source);
