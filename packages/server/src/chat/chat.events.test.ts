import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Channel, MemberRole, Membership, Message, MyChannel } from '@corridor/sdk/protocol';
import { CallError } from '../errors.ts';
import { type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld;
const people: Guest[] = [];
before(async () => {
  world = await startTestWorld();
  people.push(...await Promise.all(['ada', 'ben', 'cleo'].map((user) => world.connect(user))));
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

type Act = (who: Guest, channelId: string, messages: readonly string[]) => Promise<unknown>;

const place = fc.nat(5), emoji = fc.constantFrom('👍', '🎉', '❤️'), text = fc.constantFrom('one', 'two', 'three');
const at = (messages: readonly string[], i: number) => messages[i % Math.max(messages.length, 1)] ?? newId();

const act: fc.Arbitrary<{ say: string; who: number; run: Act }> = fc.tuple(fc.nat(2), fc.oneof(
  { weight: 4, arbitrary: fc.record({ say: fc.constant('send'), run: text.map((words): Act => (who, channelId) => who.request('chat.send', { channelId, text: words })) }) },
  { weight: 2, arbitrary: fc.record({ say: fc.constant('edit'), run: fc.tuple(place, text).map(([i, words]): Act => (who, _, messages) => who.request('chat.edit', { messageId: at(messages, i), text: words })) }) },
  fc.record({ say: fc.constant('delete'), run: place.map((i): Act => (who, _, messages) => who.request('chat.delete', { messageId: at(messages, i) })) }),
  { weight: 3, arbitrary: fc.record({ say: fc.constant('react'), run: fc.tuple(place, emoji).map(([i, one]): Act => (who, _, messages) => who.request('chat.react', { messageId: at(messages, i), emoji: one })) }) },
  { weight: 2, arbitrary: fc.record({ say: fc.constant('unreact'), run: fc.tuple(place, emoji).map(([i, one]): Act => (who, _, messages) => who.request('chat.unreact', { messageId: at(messages, i), emoji: one })) }) },
  fc.record({ say: fc.constant('read'), run: fc.nat(8).map((seq): Act => (who, channelId) => who.request('chat.markRead', { channelId, seq })) }),
  fc.record({ say: fc.constant('unread'), run: fc.nat(5).map((seq): Act => (who, channelId) => who.request('chat.markUnread', { channelId, seq: seq + 1 })) }),
  fc.record({ say: fc.constant('role'), run: fc.tuple(fc.constantFrom('ada', 'ben', 'cleo', 'dan'), fc.constantFrom('owner', 'admin', 'member')).map(([userId, role]): Act => (who, channelId) => who.request('chat.setMemberRole', { channelId, userId, role: role })) }),
  fc.record({ say: fc.constant('add'), run: fc.constantFrom('dan', 'eli').map((userId): Act => (who, channelId) => who.request('chat.addMembers', { channelId, userIds: [userId] })) }),
  fc.record({ say: fc.constant('remove'), run: fc.constantFrom('dan', 'eli').map((userId): Act => (who, channelId) => who.request('chat.removeMember', { channelId, userId })) }),
)).map(([who, one]) => ({ who, ...one }));

/** What a client makes of an answer to `chat.listen` and the events after it. */
class Heard {
  readonly messages = new Map<string, Message>();
  readonly changes: number[] = [];
  readonly roles = new Map<string, MemberRole>();
  channel: Channel;
  membership: Membership | null;

  constructor({ membership, lastMessage: _, ...channel }: MyChannel) { this.channel = channel; this.membership = membership; }

  apply({ name, payload }: Guest['heard'][number]): void {
    if (name === 'chat.message' && payload.channelId === this.channel.id) {
      this.changes.push(payload.changedSeq);
      if (payload.changedSeq > (this.messages.get(payload.id)?.changedSeq ?? 0)) this.messages.set(payload.id, payload);
      this.channel = { ...this.channel, lastSeq: Math.max(this.channel.lastSeq, payload.seq), lastChange: Math.max(this.channel.lastChange, payload.changedSeq) };
    } else if ((name === 'chat.channelChanged' || name === 'chat.channel') && payload.id === this.channel.id) {
      const { lastSeq, lastChange } = this.channel;
      if (payload.version >= this.channel.version) this.channel = { ...payload, lastSeq: Math.max(payload.lastSeq, lastSeq), lastChange: Math.max(payload.lastChange, lastChange) };
      if (name === 'chat.channel') {
        const { membership, lastMessage: _, ...channel } = payload;
        this.channel = { ...channel, lastSeq: this.channel.lastSeq, lastChange: this.channel.lastChange };
        if (membership && membership.version >= (this.membership?.version ?? 0)) this.membership = membership;
      }
    } else if (name === 'chat.position' && payload.channelId === this.channel.id) {
      if (payload.membership.version > (this.membership?.version ?? 0)) this.membership = { ...payload.membership, role: this.membership!.role };
    } else if (name === 'chat.member' && payload.channelId === this.channel.id) {
      if (payload.role) this.roles.set(payload.userId, payload.role); else this.roles.delete(payload.userId);
    }
  }
}

test('state and events together are the state that is fetched again', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), async (turns) => {
    const [ada, ben] = [people[0]!, people[1]!];
    const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ben', 'cleo'] });
    for (const guest of people) guest.heard.length = 0;
    const heard = new Heard(await ben.request('chat.listen', { channelId }));
    for (const { userId, role } of (await ben.request('chat.members', { channelId })).items) heard.roles.set(userId, role);
    const messages: string[] = [];
    for (const turn of turns) {
      const answers = await Promise.allSettled(turn.map(({ who, run }) => run(people[who]!, channelId, messages)));
      for (const answer of answers) if (answer.status === 'rejected') assert.ok(answer.reason instanceof CallError && answer.reason.code !== 'internal', String(answer.reason));
      turn.forEach(({ say }, i) => { const answer = answers[i]!; if (say === 'send' && answer.status === 'fulfilled') messages.push((answer.value as Message).id); });
    }
    await ben.settled();
    for (const event of ben.heard) heard.apply(event);

    const { membership, lastMessage, ...channel } = await ben.request('chat.channel', { channelId });
    const { items } = await ben.request('chat.history', { channelId, limit: 200 });
    assert.deepEqual([...heard.messages.values()].sort((a, b) => a.seq - b.seq), items);
    assert.deepEqual(heard.channel, channel);
    assert.deepEqual(lastMessage, items.findLast(({ card }) => !card) ?? null);
    assert.deepEqual([heard.membership?.role, heard.membership?.readSeq, heard.membership?.version], [membership?.role, membership?.readSeq, membership?.version]);
    assert.deepEqual(heard.changes.sort((a, b) => a - b), Array.from({ length: channel.lastChange }, (_, i) => i + 1), 'each change is told once, without a gap');
    const { items: members } = await ben.request('chat.members', { channelId });
    assert.deepEqual(new Map([...heard.roles].sort()), new Map(members.map(({ userId, role }) => [userId, role] as const).sort()));
    assert.equal(channel.memberCount, members.length);
    assert.equal(membership?.unread, items.filter((message) => message.seq > membership!.readSeq && message.senderId !== 'ben' && !message.deletedAt && !message.card).length);
    for (const since of [0, Math.floor(channel.lastChange / 2), channel.lastChange]) {
      const caughtUp = await ben.request('chat.changes', { channelId, since, limit: 500 });
      assert.deepEqual(caughtUp.messages, items.filter((message) => message.changedSeq > since).sort((a, b) => a.changedSeq - b.changedSeq));
      assert.equal(caughtUp.upTo, channel.lastChange);
    }
    await ben.request('chat.unlisten', { channelId });
  }), { numRuns: 60 });
});

test('catching up page by page passes every message that changed, then is level', async () => {
  const [ada, ben] = [people[0]!, people[1]!];
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const sent = await Promise.all(Array.from({ length: 60 }, (_, i) => ada.request('chat.send', { channelId, text: `message ${i}` })));
  for (const { id } of sent.slice(0, 10)) await ada.request('chat.react', { messageId: id, emoji: '👍' });
  const seen = new Map<string, Message>();
  let since = 0, more = true, pages = 0;
  for (; more; pages++) {
    const page = await ben.request('chat.changes', { channelId, since, limit: 7 });
    for (const message of page.messages) seen.set(message.id, message);
    ({ upTo: since, more } = page);
  }
  assert.deepEqual([seen.size, since, pages], [60, 70, 9]);
});

test('starts anew above 500 changed messages, or where the client knows more than the server', async () => {
  const [ada, ben] = [people[0]!, people[1]!];
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const sent = await Promise.all(Array.from({ length: 501 }, (_, i) => ada.request('chat.send', { channelId, text: `message ${i}` })));
  const page = await ben.request('chat.changes', { channelId, since: 0 });
  assert.deepEqual([page.isReset, page.upTo, page.more, page.messages.length, page.messages.at(-1)?.seq], [true, 501, false, 50, 501]);
  assert.equal((await ben.request('chat.changes', { channelId, since: 1, limit: 500 })).messages.length, 500);
  assert.equal((await ben.request('chat.changes', { channelId, since: 502 })).isReset, true);
  // many changes of one message are one message to catch up with
  const last = sent[0]!;
  for (let i = 0; i < 10; i++) await ada.request('chat.edit', { messageId: last.id, text: `edited ${i}` });
  const again = await ben.request('chat.changes', { channelId, since: 501 });
  assert.deepEqual([again.isReset, again.messages.length, again.upTo], [false, 1, 511]);
});
