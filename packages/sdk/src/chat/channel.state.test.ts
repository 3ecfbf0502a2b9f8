import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Membership, Message, MyChannel } from '../protocol/chat.ts';
import type { Entry } from '../transport/outbox.ts';
import { ChannelState } from './channel.state.ts';

/** A server of one channel, as far as changes go: what happened, what it would tell of it, and what it would answer. */
class History {
  readonly changes: Message[] = [];
  readonly rows: Message[] = [];
  readSeq = 0;
  version = 0;

  act(kind: 'write' | 'edit' | 'delete' | 'restore' | 'touch' | 'touch any', senderId: string, pick: number): void {
    const changedSeq = this.changes.length + 1;
    const alive = this.rows.filter(({ deletedAt }) => !deletedAt);
    const gone = this.rows.filter(({ deletedAt }) => deletedAt), among = kind === 'restore' ? gone : kind === 'touch any' ? this.rows : alive;
    const target = among[pick % Math.max(1, among.length)];
    const row: Message = kind === 'write' || !target
      ? { id: `m${this.rows.length + 1}`, channelId: 'c', seq: this.rows.length + 1, changedSeq, senderId, text: this.#text(pick), sentAt: '2026-01-01T00:00:00Z', reactions: {} }
      : kind === 'edit' ? { ...target, changedSeq, text: this.#text(pick), editedAt: '2026-01-01T00:00:00Z' }
        : kind === 'restore' ? restored({ ...target, changedSeq, text: this.#text(pick), restoredAt: '2026-01-01T00:00:00Z' })
        : kind === 'touch' || kind === 'touch any' ? { ...target, changedSeq, reactions: { '👍': [`u${changedSeq}`] } }
        : { ...target, changedSeq, text: '', deletedAt: '2026-01-01T00:00:00Z' };
    this.rows[row.seq - 1] = row;
    this.changes.push(row);
  }

  get channel(): MyChannel {
    return {
      id: 'c', kind: 'group', visibility: 'private', name: null, description: null, record: null, history: 'all', posting: 'everyone', archivedAt: null, thread: null, threadRules: { open: 'everyone', reply: 'everyone', close: 'everyone' }, people: [], memberCount: 2,
      createdBy: 'ada', createdAt: '2026-01-01T00:00:00Z', lastSeq: this.rows.length, lastChange: this.changes.length, version: 1, metadata: null,
      membership: { role: 'member', readSeq: this.readSeq, version: this.version, unread: this.unread.length, mentions: this.unread.filter(namesMe).length, asOf: this.changes.length, joinedChange: 0, isPinned: false, notify: 'all', section: null },
      lastMessage: this.rows.at(-1) ?? null,
    };
  }

  get unread(): Message[] { return this.rows.filter(({ seq, senderId, deletedAt }) => seq > this.readSeq && senderId !== 'me' && !deletedAt); }
  /** Every other one names me. */
  #text(pick: number): string { return `text${pick % 2 ? ' @' : ''} ${this.changes.length + 1}`; }

  changesSince(since: number) {
    return { channel: this.channel, messages: this.rows.filter(({ changedSeq }) => changedSeq > since).sort((a, b) => a.changedSeq - b.changedSeq), upTo: this.changes.length, isReset: false };
  }
}

const restored = ({ deletedAt: _, ...message }: Message): Message => message;
const someone = () => 'me';
/** As in `text @ 7`. */
const namesMe = ({ text }: Message) => text.includes('@');
const counts = (channel: MyChannel | undefined) => [channel?.membership?.unread, channel?.membership?.mentions];
const texts = (state: ChannelState) => state.messages.map(({ seq, text, changedSeq, deletedAt }) => [seq, text, changedSeq, Boolean(deletedAt)]);

const act = fc.record({ kind: fc.constantFrom('write', 'write', 'write', 'write', 'edit', 'delete', 'delete', 'restore', 'touch', 'touch any'), sender: fc.constantFrom('me', 'ben', 'chloe'), pick: fc.nat(50) });
const steps = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('act' as const), act }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hear' as const), pick: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), pick: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), pick: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hear position' as const), pick: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hear all' as const), isReversed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('page' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('catch up' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer catch-up' as const) }) },
), { maxLength: 60, size: 'max' });

test('that I take part, told behind a later change of the channel, holds, and my reading goes on from there', () => {
  const server = new History();
  for (let i = 0; i < 3; i++) server.act('write', 'ben', 0);
  const state = new ChannelState('c', someone, namesMe);
  state.appear({ ...server.channel, version: 5, membership: null }, true);
  state.adopt({ ...server.channel, version: 4 });
  server.readSeq = 2;
  server.version = 1;
  state.adoptMembership(server.channel.membership!);
  assert.deepEqual([state.channel?.version, state.shown?.membership?.readSeq, state.shown?.membership?.unread], [5, 2, 1]);
});

test('any order, repetition and loss of events, with catch-up, ends in the list and the count of a fresh fetch, and tells each change once', () => {
  fc.assert(fc.property(fc.nat(5), steps, (already, all) => {
    const server = new History();
    for (let i = 0; i < already; i++) server.act('write', 'ben', 0);
    const state = new ChannelState('c', someone, namesMe);
    state.appear(server.channel, true);
    const from = server.changes.length;
    const told: Message[] = [];
    const late: Message[] = [];
    const answers: (() => Message[])[] = [];
    const positions: Membership[] = [];
    let page: (() => void) | undefined;
    for (const step of all) {
      switch (step.do) {
        case 'act': server.act(step.act.kind, step.act.sender, step.act.pick); late.push(server.changes.at(-1)!); break;
        case 'hear': { const [event] = late.splice(step.pick % Math.max(1, late.length), 1); if (event) told.push(...state.apply(event)); break; }
        case 'lose': late.shift(); break;
        case 'repeat': { const event = server.changes[from + (step.pick % Math.max(1, server.changes.length - from))]; if (event && !late.includes(event)) told.push(...state.apply(event)); break; }
        case 'read':
          if (step.pick <= server.rows.length) { server.readSeq = step.pick; server.version++; positions.push(server.channel.membership!); }
          break;
        case 'hear position': { const [position] = positions.splice(step.pick % Math.max(1, positions.length), 1); if (position) state.adoptMembership(position); break; }
        case 'page': {
          if (page) break;
          state.beginPage();
          const rows = server.rows.slice(-10);
          page = () => { state.addPage(rows, 'newest'); state.endPage(); };
          break;
        }
        case 'hear all': {
          for (const event of step.isReversed ? late.splice(0).reverse() : late.splice(0)) told.push(...state.apply(event));
          for (const position of step.isReversed ? positions.splice(0).reverse() : positions.splice(0)) state.adoptMembership(position);
          break;
        }
        case 'answer': page?.(); page = undefined; break;
        case 'catch up': { const asked = state.upTo!; const answer = server.changesSince(asked); answers.push(() => state.caughtUp(answer)); break; }
        case 'answer catch-up': told.push(...answers.shift()?.() ?? []); break;
      }
      if (!state.needsAsking && state.upTo === server.changes.length && !positions.length) assert.deepEqual(counts(state.shown), counts(server.channel));
    }
    page?.();
    told.push(...state.caughtUp(server.changesSince(state.upTo!)));
    assert.equal(state.needsAsking, false);
    assert.deepEqual(counts(state.shown), counts(server.channel));
    assert.equal(state.shown?.lastMessage?.changedSeq, server.rows.at(-1)?.changedSeq);
    const shown = texts(state);
    assert.deepEqual(shown, server.rows.slice(server.rows.length - shown.length).map(({ seq, text, changedSeq, deletedAt }) => [seq, text, changedSeq, Boolean(deletedAt)]));
    if (server.rows.length > already) assert.notEqual(shown.length, 0);
    const numbers = told.map(({ changedSeq }) => changedSeq);
    assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b));
    assert.ok(numbers.every((number) => number > from));
    assert.equal(numbers.at(-1) ?? from, server.changes.length);
  }), { numRuns: 600 });
});

test('what was counted while changes were missed is not believed', () => {
  const server = new History();
  const state = new ChannelState('c', someone, namesMe);
  state.appear(server.channel, true);
  for (let i = 0; i < 3; i++) server.act('write', 'ben', 0);
  const early = { ...server.channel.membership!, version: 1 };
  for (let i = 0; i < 3; i++) server.act('write', 'ben', 0);
  state.caughtUp(server.changesSince(0));
  state.adoptMembership(early);
  assert.equal(state.needsAsking, true, 'the count of change 3 cannot be brought to change 6');
  server.version = 1;
  state.caughtUp(server.changesSince(6));
  assert.equal(state.shown?.membership?.unread, 6);
});

test('a page from the middle takes the screen, and the newest rows go on behind it', () => {
  const server = new History();
  for (let i = 0; i < 400; i++) server.act('write', 'ben', 0);
  const state = new ChannelState('c', someone, namesMe);
  state.appear(server.channel, true);
  state.addPage(server.rows.slice(-50), 'newest');
  state.addPage(server.rows.slice(100, 150), 'around');
  assert.deepEqual([state.messages[0]?.seq, state.messages.at(-1)?.seq], [101, 150]);
  server.act('write', 'ben', 0);
  state.apply(server.changes.at(-1)!);
  assert.equal(state.messages.at(-1)?.seq, 150);
  state.addPage(server.rows.slice(150, 350), 'beside');
  assert.equal(state.elsewhere, undefined, 'both runs are one as soon as they touch');
  assert.deepEqual([state.messages[0]?.seq, state.messages.at(-1)?.seq], [101, 401]);
});

test('an edit shows at once, survives other changes, and a refusal brings the row back', () => {
  const server = new History();
  server.act('write', 'me', 0);
  const state = new ChannelState('c', someone, namesMe);
  state.appear(server.channel, true);
  state.addPage(server.rows, 'newest');
  const edit: Entry = { id: 'e', at: 1, channelId: 'c', name: 'chat.edit', input: { messageId: 'm1', text: 'mine' } };
  const react: Entry = { id: 'r', at: 2, channelId: 'c', name: 'chat.react', input: { messageId: 'm1', emoji: '👍' } };
  state.queued(edit);
  state.queued(react);
  assert.deepEqual(state.messages.map(({ text, reactions }) => [text, reactions]), [['mine', { '👍': ['me'] }]]);
  server.rows[0] = { ...server.rows[0]!, changedSeq: 2, reactions: { '🎉': ['ben'] } };
  server.changes.push(server.rows[0]);
  state.apply(server.rows[0]);
  assert.deepEqual(state.messages.map(({ text, reactions }) => [text, reactions]), [['mine', { '🎉': ['ben'], '👍': ['me'] }]]);
  state.settled(edit);
  state.settled(react);
  assert.deepEqual(state.messages.map(({ text, reactions }) => [text, reactions]), [['text 1', { '🎉': ['ben'] }]]);
});

test('an answer that comes before the changes in front of it leaves the row pending until they are there', () => {
  const server = new History();
  const state = new ChannelState('c', someone, namesMe);
  state.appear(server.channel, true);
  const entry: Entry = { id: 'e', at: 1, channelId: 'c', name: 'chat.send', input: { channelId: 'c', id: 'm2', text: 'text 2' } };
  state.queued(entry);
  server.act('write', 'ben', 0);
  server.act('write', 'me', 0);
  assert.deepEqual(state.apply(server.changes[1]!), []);
  state.settled(entry, server.changes[1]);
  assert.deepEqual(state.messages.map(({ id, status }) => [id, status]), [['m2', 'pending']]);
  assert.deepEqual(state.apply(server.changes[0]!).map(({ id }) => id), ['m1', 'm2']);
  assert.deepEqual(state.messages.map(({ id, status }) => [id, status]), [['m1', 'sent'], ['m2', 'sent']]);
});

test('marking unread what is unread anyway moves the position nowhere', () => {
  const server = new History();
  for (let i = 0; i < 4; i++) server.act('write', 'ben', 0);
  server.readSeq = 2;
  const state = new ChannelState('c', someone, namesMe);
  state.appear(server.channel, true);
  state.addPage(server.rows, 'newest');
  const marked = (seq: number) => {
    const entry: Entry = { id: `u${seq}`, at: 1, channelId: 'c', name: 'chat.markUnread', input: { channelId: 'c', seq } };
    state.queued(entry);
    const { readSeq, unread } = state.shown!.membership!;
    state.settled(entry);
    return [readSeq, unread];
  };
  assert.deepEqual([marked(4), marked(2)], [[2, 2], [1, 3]]);
});
