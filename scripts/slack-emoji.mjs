// Writes packages/server/src/transfer/slack.emoji.data.ts: the short names that Slack gives emoji. Takes the path of en/shortcodes/iamcal.json
// of emojibase-data 17.0.0, which at 50 MB is no dependency.
import fs from 'node:fs';
import path from 'node:path';
import unicode from 'unicode-emoji-json/data-by-emoji.json' with { type: 'json' };
import { root } from './run.mjs';

const bare = (emoji) => emoji.replaceAll('\ufe0f', '');
/** With the variation selectors that Unicode wants. */
const qualified = new Map(Object.keys(unicode).map((emoji) => [bare(emoji), emoji]));
const isToned = (code) => /1F3F[B-F]/.test(code);
const names = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const lines = Object.entries(names).filter(([code]) => !isToned(code)).flatMap(([code, given]) => {
  const emoji = qualified.get(bare(String.fromCodePoint(...code.split('-').map((part) => Number.parseInt(part, 16)))));
  return emoji ? [`${emoji} ${[given].flat().join(' ')}`] : [];
});

fs.writeFileSync(path.join(root, 'packages/server/src/transfer/slack.emoji.data.ts'), `// Made by scripts/slack-emoji.mjs from emojibase-data and unicode-emoji-json, both MIT.

/** A line is the emoji and its short names in Slack. */
export const slackEmoji = \`${lines.join('\n')}\`;
`);
