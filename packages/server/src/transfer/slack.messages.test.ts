import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emojiOf } from './slack.emoji.ts';
import { mapMessage, parts } from './slack.messages.ts';
import type { Names } from './slack.text.ts';
import type { SlackMessage } from './slack.types.ts';

const names: Names = { person: (id) => `slack:${id}`, channel: () => undefined, emoji: (name) => emojiOf(name) };
const ts = '1700000000.000100';
const map = (message: Partial<SlackMessage>, pins = new Map<string, { by: string; at: number }>()) => mapMessage({ ts, type: 'message', user: 'U1', ...message }, names, pins);
const one = (message: Partial<SlackMessage>) => { const { messages } = map(message); assert.equal(messages.length, 1); return messages[0]!; };

test('takes over a message with its writer, time, edit, reactions and pin', () => {
  const { messages: [made] } = map({ text: 'hi', edited: { ts: '1700000005.000000' }, reactions: [{ name: '+1', users: ['U2', 'U3'] }, { name: 'thumbsup', users: ['U2'] }] }, new Map([[ts, { by: 'slack:U2', at: 7 }]]));
  assert.deepEqual(made, {
    key: ts, threadTs: undefined, senderId: 'slack:U1', text: 'hi', sentAt: 1_700_000_000_000, editedAt: 1_700_000_005_000, deletedAt: null,
    reactions: [['👍', 'slack:U2'], ['👍', 'slack:U3']], pinned: { by: 'slack:U2', at: 7 },
  });
});

const texts: [what: string, message: Partial<SlackMessage>, text: string][] = [
  ['who joined', { subtype: 'channel_join', text: '<@U1> has joined the channel' }, '_joined the channel_'],
  ['who was invited', { subtype: 'group_join', inviter: 'U2' }, '_joined the channel, invited by <@slack%3AU2>_'],
  ['who left', { subtype: 'channel_leave' }, '_left the channel_'],
  ['a topic', { subtype: 'channel_topic', topic: 'a &amp; b' }, '_set the topic: a & b_'],
  ['a purpose', { subtype: 'channel_purpose', purpose: '' }, '_set the description_'],
  ['a name', { subtype: 'channel_name', old_name: 'a', name: 'b' }, '_renamed the channel: a → b_'],
  ['an end', { subtype: 'channel_archive' }, '_archived the channel_'],
  ['what somebody does', { subtype: 'me_message', text: 'waits' }, '_waits_'],
  ['a file', { text: 'see', files: [{ name: 'a.pdf', title: 'A', permalink: 'https://x.slack.com/a' }] }, 'see\n📎 [A](https://x.slack.com/a)'],
  ['a file without the key to it', { files: [{ name: 'a.pdf', url_private: 'https://files.slack.com/a.pdf?pub=1&t=xoxe-123' }] }, '📎 [a.pdf](https://files.slack.com/a.pdf?pub=1)'],
  ['a deleted file', { files: [{ name: 'a.pdf', mode: 'tombstone' }] }, '📎 a.pdf (deleted in Slack)'],
  ['a file beyond the limit', { files: [{ mode: 'hidden_by_limit' }] }, "📎 file (hidden by Slack's limit)"],
  ['a file of elsewhere', { files: [{ title: 'S', is_external: true, external_url: 'https://d.io/1', permalink: 'https://x.slack.com/a' }] }, '📎 [S](https://d.io/1)'],
  ['a file that is null', { files: [null] }, '📎 file (deleted in Slack)'],
  ['an old comment on a file', { subtype: 'file_comment', comment: { user: 'U4', comment: 'nice' } }, 'nice'],
  ['an attachment', { text: '', attachments: [{ pretext: 'new', title: 'T', title_link: 'https://x.io', text: '*b*', fields: [{ title: 'F', value: 'v' }] }] }, 'new\n> [T](https://x.io)\n> **b**\n> **F** v'],
  ['no preview of a link that is there', { text: '<https://x.io>', attachments: [{ from_url: 'https://x.io', title: 'X' }] }, 'https://x.io'],
  ['a shared message', { text: 'look', attachments: [{ is_share: true, author_name: 'Ben', text: 'words', from_url: 'https://acme.slack.com/p1' }] }, 'look\n> **Ben**\n> words'],
  ['blocks before text', { text: 'plain', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*rich*' } }] }, '**rich**'],
  ['text where blocks say nothing', { text: 'plain', blocks: [{ type: 'actions' }] }, 'plain'],
];
for (const [what, message, text] of texts) test(`takes over ${what}`, () => { assert.equal(one(message).text, text); });

test('tells people, bots and integrations with names of their own apart', () => {
  const table: [Partial<SlackMessage>, string][] = [
    [{ user: 'U1', bot_id: 'B1' }, 'slack:U1'], [{ user: '', bot_id: 'B1', bot_profile: { name: 'Jira' } }, 'slack:B1'], [{ user: '', bot_id: 'B1', username: 'Deploys' }, 'slack:B1:Deploys'],
    [{ user: '', bot_id: 'B1', username: 'Jira', bot_profile: { name: 'Jira' } }, 'slack:B1'], [{ user: '', username: 'old' }, 'slack:old'], [{ user: '' }, 'slack:unknown'],
  ];
  for (const [message, sender] of table) assert.equal(one({ ...message, text: 'x' }).senderId, sender);
});

test('replies name their message, and what was said to all stands in the channel too', () => {
  const root = '1699999999.000000';
  assert.equal(one({ text: 'x', thread_ts: root }).threadTs, root);
  assert.equal(one({ text: 'x', thread_ts: ts }).threadTs, undefined);
  const { messages } = map({ text: 'x', thread_ts: root, subtype: 'thread_broadcast', reactions: [{ name: 'tada', users: ['U2'] }] });
  assert.deepEqual(messages.map(({ key, threadTs, reactions }) => [key, threadTs, reactions.length]), [[ts, root, 1], [`${ts}/channel`, undefined, 0]]);
});

test('what was deleted leaves a tombstone without words', () => {
  const { text, deletedAt, sentAt } = one({ subtype: 'tombstone', text: 'This message was deleted.' });
  assert.deepEqual([text, deletedAt], ['', sentAt]);
});

test('old exports tell of edits and deletions by messages', () => {
  const place = '1699999999.000000';
  assert.deepEqual(map({ subtype: 'message_changed', message: { ts: place, text: 'new' } }).edits, [{ key: place, text: 'new', at: 1_700_000_000_000 }]);
  assert.deepEqual(map({ subtype: 'message_deleted', deleted_ts: place }).deletions, [{ key: place, at: 1_700_000_000_000 }]);
  assert.deepEqual(map({ subtype: 'message_deleted' }).skipped, ['a deletion that does not say of what']);
});

test('says what it leaves out', () => {
  assert.deepEqual(map({ text: '' }).skipped, ['message without anything to show']);
  assert.deepEqual(map({ text: 'x', reactions: [{ name: 'party_parrot', users: ['U1', 'U2'] }] }).skipped, ['reaction :party_parrot: has no emoji here', 'reaction :party_parrot: has no emoji here']);
  assert.deepEqual(map({ subtype: 'message_replied', text: 'x' }).skipped, ['message_replied: tells of a reply that is there itself']);
});

test('cuts what is too long at a line, a word or anywhere, and never through a character', () => {
  const whole = 'a'.repeat(15_000), cases = [`${whole}\n${whole}`, `${whole} ${whole}`, whole.repeat(3), `a${'😀'.repeat(15_000)}`];
  for (const text of cases) {
    const cut = parts(text);
    assert.ok(cut.length > 1 && cut.every((part) => part.length <= 20_000 && part.isWellFormed()));
    assert.equal(cut.join('').replaceAll(/\s/g, ''), text.replaceAll(/\s/g, ''));
  }
  assert.deepEqual(parts(cases[0]!), [whole, whole]);
  assert.deepEqual(parts('short'), ['short']);
});
