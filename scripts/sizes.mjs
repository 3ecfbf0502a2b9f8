// What a page loads, gzip, against the promised limits; and that no zod is in it.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { browserPlugins, chunks } from '../rollup.config.mjs';
import { root } from './run.mjs';

const KiB = 1024;
const packages = path.join(root, 'packages');

/**
 * KiB. `complete` is what opening, reading and writing load; what is loaded only when it is used stands beside it. The SDK is over its
 * promise with it: `today` lets that grow no further.
 */
const budgets = [
  { name: '@corridor/sdk', entry: 'sdk/dist/index.js', promise: 24, today: 28.2 },
  { name: '<chat-widget>', entry: 'elements/dist/chat/chat-widget.js', promise: 60, today: 60 },
];

/** Loaded when it is used: other languages than English, what a person prefers, polling where no WebSocket gets through, numbers of records, what acts on a message, the keys of a list, who made a channel, who somebody is, who is writing, threads and pins, for whom a conversation is, words of the host, what links lead to, what finds a conversation, markup, what helps with writing, emoji, notifications of the browser. */
const whenUsed = [
  'elements/dist/base/languages.js',
  'elements/dist/base/preferences.js',
  'sdk/dist/transport/polling.js',
  'sdk/dist/chat/chat.counts.js',
  'elements/dist/chat/message-row.tools.js',
  'elements/dist/chat/message-list.keys.js',
  'elements/dist/chat/channel-origin.js',
  'elements/dist/chat/typing-indicator.js',
  'elements/dist/chat/conversation-list.find.js',
  'elements/dist/chat/message-row.extras.js',
  'elements/dist/chat/drafts.sync.js',
  'elements/dist/chat/forward-message.js',
  'elements/dist/chat/message-readers.js',
  'elements/dist/chat/send-later.js',
  'elements/dist/chat/new-poll.js',
  'elements/dist/chat/jump-to-date.js',
  'elements/dist/chat/message-poll.js',
  'elements/dist/chat/profile-card.js',
  'elements/dist/chat/profile-card.open.js',
  'elements/dist/chat/message-history.js',
  'elements/dist/chat/message-links.js',
  'elements/dist/chat/thread-view.js',
  'elements/dist/chat/audience-mark.js',
  'elements/dist/chat/audience-switch.js',
  'elements/dist/chat/message-text.format.js',
  'elements/dist/chat/message-composer.tools.js',
  'elements/dist/chat/emoji.js',
  'elements/dist/chat/browser-notifications.js',
  'elements/dist/chat/emoji-choice.js',
].map((file) => path.join(packages, file));
/** Nothing but a demo asks for it. */
const inMemory = path.join(packages, 'sdk/dist/testing/');

const gzipped = (chunks) => [...chunks].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0) / KiB;

async function measure(entry) {
  const bundle = await rollup({ input: path.join(packages, entry), plugins: browserPlugins(), logLevel: 'silent' });
  const { output } = await bundle.generate({ ...chunks, format: 'es' });
  await bundle.close();
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const isWanted = ({ facadeModuleId }) => !facadeModuleId?.startsWith(inMemory);
  const load = (chunk, follows, loaded = new Set()) => {
    if (!chunk || loaded.has(chunk) || !isWanted(chunk)) return loaded;
    loaded.add(chunk);
    for (const name of [...chunk.imports, ...chunk.dynamicImports.filter((name) => follows(byName.get(name)))]) load(byName.get(name), follows, loaded);
    return loaded;
  };
  const all = load(output[0], () => true);
  const ordinary = load(output[0], ({ moduleIds }) => !whenUsed.some((file) => moduleIds.includes(file)));
  const zod = [...all].flatMap(({ moduleIds }) => moduleIds).find((id) => id.includes('/node_modules/zod/'));
  return { first: gzipped(load(output[0], () => false)), complete: gzipped(ordinary), later: gzipped(all) - gzipped(ordinary), zod };
}

const lines = await Promise.all(
  budgets.map(async ({ name, entry, promise, today }) => {
    const { first, complete, later, zod } = await measure(entry);
    if (zod || first > promise || complete > today) process.exitCode = 1;
    const over = complete > promise ? `, ${(complete - promise).toFixed(1)} OVER its promise` : '';
    return `${name} ${first.toFixed(2)} at first, ${complete.toFixed(2)} complete, of ${promise} KiB${over}; ${later.toFixed(1)} more when used${zod ? `, and it loads zod: ${zod}` : ''}`;
  }),
);
console.log(lines.join('\n'));
