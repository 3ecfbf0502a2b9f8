import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@corridor/sdk';
import { violationsOf } from './check.ts';
import type { Act, History, View } from './history.ts';

interface Story { acts: Act[]; heard: History['heard'][number][]; resets: []; channels: History['channels'][number][]; stored: Map<string, Message[]>; views: View[] }

const message = (seq: number, senderId: string, text: string): Message => ({ id: `m${seq}`, channelId: 'c', seq, changedSeq: seq, senderId, text, sentAt: '2026-01-01T00:00:00.000Z', reactions: {}, status: 'sent' });
const act = (user: string, kind: Act['kind'], messageId: string, more: Partial<Act> = {}): Act => ({ user, kind, channelId: 'c', messageId, outcome: 'acknowledged', ...more });

/** Ada has written three messages, of which the last one names Ben, who has read the first; all is well. `change` spoils it before it is shown to everybody, `spoil` what is seen. */
function told({ change, spoil }: { change?: (story: Story) => void; spoil?: (story: Story, view: (user: string, isFresh?: boolean) => { -readonly [K in keyof View]: View[K] }) => void }): string[] {
  const messages = [message(1, 'ada', 'one'), message(2, 'ada', 'two'), message(3, 'ada', 'three <@ben>')];
  const story: Story = {
    acts: [...messages.map(({ id, text, seq }) => act('ada', 'send', id, { text, seq })), act('ben', 'read', '', { seq: 1 })],
    heard: ['ada', 'ben'].flatMap((user) => messages.map(({ id, seq, changedSeq }) => ({ user, page: 1, channelId: 'c', id, seq, changedSeq }))),
    resets: [], channels: [{ id: 'c', members: ['ada', 'ben'], isFirst: true }], stored: new Map([['c', messages]]), views: [],
  };
  change?.(story);
  const seen = (readSeq: number, unread: number, mentions: number) => [{ id: 'c', kind: 'group', readSeq, unread, mentions, messages: structuredClone(story.stored.get('c')!) }];
  for (const isFresh of [false, true]) story.views.push({ user: 'ada', isFresh, unread: 0, mentions: 0, channels: seen(0, 0, 0) }, { user: 'ben', isFresh, unread: 2, mentions: 1, channels: seen(1, 2, 1) });
  spoil?.(story, (user, isFresh = false) => story.views.find((view) => view.user === user && view.isFresh === isFresh)!);
  return violationsOf(story);
}
const stored = ({ stored: all }: Story): Message[] => all.get('c')!;
const alter = <T extends object>(one: T, more: Partial<T>) => Object.assign(one, more);

test('finds nothing in a history that is well', () => { assert.deepEqual(told({}), []); });

const allowed: Record<string, Parameters<typeof told>[0]> = {
  'a message that is gone with the databases of its page': { change: ({ acts }) => { acts.push(act('ada', 'send', 'm4', { text: 'four', outcome: 'unknown' })); } },
  'a message that came after later ones, for it lay where a page could not read it': { change: ({ acts }) => { acts.unshift(alter(acts.splice(2, 1)[0]!, { isLate: true })); } },
  'an edit that came after a later one, for it lay where a page could not read it': { change: (story) => {
    story.acts.push(act('ada', 'edit', 'm1', { text: 'early', outcome: 'kept', isLate: true }), act('ada', 'edit', 'm1', { text: 'later' }));
    alter(stored(story)[0]!, { text: 'early', editedAt: '2026-01-01T00:00:01.000Z' });
  } },
};
for (const [what, how] of Object.entries(allowed)) test(`finds nothing wrong with ${what}`, () => { assert.deepEqual(told(how), []); });

const faults: Record<string, [Parameters<typeof told>[0], RegExp]> = {
  'a doubled message': [{ change: (story) => { stored(story).push({ ...message(4, 'ada', 'two'), id: 'm2' }); } }, /m2 is doubled/],
  'a message that was stored twice under two names': [{ change: (story) => { stored(story).push(message(4, 'ada', 'two')); } }, /m4 was sent by nobody/],
  'an acknowledged message that is lost': [{ change: (story) => { stored(story).pop(); } }, /m3 of ada is lost \(acknowledged\)/],
  'a message that the page had stored and that never came': [{ change: (story) => { story.acts.push(act('ada', 'send', 'm4', { text: 'four', outcome: 'kept' })); } }, /m4 of ada is lost \(kept\)/],
  'a message that a page had stored which later ones could not read, and that never came': [{ change: (story) => { story.acts.push(act('ada', 'send', 'm4', { text: 'four', outcome: 'kept', isLate: true })); } }, /m4 of ada is lost \(kept\)/],
  'an acknowledged message of a page whose databases failed that is lost': [{ change: (story) => { stored(story).pop(); alter(story.acts[2]!, { isLate: true }); } }, /m3 of ada is lost \(acknowledged\)/],
  'a message of which nobody was told in another order than it was written': [{ change: ({ acts }) => { acts.splice(0, 2, alter(acts[1]!, { outcome: 'unknown' }), acts[0]!); } }, /m1 of ada stands before one that was written earlier/],
  'the words of nobody, though an edit may have come late': [{ change: (story) => {
    story.acts.push(act('ada', 'edit', 'm1', { text: 'early', isLate: true }), act('ada', 'edit', 'm1', { text: 'later' }));
    alter(stored(story)[0]!, { text: 'one', editedAt: '2026-01-01T00:00:01.000Z' });
  } }, /m1 says "one" instead of "later" or "early"/],
  'a reaction that is lost, though another one may have come late': [{ change: ({ acts }) => { acts.push(act('ben', 'react', 'm1', { emoji: '👍', isLate: true }), act('ben', 'react', 'm1', { emoji: '👍' })); } }, /m1 has no reaction 👍 ben/],
  'a gap in the numbers': [{ change: (story) => { alter(stored(story)[2]!, { seq: 4 }); } }, /at place 3 stands number 4/],
  'a message that stands elsewhere than was said': [{ change: ({ acts }) => { acts[1]!.seq = 3; } }, /m2 of ada was said to be number 3 and is 2/],
  "somebody's messages in another order than they wrote them": [{ change: ({ acts }) => { acts.reverse(); } }, /m2 of ada stands before one that was written earlier/],
  'a send without an answer': [{ change: ({ acts }) => { acts[0]!.outcome = 'open'; } }, /never heard what became of send m1/],
  'a send that was refused for no reason': [{ change: ({ acts }) => { alter(acts[0]!, { outcome: 'refused', why: 'internal: no' }); } }, /refused send of m1: internal/],
  'an acknowledged edit that is lost': [{ change: ({ acts }) => { acts.push(act('ada', 'edit', 'm1', { text: 'one, better' })); } }, /m1 says "one" instead of "one, better"/],
  'an edit that overtook a later one': [{ change: (story) => {
    story.acts.push(act('ada', 'edit', 'm1', { text: 'earlier' }), act('ada', 'edit', 'm1', { text: 'later' }));
    alter(stored(story)[0]!, { text: 'earlier', editedAt: '2026-01-01T00:00:01.000Z' });
  } }, /m1 says "earlier" instead of "later"/],
  'an acknowledged deletion that is lost': [{ change: ({ acts }) => { acts.push(act('ada', 'delete', 'm1')); } }, /m1 is not deleted/],
  'a deletion by nobody': [{ change: (story) => { alter(stored(story)[0]!, { text: '', deletedAt: '2026-01-01T00:00:01.000Z' }); } }, /m1 is deleted/],
  'an acknowledged reaction that is lost': [{ change: ({ acts }) => { acts.push(act('ben', 'react', 'm1', { emoji: '👍' })); } }, /m1 has no reaction 👍 ben/],
  'a reaction of somebody who never chose it': [{ change: (story) => { alter(stored(story)[0]!, { reactions: { '👍': ['ben'] } }); } }, /m1 has 👍 of ben, who never chose it/],
  'a wrong order on one screen': [{ spoil: (_, view) => { (view('ben').channels[0]!.messages as Message[]).reverse(); } }, /^ben sees in c as message 1/],
  'a message that one screen lacks': [{ spoil: (_, view) => { (view('ben').channels[0]!.messages as Message[]).pop(); } }, /^ben sees 2 messages of 3/],
  'an edit that one screen lacks': [{ spoil: (_, view) => { alter(view('ben').channels[0]!.messages[0]!, { text: 'old' }); } }, /^ben sees in c as message 1/],
  'a channel that somebody does not see': [{ spoil: (_, view) => { alter(view('ben', true), { unread: 0, mentions: 0, channels: [] }); } }, /^a fresh client of ben does not see channel c/],
  'a wrong unread count': [{ spoil: (_, view) => { alter(view('ben').channels[0]! as { unread: number }, { unread: 3 }); } }, /^ben is told 3 unread in c, and it is 2/],
  'a wrong unread count of everybody, which no comparison shows': [{ spoil: (_, view) => { for (const isFresh of [false, true]) alter(view('ben', isFresh).channels[0]! as { unread: number }, { unread: 1 }); } }, /^a fresh client of ben is told 1 unread in c/],
  'a wrong number of mentions': [{ spoil: (_, view) => { alter(view('ben').channels[0]! as { mentions: number }, { mentions: 0 }); } }, /^ben is told 0 mentions in c, and it is 1/],
  'a wrong total': [{ spoil: (_, view) => { alter(view('ben'), { unread: 5 }); } }, /^ben is told 5 unread in all, and it is 2/],
  'a read position that went back': [{ change: ({ acts }) => { acts.push(act('ben', 'read', '', { seq: 2 })); } }, /^ben has read c to 1, and 2 was acknowledged/],
  'a change that a page is told of twice': [{ spoil: ({ heard }) => { heard.push(heard[5]!); } }, /^ben was told of change 3 of message m3 in c after 3/],
  'a message that a page is never told of': [{ spoil: ({ heard }) => { heard.splice(4, 1); } }, /^ben was never told of message m2/],
};

for (const [what, [how, said]] of Object.entries(faults)) {
  test(`finds ${what}`, () => {
    const found = told(how);
    assert.ok(found.some((line) => said.test(line)), `found only: ${found.join('; ')}`);
  });
}
