import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OperationName, operations, type OperationSpec } from '@corridor/sdk/protocol';
import type { CallError } from '../errors.ts';
import { examples, type Targets } from '../examples.testing.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, owner: Guest, member: Guest, stranger: Guest, removed: Guest;
before(async () => {
  world = await startTestWorld();
  [owner, member, stranger, removed] = await Promise.all([world.connect('owner'), world.connect('member'), world.connect('stranger'), world.connect('removed')]);
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

const kinds = ['private', 'public', 'direct', 'record'] as const;
type Kind = (typeof kinds)[number];

/** A channel of the owner and the member, with a message of the owner's that the member reacted to. Somebody was in it, where that can be. */
async function make(kind: Kind): Promise<Targets> {
  const record = { type: 'order', id: newId() };
  let channelId: string;
  if (kind === 'direct') channelId = (await owner.request('chat.openDirect', { userIds: ['member', `third-${newId()}`] })).id;
  else if (kind === 'record') channelId = (await owner.request('chat.openRecord', record)).id;
  else channelId = (await owner.request('chat.createChannel', { kind: 'group', visibility: kind, members: ['member', 'removed'] })).id;
  const { id: messageId } = await owner.request('chat.send', { channelId, text: 'hello', record: kind === 'record' ? record : undefined });
  if (kind === 'record') for (const guest of [member, removed]) await guest.request('chat.join', { channelId });
  if (kind !== 'direct') await owner.request('chat.removeMember', { channelId, userId: 'removed' });
  await member.request('chat.react', { messageId, emoji: '👍' });
  return { channelId, messageId, userId: 'owner', record: { type: 'none', id: 'none' }, role: 'none', token: 'none', newId: newId(), keyId: newId(), fileId: newId(), callId: newId(), participantId: newId(), linkId: newId(), commentId: newId(), folderId: newId(), roomId: newId(), meetingCode: 'bcd-fghj-kmn', scheduledId: newId() };
}

const about = (Object.keys(operations) as OperationName[]).filter((name) => {
  const target: Targets = { channelId: newId(), messageId: newId(), userId: 'x', record: { type: 'x', id: 'x' }, role: 'x', token: 'x', newId: newId(), keyId: newId(), fileId: newId(), callId: newId(), participantId: newId(), linkId: newId(), commentId: newId(), folderId: newId(), roomId: newId(), meetingCode: 'bcd-fghj-kmn', scheduledId: newId() };
  const text = JSON.stringify(examples[name](target));
  return name !== 'chat.createChannel' && (operations[name] as OperationSpec).callers !== 'keys' && (text.includes(target.channelId) || text.includes(target.messageId));
});

/** What plain members are answered in each kind of channel, and outsiders where they may look on. All else is `ok`. */
const refusals: Record<'member' | 'outsider', Partial<Record<OperationName, Partial<Record<Kind, string>>>>> = {
  member: {
    'records.create': { private: 'conflict', public: 'conflict', direct: 'conflict', record: 'conflict' },
    'records.setChannelMetadata': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'records.setMessageMetadata': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'chat.hidePreviews': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'chat.act': { private: 'conflict', public: 'conflict', direct: 'conflict', record: 'conflict' },
    'chat.vote': { private: 'conflict', public: 'conflict', direct: 'conflict', record: 'conflict' },
    'chat.closePoll': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'voice.setRules': { private: 'forbidden', public: 'forbidden', direct: 'conflict', record: 'forbidden' },
    'voice.played': { private: 'conflict', public: 'conflict', direct: 'conflict', record: 'conflict' },
    'voice.transcribe': { private: 'conflict', public: 'conflict', direct: 'conflict', record: 'conflict' },
    'voice.figures': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'calls.figures': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'calls.setRules': { private: 'forbidden', public: 'forbidden', record: 'forbidden' },
    'chat.edit': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'chat.delete': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'chat.addMembers': { private: 'forbidden', direct: 'conflict' },
    'chat.setMemberRole': { private: 'forbidden', public: 'forbidden', direct: 'conflict', record: 'forbidden' },
    'chat.removeMember': { private: 'forbidden', public: 'forbidden', direct: 'conflict', record: 'forbidden' },
    'chat.leave': { direct: 'conflict' },
    'chat.reschedule': { private: 'not-found', public: 'not-found', direct: 'not-found', record: 'not-found' },
    'files.createFolder': { private: 'not-found', public: 'not-found', direct: 'not-found', record: 'not-found' }, // below a folder that is not there
    'chat.setThread': { private: 'conflict', public: 'conflict', direct: 'conflict', record: 'conflict' },
    'chat.updateChannel': { private: 'forbidden', public: 'forbidden', direct: 'conflict', record: 'forbidden' },
    'chat.archive': { private: 'forbidden', public: 'forbidden', direct: 'conflict', record: 'forbidden' },
    'chat.restore': { private: 'forbidden', public: 'forbidden', direct: 'conflict', record: 'forbidden' },
    'chat.deleteChannel': { private: 'forbidden', public: 'forbidden', direct: 'forbidden', record: 'forbidden' },
    'transfer.exportChannel': { private: 'forbidden', public: 'forbidden', record: 'forbidden' },
  },
  outsider: {
    'records.setChannelMetadata': { public: 'forbidden', record: 'forbidden' },
    'records.setMessageMetadata': { public: 'forbidden', record: 'forbidden' },
    'records.create': { public: 'forbidden', record: 'conflict' },
    'chat.hidePreviews': { public: 'forbidden', record: 'forbidden' },
    'voice.setRules': { public: 'forbidden', record: 'forbidden' },
    'voice.played': { public: 'conflict', record: 'conflict' },
    'voice.transcribe': { public: 'conflict', record: 'conflict' },
    'voice.figures': { public: 'forbidden', record: 'forbidden' },
    'calls.figures': { public: 'forbidden', record: 'forbidden' },
    'calls.setRules': { public: 'forbidden', record: 'forbidden' },
    'calls.start': { public: 'forbidden' },
    'calls.schedule': { public: 'forbidden' },
    'chat.act': { public: 'forbidden', record: 'conflict' },
    'chat.send': { public: 'forbidden' },
    'chat.createPoll': { public: 'forbidden' },
    'chat.vote': { public: 'forbidden', record: 'conflict' },
    'chat.closePoll': { public: 'forbidden', record: 'forbidden' },
    'chat.forward': { public: 'forbidden' },
    'chat.reschedule': { public: 'not-found', record: 'not-found' },
    'files.createFolder': { public: 'forbidden', record: 'not-found' },
    'chat.edit': { public: 'forbidden', record: 'forbidden' },
    'chat.delete': { public: 'forbidden', record: 'forbidden' },
    'chat.react': { public: 'forbidden' },
    'chat.unreact': { public: 'forbidden' },
    'chat.pin': { public: 'forbidden' },
    'chat.unpin': { public: 'forbidden' },
    'chat.markRead': { public: 'forbidden', record: 'forbidden' },
    'chat.markUnread': { public: 'forbidden', record: 'forbidden' },
    'chat.addMembers': { public: 'forbidden', record: 'forbidden' },
    'chat.setMemberRole': { public: 'forbidden', record: 'forbidden' },
    'chat.removeMember': { public: 'forbidden', record: 'forbidden' },
    'chat.updateChannel': { public: 'forbidden', record: 'forbidden' },
    'chat.archive': { public: 'forbidden', record: 'forbidden' },
    'chat.restore': { public: 'forbidden', record: 'forbidden' },
    'chat.deleteChannel': { public: 'forbidden', record: 'forbidden' },
    'transfer.exportChannel': { public: 'forbidden', record: 'forbidden' },
    'chat.setPreferences': { public: 'forbidden', record: 'forbidden' },
    'chat.setThread': { public: 'conflict', record: 'conflict' },
  },
};

for (const name of about) {
  test(`${name} answers members and those who may look on by their rights`, async () => {
    for (const kind of kinds) {
      const expected = (who: 'member' | 'outsider') => refusals[who][name]?.[kind] ?? 'ok';
      assert.equal(await codeOf(member.request(name, examples[name](await make(kind)))), expected('member'), `a member, ${kind}`);
      if (kind === 'private' || kind === 'direct') continue;
      for (const guest of [stranger, removed]) assert.equal(await codeOf(guest.request(name, examples[name](await make(kind)))), expected('outsider'), `${guest.session.user}, ${kind}`);
    }
  });

  test(`${name} tells a hidden channel from none by nothing`, async () => {
    const told = async (guest: Guest, target: Targets) => {
      const said = await guest.request(name, examples[name](target)).then((ok) => ({ ok }), (error: unknown) => (error as CallError).toRefusal());
      return JSON.stringify(said).replaceAll(target.channelId, '<channel>');
    };
    for (const kind of ['private', 'direct'] as const) {
      for (const guest of kind === 'private' ? [stranger, removed] : [stranger]) {
        const target = await make(kind), before = await world.rows('acme');
        const none: Targets = { ...target, channelId: newId(), messageId: newId(), newId: newId() };
        assert.equal(await told(guest, target), await told(guest, none), `${guest.session.user}, ${kind}`);
        assert.deepEqual(await world.rows('acme'), before);
      }
    }
  });
}

const names = ({ heard }: Guest, channelId: string) => new Set(heard.filter(({ payload }) => JSON.stringify(payload).includes(channelId)).map((one) => one.name));

/** Something of everything that can happen in a channel. */
async function live({ channelId, messageId }: Targets): Promise<void> {
  const { id } = await owner.request('chat.send', { channelId, text: 'listen' });
  await owner.request('chat.edit', { messageId, text: 'changed' });
  await owner.request('chat.delete', { messageId: id });
  await owner.request('chat.typing', { channelId });
  await owner.request('chat.listen', { channelId });
  await member.request('chat.markRead', { channelId, seq: 2 });
  await owner.hears('chat.reads', (reads) => reads.channelId === channelId);
  await owner.request('chat.unlisten', { channelId });
}

test('who is in a channel hears its messages, who has it open what goes on in it, and nobody else anything', async () => {
  for (const kind of kinds) {
    const target = await make(kind), { channelId } = target;
    const [onlooker, away] = await Promise.all([world.connect('member'), world.connect('member')]);
    await onlooker.request('chat.sync', {});
    await onlooker.request('chat.listen', { channelId });
    for (const guest of [stranger, removed]) {
      await guest.request('chat.sync', { channels: [{ channelId }] });
      const isSeen = kind !== 'private' && kind !== 'direct';
      if (isSeen) await guest.request('chat.unlisten', { channelId });
      else assert.equal(await codeOf(guest.request('chat.listen', { channelId })), 'not-found');
      guest.heard.length = 0;
    }
    member.heard.length = 0;
    await live(target);
    for (const guest of [member, onlooker, away, stranger, removed]) await guest.settled();
    const open = new Set(['chat.message', 'chat.typing', 'chat.reads', 'chat.position', 'presence.viewers']);
    assert.deepEqual(names(onlooker, channelId), open, kind);
    assert.deepEqual(names(member, channelId), new Set(['chat.message', 'chat.position']), kind);
    assert.deepEqual(names(away, channelId), new Set(['chat.position']), 'before it has synced');
    for (const guest of [stranger, removed]) assert.deepEqual(names(guest, channelId), new Set(), `${guest.session.user}, ${kind}`);
    onlooker.close();
    away.close();
  }
});

test('asking again and again for a hidden channel lets nothing through', async () => {
  const target = await make('private'), { channelId } = target;
  stranger.heard.length = 0;
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      await Promise.all([codeOf(stranger.request('chat.listen', { channelId })), stranger.request('chat.sync', { channels: [{ channelId }] }), codeOf(stranger.request('chat.typing', { channelId }))]);
    }
  })();
  try { for (let round = 0; round < 5; round++) await live(target); } finally { isOver = true; }
  await asking;
  await stranger.settled();
  assert.deepEqual(names(stranger, channelId), new Set());
});

test('whoever may look on hears an open channel, until closing it', async () => {
  for (const kind of ['public', 'record'] as const) {
    const target = await make(kind), { channelId } = target;
    await stranger.request('chat.listen', { channelId });
    await live(target);
    await stranger.settled();
    assert.ok(['chat.message', 'chat.typing', 'chat.reads'].every((name) => names(stranger, channelId).has(name as 'chat.message')), kind);
    await stranger.request('chat.unlisten', { channelId });
    stranger.heard.length = 0;
    await live(target);
    await stranger.settled();
    assert.deepEqual(names(stranger, channelId), new Set());
  }
});

test('who is removed from a private channel hears no more of it on any connection', async () => {
  const target = await make('private'), { channelId } = target;
  await owner.request('chat.addMembers', { channelId, userIds: ['removed'] });
  const second = await world.connect('removed');
  await second.request('chat.sync', {});
  for (const guest of [removed, second]) await guest.request('chat.listen', { channelId });
  await owner.request('chat.removeMember', { channelId, userId: 'removed' });
  for (const guest of [removed, second]) {
    await guest.hears('chat.left', (left) => left.channelId === channelId);
    await guest.settled();
    guest.heard.length = 0;
  }
  await live(target);
  for (const guest of [removed, second]) {
    await guest.settled();
    assert.deepEqual(names(guest, channelId), new Set());
  }
  second.close();
});

test('who leaves a public channel and has it open looks on; without having it open it is quiet', async () => {
  const target = await make('public'), { channelId } = target;
  await owner.request('chat.addMembers', { channelId, userIds: ['removed', 'stranger'] });
  await removed.request('chat.listen', { channelId });
  for (const guest of [removed, stranger]) {
    await guest.request('chat.leave', { channelId });
    guest.heard.length = 0;
  }
  await live(target);
  for (const guest of [removed, stranger]) await guest.settled();
  assert.ok(names(removed, channelId).has('chat.message'));
  assert.deepEqual(names(stranger, channelId), new Set());
  await removed.request('chat.unlisten', { channelId });
});

test('where history starts with joining, who came later learns nothing of before: not from lists, counts or events', async () => {
  const channel = await owner.request('chat.createChannel', { kind: 'group', visibility: 'public', history: 'from-joining', members: ['member'] }), channelId = channel.id;
  const { id: messageId } = await owner.request('chat.send', { channelId, text: 'before' });
  await stranger.request('chat.listen', { channelId });
  stranger.heard.length = 0;
  await owner.request('chat.edit', { messageId, text: 'before, to lookers-on' });
  await stranger.settled();
  assert.deepEqual([...names(stranger, channelId)].filter((name) => name === 'chat.message'), []);
  assert.deepEqual((await stranger.request('chat.history', { channelId })).items, []);

  const joined = await stranger.request('chat.join', { channelId });
  assert.deepEqual([joined.lastMessage, joined.membership?.unread], [null, 0]);
  member.heard.length = stranger.heard.length = 0;
  await owner.request('chat.react', { messageId, emoji: '🎉' });
  await owner.request('chat.edit', { messageId, text: 'before, to members' });
  await member.hears('chat.message', (message) => message.text === 'before, to members');
  const later = await owner.request('chat.send', { channelId, text: 'after' });
  await stranger.hears('chat.message', (message) => message.id === later.id);
  assert.deepEqual(stranger.heard.filter((one) => one.name === 'chat.message').map(({ payload }) => payload), [later]);
  for (const asked of [{ channelId }, { channelId, after: 0 }, { channelId, around: 1 }, { channelId, before: 99 }]) assert.deepEqual((await stranger.request('chat.history', asked)).items.filter(({ card }) => !card), [later]);
  for (const since of [0, 1, 3]) assert.deepEqual((await stranger.request('chat.changes', { channelId, since })).messages.filter(({ card }) => !card), [later]);
  assert.equal((await stranger.request('chat.markUnread', { channelId, seq: 1 })).membership.unread, 1);
  assert.equal(await codeOf(stranger.request('chat.react', { messageId, emoji: '👍' })), 'not-found');
});

test('access_private lets look into private channels, moderate_channels lets change what one sees', async () => {
  const auditor = await world.connect('auditor', { roles: ['auditor'] }), moderator = await world.connect('moderator', { roles: ['moderator'] });
  const chief = await world.connect('chief', { roles: ['admin'] });
  await chief.request('admin.setRole', { role: 'auditor', permissions: ['chat.access_private'] });
  const hidden = await make('private'), open = await make('public');
  assert.equal((await auditor.request('chat.history', hidden)).items.filter(({ card }) => !card).length, 1);
  assert.equal(await codeOf(auditor.request('chat.send', { channelId: hidden.channelId, text: 'x' })), 'forbidden');
  assert.equal(await codeOf(auditor.request('chat.delete', hidden)), 'forbidden');
  assert.equal(await codeOf(moderator.request('chat.delete', hidden)), 'not-found');
  assert.equal((await moderator.request('chat.edit', { ...open, text: 'mild' })).text, 'mild');
  assert.equal((await moderator.request('chat.delete', open)).text, '');
  await moderator.request('chat.removeMember', { channelId: open.channelId, userId: 'member' });
  assert.equal((await chief.request('chat.delete', hidden)).text, '');
});
