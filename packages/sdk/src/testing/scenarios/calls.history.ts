import type { Cast, Guest, Scenario } from '../transcript.ts';

/** A call of one kind in a conversation, as those named do in it; answers its id. */
async function call(starter: Guest, channelId: string, kind: 'audio' | 'video', others: Record<string, { guest: Guest; does: 'answers' | 'declines' }>): Promise<string> {
  const { call: { id: callId }, participantId } = await starter.ask('calls.start', { channelId, kind, deviceId: 'desk' });
  for (const { guest, does } of Object.values(others)) {
    if (does === 'answers') await guest.ask('calls.join', { callId, deviceId: 'desk' });
    else await guest.ask('calls.decline', { callId });
  }
  if (Object.values(others).some(({ does }) => does === 'answers')) await starter.ask('calls.end', { callId });
  else await starter.codeOf('calls.leave', { participantId });
  return callId;
}

const shown = async (guest: Guest, input: object = {}): Promise<string[]> => {
  const { items } = await guest.ask('calls.history', input);
  return items.map(({ kind, direction, outcome, title, people }) => `${kind} ${direction} ${outcome}: ${title} ${people.join(' ')}`);
};

async function office({ connect }: Cast) {
  const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
  const { id: purchasing } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben'] });
  return { ada, ben, chloe, purchasing };
}

export const callHistoryScenarios: readonly Scenario[] = [
  {
    name: 'each finds the calls that they made and were asked into, with what became of them, newest first, narrowed as they like',
    async play(cast) {
      const { ada, ben, chloe, purchasing } = await office(cast), { equal } = cast;
      await call(ada, purchasing, 'audio', { ben: { guest: ben, does: 'answers' } });
      await call(ada, purchasing, 'video', { ben: { guest: ben, does: 'declines' } });
      await call(ben, purchasing, 'audio', {});
      const one = 'audio outgoing answered: Purchasing ada ben', two = 'video outgoing unanswered: Purchasing ada ben', three = 'audio incoming missed: Purchasing ben ada';
      equal(await shown(ada), [three, two, one]);
      equal(await shown(ben), ['audio outgoing unanswered: Purchasing ben ada', 'video incoming declined: Purchasing ada ben', 'audio incoming answered: Purchasing ada ben']);
      equal([await shown(ada, { outcome: 'missed' }), await shown(ada, { direction: 'outgoing' }), await shown(ada, { kind: 'video' }), await shown(ada, { userId: 'ben', limit: 1 })], [[three], [two, one], [two], [three]]);
      equal([await shown(ada, { query: 'PURCH' }), await shown(ada, { query: 'ben', kind: 'video' }), await shown(ada, { query: 'nobody' }), await shown(ada, { userId: 'chloe' })], [[three, two, one], [two], [], []]);
      const { items, next } = await ada.ask('calls.history', { limit: 2 });
      equal([items.length, (await ada.ask('calls.history', { limit: 2, cursor: next })).items.map(({ callId }) => callId)], [2, [(await ada.ask('calls.history', { kind: 'audio' })).items[1]!.callId]]);
      equal([await shown(ada, { from: '2999-01-01T00:00:00Z' }), (await shown(ada, { to: '2999-01-01T00:00:00Z' })).length], [[], 3]);
      equal([await ada.codeOf('calls.history', { recordType: 'order' }), await chloe.codeOf('calls.history', { channelId: purchasing })], ['invalid-input', 'not-found']);
    },
  },
  {
    name: 'a conversation shows its calls to those who see it; who was asked in from outside sees theirs alone, without its name, also once removed',
    async play(cast) {
      const { ada, ben, chloe, purchasing } = await office(cast), { equal } = cast, stranger = await cast.connect('ada', { tenant: 'elsewhere' });
      const first = await call(ada, purchasing, 'audio', { ben: { guest: ben, does: 'answers' } });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId: purchasing, kind: 'audio', deviceId: 'desk' });
      await ada.ask('calls.invite', { callId, userIds: ['chloe'] });
      await chloe.ask('calls.join', { callId, deviceId: 'desk' });
      await ada.ask('calls.end', { callId });
      equal(await shown(chloe), ['audio incoming answered: null ada ben chloe']);
      equal([(await chloe.ask('calls.history', {})).items[0]!.isConversationSeen, await stranger.ask('calls.history', {})], [false, { items: [] }]);
      await ada.ask('chat.addMembers', { channelId: purchasing, userIds: ['chloe'] });
      equal(await shown(chloe, { channelId: purchasing }), ['audio incoming answered: Purchasing ada ben chloe', 'audio other answered: Purchasing ada ben']);
      await ada.ask('chat.removeMember', { channelId: purchasing, userId: 'ben' });
      equal([await ben.codeOf('calls.history', { channelId: purchasing }), await shown(ben)], ['not-found', ['audio incoming missed: null ada ben chloe', 'audio incoming answered: null ada ben']]);
      equal((await ben.ask('calls.history', {})).items[1]!.callId, first);
    },
  },
  {
    name: 'calls of a record are found by it, and who takes a call out of their history takes it out of theirs alone',
    async play(cast) {
      const { ada, ben } = await office(cast), { equal } = cast, record = { type: 'order', id: 'PO-1', title: 'Bearings' };
      const { id: channelId } = await ada.ask('chat.openRecord', record);
      await ada.ask('chat.send', { channelId, text: 'hello', record });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: ['ben'] });
      await ben.ask('calls.join', { callId, deviceId: 'desk' });
      await ada.ask('calls.end', { callId });
      equal([await shown(ada, { recordType: 'order', recordId: 'PO-1' }), await shown(ada, { recordType: 'order', recordId: 'PO-2' })], [['audio outgoing answered: Bearings ada ben'], []]);
      equal((await ben.ask('calls.history', {})).items[0]!.record, { type: 'order', id: 'PO-1' });
      await ada.ask('calls.forget', { callIds: [callId] });
      equal([await shown(ada), await shown(ada, { channelId }), (await shown(ben)).length], [[], [], 1]);
      await ben.ask('calls.forget', { until: '2999-01-01T00:00:00Z' });
      equal([await shown(ben), await ben.codeOf('calls.forget', {}), await ben.codeOf('calls.forget', { callIds: [callId], until: '2999-01-01T00:00:00Z' })], [[], 'invalid-input', 'invalid-input']);
    },
  },
  {
    name: 'what the devices of a call measure is kept for those who see the call, and nobody measures for somebody else',
    async play(cast) {
      const { ada, ben, chloe, purchasing } = await office(cast), { equal } = cast;
      const { call: { id: callId }, participantId: mine } = await ada.ask('calls.start', { channelId: purchasing, kind: 'video', deviceId: 'desk' });
      const { participantId: his } = await ben.ask('calls.join', { callId, deviceId: 'desk' });
      const link = { participantId: his, roundTripMs: 40, jitterMs: 3, lost: 0.25, concealed: 0, sent: 800_000, received: 600_000, frames: 15, height: 240 };
      equal(await ben.codeOf('calls.measure', { participantId: mine, level: 'good', links: [] }), 'not-found');
      equal(await ada.codeOf('calls.measure', { participantId: mine, level: 'good', score: 9, links: [] }), 'invalid-input');
      await ada.ask('calls.measure', { participantId: mine, level: 'poor', score: 2.5, because: 'loss', links: [link, { ...link, lost: 0, roundTripMs: 90 }] });
      await ben.ask('calls.measure', { participantId: his, level: 'good', score: 3.5, links: [] });
      const { items: [hers, second] } = await ben.ask('calls.quality', { callId });
      equal([hers?.userId, hers?.level, hers?.because, hers?.score, hers?.points[0]?.lost, hers?.points[0]?.roundTripMs, hers?.points[0]?.sent], ['ada', 'poor', 'loss', 2.5, 0.25, 90, 1_600_000]);
      equal([second?.userId, second?.points[0]?.roundTripMs], ['ben', null]);
      equal(await chloe.codeOf('calls.quality', { callId }), 'not-found');
      await ada.ask('calls.end', { callId });
      equal([await ada.codeOf('calls.measure', { participantId: mine, level: 'good', links: [] }), (await ada.ask('calls.figures', { userId: 'ada', by: 'kind' })).total.score], ['not-found', 2.5]);
    },
  },
  {
    name: 'figures of calls by channel and kind are for those with the permission, and my own for me',
    async play(cast) {
      const { ada, ben, chloe, purchasing } = await office(cast), { equal } = cast, boss = await cast.connect('boss', { roles: ['admin'] });
      await call(ada, purchasing, 'audio', { ben: { guest: ben, does: 'answers' } });
      await call(ada, purchasing, 'video', { ben: { guest: ben, does: 'declines' } });
      await call(ben, purchasing, 'audio', {});
      const shownAs = ({ calls, answered, missed, declined, failed, score }: { calls: number; answered: number; missed: number; declined: number; failed: number; score: number | null }) => [calls, answered, missed, declined, failed, score];
      equal([await ada.codeOf('calls.figures', {}), await ada.codeOf('calls.figures', { userId: 'ben' }), await chloe.codeOf('calls.figures', { userId: 'chloe', channelId: purchasing })], ['forbidden', 'forbidden', 'not-found']);
      const kinds = await boss.ask('calls.figures', { by: 'kind' });
      equal([kinds.items.map(({ kind }) => kind), kinds.items.map(shownAs), shownAs(kinds.total)], [['audio', 'video'], [[2, 1, 1, 0, 0, null], [1, 0, 0, 1, 0, null]], [3, 1, 1, 1, 0, null]]);
      const mine = await ada.ask('calls.figures', { userId: 'ada', by: 'channel' });
      equal([mine.items[0]?.title, shownAs(mine.total)], ['Purchasing', [3, 1, 1, 1, 0, null]]);
      equal(shownAs((await ben.ask('calls.figures', { userId: 'ben', by: 'kind', kind: 'audio' })).total), [2, 1, 1, 0, 0, null]);
      equal([(await boss.ask('calls.figures', { by: 'kind', from: '2999-01-01T00:00:00Z' })).items, await boss.codeOf('calls.figures', { timeZone: 'Nowhere/At-all' })], [[], 'invalid-input']);
    },
  },
  {
    name: 'figures of calls by team are of those whom its members have begun, and for who sees all',
    async play(cast) {
      const { ada, ben, purchasing } = await office(cast), { equal } = cast, boss = await cast.connect('boss', { roles: ['admin'] }), eve = await cast.connect('eve', { groups: ['oslo', 'sales'] }), sam = await cast.connect('sam', { groups: ['sales'] });
      await ada.ask('chat.addMembers', { channelId: purchasing, userIds: ['eve', 'sam'] });
      for (const guest of [eve, sam, ada]) await call(guest, purchasing, 'audio', guest === ada ? {} : { ben: { guest: ben, does: 'answers' } });
      const teams = await boss.ask('calls.figures', { by: 'team' });
      equal([teams.items.map(({ team, calls, answered }) => [team, calls, answered]), teams.total.calls], [[['sales', 2, 2], ['oslo', 1, 1], [null, 1, 0]], 3]);
      equal((await boss.ask('calls.figures', { by: 'kind', team: 'oslo' })).total.calls, 1);
      equal([await ada.codeOf('calls.figures', { userId: 'ada', by: 'team' }), await ada.codeOf('calls.figures', { userId: 'ada', team: 'sales' })], ['forbidden', 'forbidden']);
    },
  },
];
