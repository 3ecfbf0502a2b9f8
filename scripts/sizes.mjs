// What a page loads, gzip, against the promised limits; and that no zod is in it.
import { readFileSync } from 'node:fs';
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
  { name: '@corridor/sdk', entry: 'sdk/dist/index.js', promise: 24, today: 27.5 },
  { name: 'a record\'s page with <chat-widget>', entry: 'elements/dist/cdn.js', promise: 60, today: 60 },
];

/** Loaded when it is used: every other element, the other conversations, other languages than English, what a person prefers, polling where no WebSocket gets through, numbers of records, uploads, files and what shows them, what acts on a message, the keys of a list, who made a channel, who somebody is, who is writing, threads and pins, for whom a conversation is, words of the host, what links lead to, what finds a conversation, the encryption of calls from end to end, markup, what helps with writing, emoji, notifications of the browser, calls, rooms to meet in, what administrators do. */
const whenUsed = [
  'elements/dist/cdn.elements.js',
  'elements/dist/base/languages.js',
  'elements/dist/base/preferences.js',
  'sdk/dist/transport/polling.js',
  'sdk/dist/chat/chat.counts.js',
  'sdk/dist/files/files.upload.js',
  'sdk/dist/calls/preflight.js',
  'sdk/dist/calls/captions/captions.js',
  'sdk/dist/calls/effects/effects.js',
  'sdk/dist/calls/effects/noise.js',
  'sdk/dist/calls/effects/background.js',
  'elements/dist/calls/call-effects.js',
  'elements/dist/calls/call-quality.js',
  'sdk/dist/calls/crypt/crypt.js',
  'sdk/dist/calls/call.recording.js',
  'elements/dist/calls/call-recording.js',
  'elements/dist/calls/call-recordings.js',
  'elements/dist/chat/conversation-view.files.js',
  'elements/dist/chat/conversation-files.js',
  'elements/dist/files/message-files.js',
  'elements/dist/files/file-viewer.js',
  'elements/dist/files/file-pdf.js',
  'elements/dist/chat/message-row.tools.js',
  'elements/dist/chat/message-list.keys.js',
  'elements/dist/chat/channel-origin.js',
  'elements/dist/chat/typing-indicator.js',
  'elements/dist/chat/conversation-list.js',
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
  'elements/dist/chat/conversation-view.thread.js',
  'elements/dist/chat/audience-mark.js',
  'elements/dist/chat/audience-switch.js',
  'elements/dist/chat/message-text.format.js',
  'elements/dist/chat/message-composer.tools.js',
  'elements/dist/chat/emoji.js',
  'elements/dist/chat/browser-notifications.js',
  'elements/dist/chat/emoji-choice.js',
  'elements/dist/voice/voice-card.js',
  'elements/dist/voice/voice-recorder.js',
  'sdk/dist/voice/voice.send.js',
  'elements/dist/app/calls.js',
  'elements/dist/app/call-card.js',
  'elements/dist/calls/call-encryption.js',
  'sdk/dist/calls/calls.engine.js',
  'sdk/dist/calls/call.words.js',
  'sdk/dist/calls/call.watch.js',
  'sdk/dist/calls/recording.js',
  'sdk/dist/calls/media/stats.js',
  'sdk/dist/calls/media/sfu.js',
  'elements/dist/calls/call-controls.menus.js',
  'elements/dist/calls/call-controls.notices.js',
  'elements/dist/calls/screen-share.js',
  'elements/dist/calls/screen-drawing.js',
  'elements/dist/calls/screen-control.js',
  'elements/dist/calls/call-panel.rest.js',
  'elements/dist/calls/call-people.js',
  'elements/dist/calls/call-picture.js',
  'sdk/dist/calls/device.preview.js',
  'sdk/dist/meetings/meetings.js',
  'sdk/dist/admin/admin.js',
].map((file) => path.join(packages, file));
/** What the first call of a page loads: its button, what rings, the panel, and what makes calls work. The rest of calls comes when it is used. */
const calls = { promise: 45, withChat: 105, files: ['elements/dist/app/calls.js', 'elements/dist/calls/incoming-call.js', 'elements/dist/calls/call-panel.js', 'sdk/dist/calls/calls.engine.js'].map((file) => path.join(packages, file)) };
/** Nothing but a demo asks for it. */
const inMemory = path.join(packages, 'sdk/dist/testing/');

const gzipped = (chunks) => [...chunks].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0) / KiB;

async function bundle(input) {
  const bundled = await rollup({ input, plugins: browserPlugins(), preserveEntrySignatures: 'allow-extension', logLevel: 'silent' });
  const { output } = await bundled.generate({ ...chunks, format: 'es' });
  await bundled.close();
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const isWanted = ({ facadeModuleId }) => !facadeModuleId?.startsWith(inMemory);
  const load = (chunk, follows, loaded = new Set()) => {
    if (!chunk || loaded.has(chunk) || !isWanted(chunk)) return loaded;
    loaded.add(chunk);
    for (const name of [...chunk.imports, ...chunk.dynamicImports.filter((name) => follows(byName.get(name)))]) load(byName.get(name), follows, loaded);
    return loaded;
  };
  const isOrdinary = ({ moduleIds }) => !whenUsed.some((file) => moduleIds.includes(file));
  return { output, first: (chunk) => load(chunk, () => false), ordinary: (chunk) => load(chunk, isOrdinary), all: (chunk) => load(chunk, () => true) };
}

async function measure(entry) {
  const file = path.join(packages, entry), { output, first, ordinary, all } = await bundle(file), chunk = output.find(({ facadeModuleId }) => facadeModuleId === file); // workers are entries, too
  const zod = [...all(chunk)].flatMap(({ moduleIds }) => moduleIds).find((id) => id.includes('/node_modules/zod/'));
  const chat = ordinary(chunk), ofCalls = output.filter(({ moduleIds }) => calls.files.some((file) => moduleIds?.includes(file))).flatMap((one) => [...first(one)]).filter((one) => !chat.has(one));
  return { ofCalls: gzipped(new Set(ofCalls)), first: gzipped(first(chunk)), complete: gzipped(ordinary(chunk)), later: gzipped(all(chunk)) - gzipped(ordinary(chunk)), zod };
}

/** Each element alone on a page: bundled together they share files, which one alone would have in its own and so stand as one here. */
async function measureElements() {
  const { exports } = JSON.parse(readFileSync(path.join(packages, 'elements/package.json'), 'utf8'));
  const entries = Object.entries(exports).filter(([name, { source }]) => /^\.\/[a-z]+-/.test(name) && source).map(([name, { default: file }]) => [name.slice(2), path.join(packages, 'elements', file)]);
  const { output, first, ordinary } = await bundle(Object.fromEntries(entries));
  const asOne = (chunks) => gzipped([{ code: [...chunks].map(({ code }) => code).join('') }]);
  return entries.map(([name]) => {
    const entry = output.find((chunk) => chunk.isEntry && chunk.name === name), atFirst = first(entry);
    return `  ${(asOne(atFirst) + asOne([...ordinary(entry)].filter((chunk) => !atFirst.has(chunk)))).toFixed(1).padStart(5)} <${name}>`;
  });
}

const lines = await Promise.all(
  budgets.map(async ({ name, entry, promise, today }) => {
    const { first, complete, later, ofCalls, zod } = await measure(entry), isChat = entry.startsWith('elements');
    if (zod || first > promise || complete > today || (isChat && (ofCalls > calls.promise || complete + ofCalls > calls.withChat))) process.exitCode = 1;
    const over = complete > promise ? `, ${(complete - promise).toFixed(1)} OVER its promise` : '';
    return `${name} ${first.toFixed(2)} at first, ${complete.toFixed(2)} complete, of ${promise} KiB${over}; ${isChat ? `the first call ${ofCalls.toFixed(2)} of ${calls.promise}, both ${(complete + ofCalls).toFixed(2)} of ${calls.withChat}; ` : ''}${later.toFixed(1)} more when used${zod ? `, and it loads zod: ${zod}` : ''}`;
  }),
);
console.log([...lines, 'Each element alone, KiB:', ...(await measureElements())].join('\n'));
