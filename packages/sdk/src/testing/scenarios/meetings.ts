import type { CallInfo } from '../../protocol/calls.ts';
import type { Scenario } from '../transcript.ts';

const deviceId = 'desk';
const people = ({ participants }: CallInfo) => participants.map(({ userId, state, role, rights = [] }) => `${userId} ${state} ${role} ${rights.join('+')}`.trim());

export const meetingScenarios: readonly Scenario[] = [
  {
    name: 'a room is made, found by its code, come into, closed and deleted',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), stranger = await connect('ada', { tenant: 'elsewhere' });
      equal(await ada.codeOf('meetings.create', { name: 'Weekly', access: 'password' }), 'conflict');
      const { id: roomId, code, status, access, capacity } = await ada.ask('meetings.create', { name: 'Weekly', capacity: 2 });
      equal([status, access, capacity, (await ada.ask('meetings.list', {})).items.length, (await ben.ask('meetings.list', {})).items.length], ['open', 'open', 2, 1, 0]);
      equal([await ben.codeOf('meetings.room', { roomId }), await stranger.codeOf('meetings.find', { code }), await ben.codeOf('meetings.roles', { roomId })], ['not-found', 'not-found', 'not-found']);
      const door = await ben.ask('meetings.find', { code });
      equal([door.id === roomId, door.people, door.isFull, door.needsPassword], [true, 0, false, false]);
      const { participantId, call } = await ben.ask('meetings.join', { code, deviceId });
      await ada.ask('meetings.join', { code, deviceId });
      const full = await (await connect('chloe')).outcomeOf('meetings.join', { code, deviceId });
      equal([full, (await ben.ask('meetings.find', { code })).isFull], ['conflict', true]);
      await ben.ask('calls.leave', { participantId });
      equal((await ada.ask('meetings.update', { roomId, isClosed: true, hasNewCode: true })).status, 'closed');
      await ada.hears('calls.changed', ({ id, status: now }) => id === call.id && now === 'ended');
      equal([await ben.codeOf('meetings.join', { code, deviceId }), await ben.codeOf('meetings.update', { roomId, name: 'Mine' }), await ben.codeOf('meetings.delete', { roomId })], ['not-found', 'forbidden', 'forbidden']);
      await ada.ask('meetings.delete', { roomId });
      equal(await ada.codeOf('meetings.room', { roomId }), 'not-found');
    },
  },
  {
    name: 'what is changed in a room holds in the call that is on, and in its conversation',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: roomId, code, channelId } = await ada.ask('meetings.create', { name: 'Weekly' });
      const { call } = await ada.ask('meetings.join', { code, deviceId }), bens = await ben.ask('meetings.join', { code, deviceId });
      await chloe.ask('meetings.join', { code, deviceId });
      await ben.ask('calls.update', { participantId: bens.participantId, media: { screen: true } });
      await ben.ask('chat.send', { channelId, text: 'before' });
      await ada.ask('meetings.update', { roomId, capacity: 3, settings: { mayShare: false, mayChat: false, mayRecord: false, mostHeight: 360 } });
      const now = await ben.ask('calls.call', { callId: call.id });
      equal([now.settings.mayShare, now.settings.mostHeight, now.settings.mostPeople, now.participants[1]!.media.screen], [false, 360, 3, false]);
      equal([await ben.codeOf('chat.send', { channelId, text: 'after' }), await ada.codeOf('chat.send', { channelId, text: 'mine' }), await ben.codeOf('calls.update', { participantId: bens.participantId, media: { screen: true } }), await ben.codeOf('calls.startRecording', { participantId: bens.participantId })], ['forbidden', 'ok', 'forbidden', 'forbidden']);
      await ada.ask('meetings.grant', { roomId, userId: 'ben', level: 'moderator' });
      equal([people(await ben.ask('calls.call', { callId: call.id })), await ben.codeOf('chat.send', { channelId, text: 'I lead' })], [['ada answered host', 'ben answered cohost', 'chloe answered participant'], 'ok']);
      await ada.ask('meetings.grant', { roomId, userId: 'chloe', level: 'presenter' });
      await ada.ask('meetings.grant', { roomId, userId: 'ben', level: 'viewer' });
      equal([people(await ada.ask('calls.call', { callId: call.id })), await ben.codeOf('chat.send', { channelId, text: 'no more' })], [['ada answered host', 'ben answered viewer', 'chloe answered participant share+annotate'], 'forbidden']);
      await ada.ask('meetings.update', { roomId, settings: { mayChat: true } });
      equal(await chloe.codeOf('chat.send', { channelId, text: 'again' }), 'ok');
      await ada.ask('calls.end', { callId: call.id });
    },
  },
  {
    name: 'servers of its own are for those in the call of a room, and set by whoever may',
    async play({ connect, equal }) {
      const ada = await connect('ada', { roles: ['admin'] }), ben = await connect('ben'), iceServers = [{ urls: ['turn:turn.oslo.example:3478?transport=udp'], username: 'room', credential: 'secret' }];
      const { id: roomId, code } = await ada.ask('meetings.create', { name: 'Weekly', access: 'lobby' });
      await ada.ask('meetings.grant', { roomId, userId: 'ben', level: 'owner' });
      equal([await ben.codeOf('meetings.update', { roomId, iceServers }), await ada.codeOf('meetings.update', { roomId, iceServers: [{ urls: ['https://turn.example'] }] }), await ada.codeOf('meetings.update', { roomId, iceServers: [{ urls: ['turn:turn.example'] }] })], ['forbidden', 'invalid-input', 'invalid-input']);
      equal((await ada.ask('meetings.update', { roomId, iceServers })).iceServers, iceServers);
      const chloe = await connect('chloe'), waiting = await chloe.ask('meetings.join', { code, deviceId });
      equal([waiting.ice.servers, await chloe.codeOf('calls.ice', { participantId: waiting.participantId })], [[], 'conflict']);
      const { ice, call, participantId } = await ben.ask('meetings.join', { code, deviceId });
      equal([ice.servers, (await ben.ask('calls.ice', { participantId })).servers, (await ben.ask('calls.preflight', {})).servers], [iceServers, iceServers, []]);
      await ben.ask('calls.admit', { callId: call.id });
      equal((await chloe.ask('calls.ice', { participantId: waiting.participantId })).servers, iceServers);
      equal((await chloe.ask('meetings.room', { roomId })).iceServers ?? null, null);
      equal((await ada.ask('meetings.update', { roomId, iceServers: null })).iceServers ?? null, null);
      await ben.ask('calls.end', { callId: call.id });
    },
  },
  {
    name: 'roles in a room are given until a time and taken, and it keeps an owner',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: roomId, code } = await ada.ask('meetings.create', { name: 'Weekly' });
      const until = '2100-01-01T00:00:00.000Z';
      equal((await ada.ask('meetings.grant', { roomId, userId: 'ben', level: 'moderator', until })).until, until);
      await ada.ask('meetings.grant', { roomId, userId: 'chloe', level: 'presenter', until: '2001-01-01T00:00:00.000Z' });
      equal((await ben.ask('meetings.roles', { roomId })).items.map(({ userId, level }) => `${userId} ${level}`), ['ada owner', 'ben moderator']);
      equal([await ben.codeOf('meetings.grant', { roomId, userId: 'dan', level: 'viewer' }), await ada.codeOf('meetings.revoke', { roomId, userId: 'ada' })], ['forbidden', 'conflict']);
      const { call } = await ben.ask('meetings.join', { code, deviceId });
      equal(people(call), ['ben answered host']);
      await ada.ask('meetings.revoke', { roomId, userId: 'ben' });
      equal([people(await ben.ask('calls.call', { callId: call.id })), await ben.codeOf('meetings.room', { roomId })], [['ben answered host'], 'not-found']);
      await ben.ask('calls.end', { callId: call.id });
    },
  },
  {
    name: 'whoever came past the password or the lobby of a room by their role alone goes from its call with that; whoever was let in stays',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), password = 'long enough';
      const states = async (callId: string) => people(await ada.ask('calls.call', { callId }));
      const guarded = await ada.ask('meetings.create', { name: 'Weekly', access: 'password', password }), lobby = await ada.ask('meetings.create', { name: 'Interview', access: 'lobby' });
      for (const { id: roomId } of [guarded, lobby]) for (const [userId, level] of [['ben', 'moderator'], ['chloe', 'presenter']] as const) await ada.ask('meetings.grant', { roomId, userId, level });
      const { call } = await ada.ask('meetings.join', { code: guarded.code, deviceId });
      await ben.ask('meetings.join', { code: guarded.code, deviceId });
      await chloe.ask('meetings.join', { code: guarded.code, deviceId });
      for (const userId of ['ben', 'chloe']) await ada.ask('meetings.revoke', { roomId: guarded.id, userId });
      equal(await states(call.id), ['ada answered host', 'ben left participant', 'chloe left participant']);
      equal([await ben.codeOf('meetings.join', { code: guarded.code, deviceId }), await ben.codeOf('calls.join', { callId: call.id, deviceId }), await ben.codeOf('meetings.join', { code: guarded.code, password, deviceId })], ['forbidden', 'not-found', 'ok']);
      await ada.ask('calls.end', { callId: call.id });
      const { call: other } = await ada.ask('meetings.join', { code: lobby.code, deviceId });
      await ben.ask('meetings.join', { code: lobby.code, deviceId });
      await chloe.ask('meetings.join', { code: lobby.code, deviceId });
      await ada.ask('calls.admit', { callId: other.id });
      for (const userId of ['ben', 'chloe']) await ada.ask('meetings.revoke', { roomId: lobby.id, userId });
      equal(await states(other.id), ['ada answered host', 'ben removed participant', 'chloe answered participant']);
      equal([await ben.codeOf('meetings.join', { code: lobby.code, deviceId }), await ben.codeOf('calls.call', { callId: other.id })], ['forbidden', 'not-found']);
      await ada.ask('calls.invite', { callId: other.id, userIds: ['ben'] });
      equal(await ben.codeOf('calls.join', { callId: other.id, deviceId }), 'ok');
      await ada.ask('calls.end', { callId: other.id });
    },
  },
  {
    name: 'who leads a room for a time makes nobody lead it for longer',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: roomId, code, channelId } = await ada.ask('meetings.create', { name: 'Weekly' }), until = '2100-01-01T00:00:00.000Z', sooner = '2099-01-01T00:00:00.000Z';
      await ada.ask('meetings.grant', { roomId, userId: 'ben', level: 'owner', until });
      const given = async (more: { userId: string; level: 'owner' | 'presenter'; until?: string }) => (await ben.ask('meetings.grant', { roomId, ...more })).until;
      equal([await given({ userId: 'chloe', level: 'owner' }), await given({ userId: 'chloe', level: 'presenter', until: '2101-01-01T00:00:00.000Z' }), await given({ userId: 'chloe', level: 'presenter', until: sooner }), await given({ userId: 'ben', level: 'owner' })], [until, until, sooner, until]);
      equal(await ben.codeOf('meetings.grant', { roomId, userId: 'ada', level: 'owner' }), 'conflict');
      const { call } = await ada.ask('meetings.join', { code, deviceId }), { participantId } = await chloe.ask('meetings.join', { code, deviceId });
      await ben.ask('meetings.join', { code, deviceId });
      await ben.ask('calls.setRole', { callId: call.id, participantId, role: 'cohost' });
      await chloe.ask('calls.update', { participantId, media: { camera: true } });
      equal(await ada.codeOf('chat.setMemberRole', { channelId, userId: 'ben', role: 'member' }), 'conflict');
      await ada.ask('meetings.grant', { roomId, userId: 'ben', level: 'participant' });
      equal(people(await ada.ask('calls.call', { callId: call.id })), ['ada answered host', 'chloe answered participant share+annotate', 'ben answered participant']);
      await ada.ask('calls.end', { callId: call.id });
    },
  },
  {
    name: 'a password is said at the door of a room, also by who was in it before; whoever is rung, or was in the call that is on, is not asked again',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: roomId, code, channelId } = await ada.ask('meetings.create', { name: 'Weekly', access: 'password', password: 'long enough' });
      const first = await ben.ask('meetings.join', { code, password: 'long enough', deviceId });
      await ben.ask('calls.leave', { participantId: first.participantId });
      equal(await ben.codeOf('calls.start', { channelId, kind: 'video', deviceId }), 'forbidden');
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'video', deviceId });
      equal([await ben.codeOf('calls.start', { channelId, kind: 'video', deviceId }), await ben.codeOf('calls.join', { callId, deviceId })], ['forbidden', 'forbidden']);
      await ada.ask('calls.invite', { callId, userIds: ['ben'] });
      const { participantId } = await ben.ask('calls.join', { callId, deviceId });
      await ben.ask('calls.leave', { participantId });
      equal([await ben.codeOf('calls.start', { channelId, kind: 'video', deviceId }), await chloe.codeOf('calls.start', { channelId, kind: 'video', deviceId })], ['ok', 'not-found']);
      equal([await ben.codeOf('calls.invite', { callId, userIds: ['chloe'] }), await ben.codeOf('calls.transfer', { callId, to: 'chloe' })], ['forbidden', 'forbidden']);
      const { id: elsewhere } = await ben.ask('chat.createChannel', { kind: 'group', members: ['chloe'] }), { call: other } = await ben.ask('calls.start', { channelId: elsewhere, kind: 'audio', deviceId });
      await chloe.ask('calls.join', { callId: other.id, deviceId });
      equal(await ben.codeOf('calls.merge', { callId: other.id, into: callId }), 'forbidden');
      await ben.ask('calls.end', { callId: other.id });
      await ada.ask('calls.end', { callId });
      const startsAt = new Date(Date.parse((await ada.ask('chat.send', { channelId, text: 'now' })).sentAt) - 60_000).toISOString();
      const bens = await ben.ask('calls.schedule', { channelId, startsAt, minutes: 60, userIds: [] }), adas = await ada.ask('calls.schedule', { channelId, startsAt, minutes: 60, userIds: ['chloe'] });
      equal([await ben.codeOf('calls.joinScheduled', { scheduledId: bens.id, deviceId }), await ben.codeOf('calls.joinScheduled', { scheduledId: adas.id, deviceId })], ['forbidden', 'forbidden']);
      equal(people((await chloe.ask('calls.joinScheduled', { scheduledId: adas.id, deviceId })).call), ['chloe answered host']);
      await ada.ask('meetings.update', { roomId, isClosed: true });
    },
  },
  {
    name: 'a knock at the lobby of a room in which nobody is leaves nothing behind; its conversation shows the call once somebody is in it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { code, channelId } = await ada.ask('meetings.create', { name: 'Weekly', access: 'lobby' });
      const cards = async () => (await ada.ask('chat.history', { channelId })).items.map(({ senderId, card }) => (card?.type === 'call' ? `${senderId}: ${card.status} ${card.people.join('+')}` : senderId));
      const past = async () => [await ada.ask('calls.history', { channelId }), await ben.ask('calls.history', {})].map(({ items }) => items.map(({ status, people }) => `${status} ${people.join('+')}`));
      for (let knock = 0; knock < 2; knock++) await ben.ask('calls.leave', { participantId: (await ben.ask('meetings.join', { code, deviceId })).participantId });
      equal([await cards(), await past()], [[], [[], []]]);
      const trick = await ben.ask('meetings.join', { code, deviceId }), { id: elsewhere } = await ben.ask('chat.createChannel', { kind: 'group', members: ['ada'] });
      equal(await ben.codeOf('chat.send', { channelId: elsewhere, id: trick.call.id, text: 'mine' }), 'ok');
      await ada.ask('calls.end', { callId: (await ada.ask('meetings.join', { code, deviceId })).call.id });
      equal([await cards(), (await ada.ask('chat.history', { channelId: elsewhere })).items.map(({ text, card }) => [text, card ?? null])], [[], [['mine', null]]]);
      equal(await ben.codeOf('calls.start', { channelId: elsewhere, id: trick.call.id, kind: 'audio', deviceId }), 'id-taken');
      const knocking = await ben.ask('meetings.join', { code, deviceId });
      equal(await cards(), []);
      const { call } = await ada.ask('meetings.join', { code, deviceId });
      equal([call.id === knocking.call.id, await cards()], [true, ['ada: active ada']]);
      await ada.ask('calls.admit', { callId: call.id });
      await ada.ask('calls.end', { callId: call.id });
      equal([await cards(), await past()], [['ada: ended ben+ada'], [['ended ben+ada', 'ended ada'], ['ended ben+ada']]]);
    },
  },
  {
    name: 'who waited in the lobby of a room in vain is told of nobody once the call is over, and has missed nothing; who was rung and did not come has',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), dan = await connect('dan'), eve = await connect('eve');
      const { code, channelId } = await ada.ask('meetings.create', { name: 'Weekly', access: 'lobby' }), first = await ben.ask('meetings.join', { code, deviceId }), { call: { id: callId } } = first;
      await ada.ask('meetings.join', { code, deviceId });
      await chloe.ask('calls.leave', { participantId: (await chloe.ask('meetings.join', { code, deviceId })).participantId });
      await ada.ask('calls.deny', { callId, participantIds: [(await eve.ask('meetings.join', { code, deviceId })).participantId] });
      await ada.ask('calls.invite', { callId, userIds: ['dan'] });
      await ada.ask('calls.end', { callId });
      const told = [];
      for (const [userId, guest] of Object.entries({ ben, chloe, eve, dan })) {
        const seen = await guest.codeOf('calls.call', { callId }) === 'ok' ? people(await guest.ask('calls.call', { callId })) : [];
        told.push([seen, (await guest.ask('calls.history', {})).items.map(({ outcome, people: named }) => `${outcome}: ${named.join(' ')}`), (await guest.ask('calls.figures', { userId, by: 'kind' })).total.calls]);
      }
      equal(told, [[['ben cancelled participant'], [], 0], [['chloe left participant'], [], 0], [[], [], 0], [['ben cancelled participant', 'ada left host', 'chloe left participant', 'eve removed participant', 'dan cancelled participant'], ['missed: ada dan'], 1]]);
      equal((await ben.hears('calls.changed', ({ id, status }) => id === callId && status === 'ended')).participants.map(({ userId }) => userId), ['ben']);
      equal((await ada.ask('calls.history', { channelId })).items.map(({ people: named }) => named), [['ada', 'dan']]);
    },
  },
  {
    name: 'who waited in the lobby of a room says its password once it has one instead',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: roomId, code } = await ada.ask('meetings.create', { name: 'Weekly', access: 'lobby' }), { call: { id: callId } } = await ada.ask('meetings.join', { code, deviceId });
      await ben.ask('meetings.join', { code, deviceId });
      equal(await ben.codeOf('calls.join', { callId, deviceId }), 'ok');
      await ada.ask('meetings.update', { roomId, access: 'password', password: 'long enough' });
      equal([await ben.codeOf('calls.join', { callId, deviceId }), await ben.codeOf('meetings.join', { code, deviceId })], ['forbidden', 'forbidden']);
      equal(people((await ben.ask('meetings.join', { code, password: 'long enough', deviceId })).call).length, 2);
      await ada.ask('calls.end', { callId });
    },
  },
  {
    name: 'ways for media are tried before a call',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      equal(await ada.ask('calls.preflight', {}), { servers: [], expiresAt: null });
    },
  },
];
