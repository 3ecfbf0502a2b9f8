import type { CallInfo } from '../../protocol/calls.ts';
import type { Guest, Scenario } from '../transcript.ts';

const deviceId = 'desk';
const states = ({ status, participants }: CallInfo) => [status, ...participants.map(({ userId, state, role }) => `${userId} ${state} ${role}`)];
const ringing = (who: Guest, callId: string) => who.hears('calls.changed', ({ id }) => id === callId);

export const callHostScenarios: readonly Scenario[] = [
  {
    name: 'a host of a call lets in who waits, and nobody else does',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ben'] });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId, userIds: [] });
      await ben.ask('calls.join', { callId, deviceId });
      equal((await ada.ask('calls.setSettings', { callId, settings: { hasLobby: true } })).settings.hasLobby, true);
      const waiting = await chloe.ask('calls.join', { callId, deviceId });
      equal([states(waiting.call), waiting.ice], [['active', 'chloe waiting participant'], { servers: [], expiresAt: null }]);
      for (const name of ['calls.admit', 'calls.deny', 'calls.mute', 'calls.lowerHands']) equal([await ben.codeOf(name, { callId }), await chloe.codeOf(name, { callId }), await stranger.codeOf(name, { callId })], ['forbidden', 'forbidden', 'not-found']);
      equal(states(await ada.ask('calls.admit', { callId })), ['active', 'ada answered host', 'ben answered participant', 'chloe answered participant']);
      equal(await ada.outcomeOf('calls.admit', { callId, participantIds: [waiting.participantId] }), await ada.outcomeOf('calls.call', { callId }));
      await ada.ask('calls.end', { callId });
    },
  },
  {
    name: 'a page that is gone from a call has the time of a lost connection to come back, and no other one speaks for it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), { id: channelId } = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId });
      await ben.ask('calls.join', { callId, deviceId });
      equal(await ben.codeOf('calls.update', { participantId, isAway: true }), 'not-found');
      equal(states(await ada.ask('calls.update', { participantId, isAway: true })), ['active', 'ada reconnecting host', 'ben answered participant']);
      equal(states((await ada.ask('calls.resume', { participantId, deviceId })).call), ['active', 'ada active host', 'ben answered participant']);
      equal((await ada.ask('calls.end', { callId })).status, 'ended');
      equal(await ada.codeOf('calls.update', { participantId, isAway: true }), 'ok');
    },
  },
  {
    name: 'who is put out, or not let in, comes back where a host asks them in',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ben', 'chloe'] });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId, userIds: [] });
      const bens = (await ben.ask('calls.join', { callId, deviceId })).participantId;
      equal(await ben.codeOf('calls.remove', { callId, participantIds: [participantId] }), 'forbidden');
      equal(states(await ada.ask('calls.remove', { callId, participantIds: [bens] })), ['active', 'ada answered host', 'ben removed participant']);
      equal([await ben.codeOf('calls.join', { callId, deviceId }), await ben.codeOf('calls.ice', { participantId: bens }), await ben.codeOf('calls.resume', { participantId: bens, deviceId })], ['forbidden', 'conflict', 'conflict']);
      await ada.ask('calls.setSettings', { callId, settings: { isLocked: true, hasLobby: true } });
      equal(await chloe.codeOf('calls.join', { callId, deviceId }), 'forbidden');
      await ada.ask('calls.invite', { callId, userIds: ['ben'] });
      await ben.ask('calls.join', { callId, deviceId });
      await ada.ask('calls.setSettings', { callId, settings: { isLocked: false } });
      const knock = await chloe.ask('calls.join', { callId, deviceId });
      await ada.ask('calls.deny', { callId, participantIds: [knock.participantId] });
      equal(await chloe.codeOf('calls.join', { callId, deviceId }), 'forbidden');
      await ada.ask('calls.end', { callId });
    },
  },
  {
    name: 'hosts mute, ask, put down hands, and say what others may; another host follows who leaves',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'video', deviceId, userIds: [] });
      const bens = (await ben.ask('calls.join', { callId, deviceId })).participantId, chloes = (await chloe.ask('calls.join', { callId, deviceId })).participantId;
      await ada.ask('calls.setRole', { callId, participantId: bens, role: 'cohost' });
      for (const [who, id] of [[ada, participantId], [ben, bens], [chloe, chloes]] as const) await who.ask('calls.update', { participantId: id, isHandUp: true, media: { microphone: true } });
      equal((await ben.ask('calls.mute', { callId })).participants.map(({ media }) => media.microphone), [true, true, false]);
      equal((await ben.ask('calls.mute', { callId, participantIds: [participantId] })).participants.map(({ media }) => media.microphone), [false, true, false]);
      await ben.ask('calls.ask', { callId, participantId: chloes, kind: 'microphone' });
      equal((await ben.ask('calls.lowerHands', { callId, participantIds: [chloes] })).participants.map(({ handAt }) => handAt === null), [false, false, true]);
      await ben.ask('calls.setSettings', { callId, settings: { mayUnmute: false, mayShare: false } });
      equal([await chloe.codeOf('calls.update', { participantId: chloes, media: { microphone: true } }), await chloe.codeOf('calls.update', { participantId: chloes, media: { screen: true } })], ['forbidden', 'forbidden']);
      await ada.ask('calls.setRole', { callId, participantId: chloes, role: 'viewer' });
      equal(await chloe.codeOf('calls.update', { participantId: chloes, media: { camera: true } }), 'forbidden');
      equal([await ben.codeOf('calls.setRole', { callId, participantId: bens, role: 'host' }), await ben.codeOf('calls.setRole', { callId, participantId, role: 'viewer' })], ['forbidden', 'conflict']);
      equal(states(await ada.ask('calls.leave', { participantId })), ['active', 'ada left host', 'ben answered host', 'chloe answered viewer']);
      await ben.ask('calls.end', { callId });
    },
  },
  {
    name: 'a call is handed on, and two become one',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      const first = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId }), callId = first.call.id;
      equal(await ada.codeOf('calls.transfer', { callId, to: 'chloe' }), 'conflict');
      await ben.ask('calls.join', { callId, deviceId });
      equal([await ada.codeOf('calls.transfer', { callId, to: 'nobody' }), await ada.codeOf('calls.transfer', { callId, to: 'ben' }), await chloe.codeOf('calls.transfer', { callId, to: 'chloe' })], ['not-found', 'conflict', 'not-found']);
      await ada.ask('calls.transfer', { callId, to: 'chloe' });
      await ringing(chloe, callId);
      equal(states(await chloe.ask('calls.decline', { callId })), ['active', 'ada answered host', 'ben answered participant', 'chloe declined participant']);
      await ada.ask('calls.transfer', { callId, to: 'chloe' });
      const { call, participantId } = await chloe.ask('calls.join', { callId, deviceId });
      equal(call.participants.map(({ userId, state }) => `${userId} ${state}`), ['ada left', 'ben answered', 'chloe declined', 'chloe answered']);
      equal((await chloe.ask('calls.leave', { participantId })).status, 'ended');

      const again = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId });
      await ben.ask('calls.join', { callId: again.call.id, deviceId });
      await ada.ask('calls.update', { participantId: again.participantId, isHeld: true });
      const { id: other } = await ada.ask('chat.openDirect', { userIds: ['chloe'] });
      const second = await ada.ask('calls.start', { channelId: other, kind: 'audio', deviceId });
      equal(await ada.codeOf('calls.merge', { callId: again.call.id, into: second.call.id }), 'conflict');
      await chloe.ask('calls.join', { callId: second.call.id, deviceId });
      equal([await ben.codeOf('calls.merge', { callId: again.call.id, into: second.call.id }), await ada.codeOf('calls.merge', { callId: again.call.id, into: again.call.id })], ['not-found', 'invalid-input']);
      equal(states(await ada.ask('calls.merge', { callId: again.call.id, into: second.call.id, isLeaving: true })), ['active', 'ada left host', 'chloe answered host', 'ben answered participant']);
      equal((await ada.ask('calls.call', { callId: again.call.id })).status, 'ended');
      const moved = await ben.hears('calls.moved', ({ into }) => into === second.call.id);
      await ben.ask('calls.resume', { participantId: moved.to, deviceId });
      await ben.ask('calls.signal', { participantId: moved.to, to: second.call.participants[1]!.id, epoch: 1, signals: [{ run: 'r', seq: 1, ack: 0, data: 'hello' }] });
      await ben.ask('calls.leave', { participantId: moved.to });
    },
  },
  {
    name: 'who is no host takes nobody along into another call, hands no locked call on, and brings back nobody who was put out',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      await connect('dan');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] }), { id: other } = await ben.ask('chat.createChannel', { kind: 'group', members: ['chloe'] });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId });
      await ben.ask('calls.join', { callId, deviceId });
      const { participantId: chloes } = await chloe.ask('calls.join', { callId, deviceId });
      const { call: { id: into }, participantId: bens } = await ben.ask('calls.start', { channelId: other, kind: 'audio', deviceId, userIds: [] });
      const { participantId: chloesToo } = await chloe.ask('calls.join', { callId: into, deviceId });
      equal([await ben.codeOf('calls.merge', { callId, into }), (await ada.ask('calls.call', { callId })).status], ['forbidden', 'active']);
      await ben.ask('calls.leave', { participantId: bens });
      await chloe.codeOf('calls.leave', { participantId: chloesToo });
      await ada.ask('calls.setSettings', { callId, settings: { isLocked: true } });
      equal([await ben.codeOf('calls.transfer', { callId, to: 'dan' }), (await ada.ask('calls.call', { callId })).participants.length], ['forbidden', 3]);
      await ada.ask('calls.setSettings', { callId, settings: { isLocked: false } });
      await ada.ask('calls.remove', { callId, participantIds: [chloes] });
      equal(await ben.codeOf('calls.transfer', { callId, to: 'chloe' }), 'forbidden');
      await ada.ask('calls.transfer', { callId, to: 'chloe' });
      equal((await chloe.ask('calls.join', { callId, deviceId })).call.participants.map(({ userId, state }) => `${userId} ${state}`), ['ada left', 'ben answered', 'chloe removed', 'chloe answered']);
      await ben.ask('calls.end', { callId });
    },
  },
  {
    name: 'who does not let people in brings nobody past a lobby; whoever is brought into a room is there what the room says, as long as it takes more',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), dan = await connect('dan');
      const { id: roomId, code } = await ada.ask('meetings.create', { name: 'Weekly' }), { call: { id: into } } = await ada.ask('meetings.join', { code, deviceId });
      const { participantId } = await ben.ask('meetings.join', { code, deviceId });
      await ada.ask('meetings.update', { roomId, access: 'lobby' });
      equal([await ben.codeOf('calls.invite', { callId: into, userIds: ['dan'] }), await ben.codeOf('calls.transfer', { callId: into, to: 'dan' })], ['forbidden', 'forbidden']);
      await ada.ask('meetings.grant', { roomId, userId: 'ben', level: 'participant', rights: ['admit'] });
      equal(states(await ben.ask('calls.invite', { callId: into, userIds: ['dan'] })), ['active', 'ada answered host', 'ben answered participant', 'dan invited participant']);
      await dan.ask('calls.join', { callId: into, deviceId });
      await ben.ask('calls.leave', { participantId });
      await ada.ask('meetings.grant', { roomId, userId: 'chloe', level: 'viewer' });
      await ada.ask('meetings.update', { roomId, access: 'open', capacity: 2 });
      const { id: channelId } = await ada.ask('chat.openDirect', { userIds: ['chloe'] }), { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId });
      await chloe.ask('calls.join', { callId, deviceId });
      equal(await ada.codeOf('calls.merge', { callId, into }), 'conflict');
      await ada.ask('meetings.update', { roomId, capacity: 3 });
      await ada.ask('calls.merge', { callId, into });
      equal((await ada.ask('calls.call', { callId: into })).participants.filter(({ state }) => state !== 'left').map(({ userId, role }) => `${userId} ${role}`), ['ada host', 'dan participant', 'chloe viewer']);
      const moved = await chloe.hears('calls.moved', ({ into: to }) => to === into);
      equal(await chloe.codeOf('calls.update', { participantId: moved.to, media: { microphone: true } }), 'forbidden');
      await ada.ask('calls.end', { callId: into });
    },
  },
  {
    name: 'who comes and goes many times stands once in the call, and all of it is in its history',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: [] }), ids: string[] = [];
      for (let time = 0; time < 4; time++) {
        const { participantId } = await ben.ask('calls.join', { callId, deviceId: 'desk' });
        await ben.ask('calls.leave', { participantId });
        ids.push(participantId);
      }
      await ada.ask('calls.invite', { callId, userIds: ['ben'] });
      const declined = await ben.ask('calls.decline', { callId });
      equal(declined.participants.map(({ userId, state }) => `${userId} ${state}`), ['ada answered', 'ben left', 'ben declined']);
      equal(declined.participants[1]!.id === ids[3], true);
      equal([await ben.codeOf('calls.leave', { participantId: ids[0]! }), await ben.codeOf('calls.resume', { participantId: ids[0]!, deviceId: 'desk' }), await ben.codeOf('calls.ice', { participantId: ids[0]! }), await ada.codeOf('calls.setRole', { callId, participantId: ids[0]!, role: 'viewer' })], ['not-found', 'not-found', 'conflict', 'not-found']);
      const { call } = await ben.ask('calls.join', { callId, deviceId: 'phone' });
      equal(call.participants.map(({ userId, state }) => `${userId} ${state}`), ['ada answered', 'ben left', 'ben declined', 'ben answered']);
      await ada.ask('calls.end', { callId });
      const [entry] = (await ben.ask('calls.history', {})).items;
      equal([entry!.outcome, entry!.count], ['answered', 2]);
    },
  },
  {
    name: 'a call ends with its conversation, and all in it are told',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), boss = await connect('boss', { roles: ['admin'] }), { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Hall 5', members: ['ben'] });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId });
      const { participantId } = await ben.ask('calls.join', { callId, deviceId });
      await boss.ask('chat.deleteChannel', { channelId, confirm: 'Hall 5' });
      equal(states(await ben.hears('calls.changed', ({ id, status }) => id === callId && status === 'ended')), ['ended', 'ada left host', 'ben left participant']);
      equal([await ben.codeOf('calls.call', { callId }), await ben.codeOf('calls.leave', { participantId }), (await ben.ask('calls.live', {})).items], ['not-found', 'not-found', []]);
      equal((await ben.ask('calls.history', {})).items, []);
    },
  },
  {
    name: 'nobody is in a call by the id of somebody else, and who is not known is not rung',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] }), { id: other } = await ben.ask('chat.createChannel', { kind: 'group', members: ['ada'] }), { code } = await ben.ask('meetings.create', { name: 'Weekly' });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId, userIds: ['chloe', 'nobody-known', 'ben'] });
      equal(states(await ada.ask('calls.call', { callId })), ['ringing', 'ada answered host', 'chloe invited participant', 'ben invited participant']);
      equal([await ben.codeOf('calls.start', { channelId: other, participantId, kind: 'audio', deviceId }), await ada.codeOf('calls.start', { channelId: other, participantId, kind: 'audio', deviceId }), await ben.codeOf('meetings.join', { code, participantId, deviceId })], ['id-taken', 'id-taken', 'id-taken']);
      equal((await ben.ask('calls.live', { channelIds: [other] })).items.map(({ id }) => id === callId), [true]);
      await chloe.ask('calls.decline', { callId });
      equal([await chloe.codeOf('calls.join', { callId, participantId, deviceId }), states(await ada.ask('calls.call', { callId }))], ['id-taken', ['ringing', 'ada answered host', 'chloe declined participant', 'ben invited participant']]);
      equal(states((await ben.ask('calls.start', { channelId: other, kind: 'audio', deviceId, userIds: [] })).call), ['active', 'ben answered host']);
      await ada.ask('calls.end', { callId });
    },
  },
  {
    name: 'whoever is taken out of a conversation, or leaves one that they see no more, is out of its call, and is told of it no more; whoever merely left the call comes back',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), dan = await connect('dan');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben', 'chloe', 'dan'] });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId });
      const bens = await ben.ask('calls.join', { callId, deviceId }), chloes = await chloe.ask('calls.join', { callId, deviceId });
      await ben.ask('calls.leave', { participantId: bens.participantId });
      equal(await ben.codeOf('calls.join', { callId, deviceId }), 'ok');
      await ada.ask('chat.removeMember', { channelId, userId: 'ben' });
      await ada.ask('chat.removeMember', { channelId, userId: 'dan' });
      await chloe.ask('chat.leave', { channelId });
      equal(states(await ada.ask('calls.call', { callId })), ['active', 'ada answered host', 'chloe left participant', 'dan cancelled participant', 'ben removed participant']);
      for (const who of [ben, chloe, dan]) equal([await who.codeOf('calls.call', { callId }), await who.codeOf('calls.join', { callId, deviceId }), await who.codeOf('calls.quality', { callId })], ['not-found', 'not-found', 'not-found']);
      const { participantId } = chloes, { participants } = await chloe.ask('calls.update', { participantId });
      equal([participants.map(({ userId }) => userId), await chloe.codeOf('calls.resume', { participantId, deviceId }), await chloe.codeOf('calls.update', { participantId, media: { camera: true } })], [['chloe'], 'conflict', 'conflict']);
      await ada.ask('calls.setSettings', { callId, settings: { mayShare: false } });
      for (const [who, name] of [[ben, 'ben'], [chloe, 'chloe'], [dan, 'dan']] as const) equal((await who.hears('calls.changed', ({ id, settings }) => id === callId && !settings.mayShare)).participants.every(({ userId }) => userId === name), true);
      await ada.ask('chat.addMembers', { channelId, userIds: ['ben', 'chloe', 'dan'] });
      equal([await ben.codeOf('calls.join', { callId, deviceId }), await chloe.codeOf('calls.join', { callId, deviceId }), await dan.codeOf('calls.join', { callId, deviceId })], ['forbidden', 'ok', 'ok']);
      await ada.ask('calls.end', { callId });
    },
  },
  {
    name: 'whoever was asked into a call from outside its conversation comes back by a new invitation, and declines only once',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['chloe'] });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId, userIds: ['chloe'] });
      await chloe.ask('calls.join', { callId, deviceId });
      await ada.ask('calls.invite', { callId, userIds: ['ben'] });
      equal([await ben.codeOf('calls.decline', { callId }), await ben.codeOf('calls.decline', { callId }), await ben.codeOf('calls.ring', { callId }), await ben.codeOf('calls.join', { callId, deviceId })], ['ok', 'ok', 'ok', 'not-found']);
      await ada.ask('calls.invite', { callId, userIds: ['ben'] });
      const { participantId } = await ben.ask('calls.join', { callId, deviceId });
      equal([states(await ben.ask('calls.leave', { participantId })).length, (await ben.ask('calls.leave', { participantId })).participants.map(({ userId }) => userId)], [4, ['ben']]);
      equal(await ben.codeOf('calls.join', { callId, deviceId }), 'not-found');
      await ada.ask('calls.end', { callId });
      equal((await ben.ask('calls.call', { callId })).status, 'ended');
    },
  },
  {
    name: 'whoever leaves a conversation that they go on seeing stays in its call; whoever is taken out of one does not',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), record = { type: 'order', id: 'PO-7' }, { id: open } = await ada.ask('chat.createChannel', { kind: 'group', visibility: 'public', name: 'Hall 5', members: ['ben'] });
      const { call: { id: callId } } = await ada.ask('calls.start', { channelId: open, kind: 'audio', deviceId });
      await ben.ask('calls.join', { callId, deviceId });
      await ben.ask('chat.leave', { channelId: open });
      equal(states(await ben.ask('calls.call', { callId })), ['active', 'ada answered host', 'ben answered participant']);
      await ben.ask('chat.join', { channelId: open });
      await ada.ask('chat.removeMember', { channelId: open, userId: 'ben' });
      equal([states(await ada.ask('calls.call', { callId })), await ben.codeOf('calls.join', { callId, deviceId })], [['active', 'ada answered host', 'ben removed participant'], 'forbidden']);
      await ada.ask('calls.end', { callId });
      const { id: channelId } = await ada.ask('chat.openRecord', record);
      await ada.ask('chat.send', { channelId, text: 'hello', record });
      await ben.ask('chat.join', { channelId });
      const { call } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId });
      await ben.ask('calls.join', { callId: call.id, deviceId });
      await ada.ask('chat.removeMember', { channelId, userId: 'ben' });
      equal(states(await ben.ask('calls.call', { callId: call.id })), ['active', 'ada answered host', 'ben answered participant']);
      await ada.ask('calls.end', { callId: call.id });
    },
  },
];
