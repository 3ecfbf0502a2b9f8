import type { Guest, Scenario } from '../transcript.ts';

const deviceId = 'desk', minute = 60_000;
/** The server's own clock. */
const clock = async (guest: Guest, channelId: string) => Date.parse((await guest.ask('chat.send', { channelId, text: 'now' })).sentAt);
const iso = (ms: number) => new Date(ms).toISOString();

export const callScheduledScenarios: readonly Scenario[] = [
  {
    name: 'a call for later is told in its conversation; people answer, it changes, and is cancelled',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben'] }), now = await clock(ada, channelId), startsAt = iso(now + 60 * minute);
      const planned = await ada.ask('calls.schedule', { channelId, title: ' Loading plan ', startsAt, minutes: 45, timeZone: 'Europe/Oslo' }), { id: scheduledId } = planned;
      equal([planned.title, planned.minutes, planned.reminders, planned.rings, planned.state, planned.people], ['Loading plan', 45, [10, 0], false, 'planned', [{ userId: 'ada', answer: 'accepted' }, { userId: 'ben', answer: 'asked' }]]);
      const { items: [last] } = await ben.ask('chat.history', { channelId, limit: 1 });
      equal([last?.id === scheduledId, last?.card?.type === 'call' && last.card.scheduled?.title], [true, 'Loading plan']);
      equal(await ada.outcomeOf('calls.schedule', { id: scheduledId, channelId, startsAt }), await ada.outcomeOf('calls.scheduledCall', { scheduledId }));
      for (const name of ['calls.scheduledCall', 'calls.unschedule', 'calls.joinScheduled']) equal([await chloe.codeOf(name, { scheduledId, deviceId }), await stranger.codeOf(name, { scheduledId, deviceId })], ['not-found', 'not-found']);
      equal([await ada.codeOf('calls.schedule', { channelId, startsAt: iso(now - 60 * minute) }), await ada.codeOf('calls.schedule', { channelId, startsAt: iso(now + 800 * 1440 * minute) }), await ada.codeOf('calls.schedule', { channelId, startsAt, timeZone: 'Moon/Base' }), await ada.codeOf('calls.schedule', { channelId, startsAt, userIds: ['chloe'] })], ['invalid-input', 'invalid-input', 'invalid-input', 'conflict']);
      equal((await ben.ask('calls.answerScheduled', { scheduledId, isAccepted: true })).people[1], { userId: 'ben', answer: 'accepted' });
      await ada.hears('calls.scheduledChanged', ({ people }) => people[1]?.answer === 'accepted');
      equal([await ben.codeOf('calls.reschedule', { scheduledId, minutes: 60 }), await ben.codeOf('calls.unschedule', { scheduledId }), await ben.codeOf('calls.joinScheduled', { scheduledId, deviceId })], ['forbidden', 'forbidden', 'conflict']);
      equal((await ada.ask('calls.reschedule', { scheduledId, title: 'Loading', reminders: [5, 5, 30] })).people[1]?.answer, 'accepted');
      const moved = await ada.ask('calls.reschedule', { scheduledId, startsAt: iso(now + 120 * minute) });
      equal([moved.people[1]?.answer, moved.reminders, moved.title], ['asked', [30, 5], 'Loading']);
      const sooner = await ben.ask('calls.schedule', { channelId, title: 'Sooner', startsAt });
      equal([(await ada.ask('calls.scheduled', {})).items.map(({ title }) => title), (await ben.ask('calls.scheduled', { channelId, limit: 1 })).items.map(({ id }) => id === sooner.id), await chloe.codeOf('calls.scheduled', { channelId })], [['Sooner', 'Loading'], [true], 'not-found']);
      equal((await ada.ask('calls.unschedule', { scheduledId })).state, 'cancelled');
      equal([(await ben.ask('calls.scheduled', {})).items.length, await ben.codeOf('calls.answerScheduled', { scheduledId, isAccepted: false }), await ada.codeOf('calls.reschedule', { scheduledId, minutes: 5 })], [1, 'conflict', 'conflict']);
    },
  },
  {
    name: 'a scheduled call is begun by whoever comes first, and rings those who are not there if so chosen',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] }), now = await clock(ada, channelId);
      const { id: scheduledId } = await ada.ask('calls.schedule', { channelId, startsAt: iso(now - minute), minutes: 60, rings: true });
      await chloe.ask('calls.answerScheduled', { scheduledId, isAccepted: false });
      const { call } = await ben.ask('calls.joinScheduled', { scheduledId, deviceId });
      equal(call.participants.map(({ userId, state }) => `${userId} ${state}`), ['ben answered', 'ada invited']);
      equal([(await ada.ask('calls.scheduledCall', { scheduledId })).state, (await ada.ask('calls.scheduledCall', { scheduledId })).callId === call.id], ['active', true]);
      equal((await ada.ask('calls.joinScheduled', { scheduledId, deviceId })).call.id === call.id, true);
      await ben.ask('calls.end', { callId: call.id });
      equal((await ada.ask('calls.scheduledCall', { scheduledId })).state, 'planned');
      const early = await ada.ask('calls.schedule', { channelId, startsAt: iso(now + 10 * minute), rings: true }), quiet = await chloe.ask('calls.joinScheduled', { scheduledId: early.id, deviceId });
      equal(quiet.call.participants.length, 1);
      await chloe.ask('calls.leave', { participantId: quiet.participantId });
    },
  },
  {
    name: 'a call is scheduled in a room by whoever leads it, for people who are not in it yet',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      await connect('chloe');
      const { id: channelId, code } = await ada.ask('meetings.create', { name: 'Weekly' }), now = await clock(ada, channelId), startsAt = iso(now + 5 * minute);
      const planned = await ada.ask('calls.schedule', { channelId, startsAt, userIds: ['ben'] });
      equal([planned.meetingId === channelId, await ben.codeOf('meetings.room', { roomId: channelId }), await ben.codeOf('calls.schedule', { channelId, startsAt, userIds: ['chloe'] })], [true, 'ok', 'conflict']);
      const { call } = await ben.ask('calls.joinScheduled', { scheduledId: planned.id, deviceId });
      equal([call.meetingId === channelId, (await ada.ask('meetings.join', { code, deviceId })).call.id === call.id], [true, true]);
      await ada.ask('calls.end', { callId: call.id });
    },
  },
  {
    name: 'who was taken out of a conversation is rung by none of its scheduled calls, and organizes none',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] }), now = await clock(ada, channelId);
      const { id: scheduledId } = await ada.ask('calls.schedule', { channelId, startsAt: iso(now - minute), minutes: 60, rings: true }), { id: bens } = await ben.ask('calls.schedule', { channelId, startsAt: iso(now + 60 * minute) });
      await ada.ask('chat.removeMember', { channelId, userId: 'ben' });
      const { call } = await ada.ask('calls.joinScheduled', { scheduledId, deviceId });
      equal(call.participants.map(({ userId, state }) => `${userId} ${state}`), ['ada answered', 'chloe invited']);
      equal([await ben.codeOf('calls.reschedule', { scheduledId: bens, title: 'Mine' }), await ben.codeOf('calls.unschedule', { scheduledId: bens }), await ben.codeOf('calls.joinScheduled', { scheduledId, deviceId })], ['not-found', 'not-found', 'not-found']);
      await ada.ask('calls.end', { callId: call.id });
    },
  },
  {
    name: 'a scheduled call rings people past the lobby of a room only where somebody begins it who lets people in',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      await connect('chloe');
      const { id: roomId } = await ada.ask('meetings.create', { name: 'Weekly', access: 'lobby' }), now = await clock(ada, roomId);
      const { id: scheduledId } = await ada.ask('calls.schedule', { channelId: roomId, startsAt: iso(now - minute), minutes: 60, rings: true, userIds: ['ben', 'chloe'] });
      const waiting = await ben.ask('calls.joinScheduled', { scheduledId, deviceId });
      equal((await ada.ask('calls.call', { callId: waiting.call.id })).participants.map(({ userId, state }) => `${userId} ${state}`), ['ben waiting']);
      await ben.ask('calls.leave', { participantId: waiting.participantId });
      const { call } = await ada.ask('calls.joinScheduled', { scheduledId, deviceId });
      equal((await ada.ask('calls.call', { callId: call.id })).participants.map(({ userId, state }) => `${userId} ${state}`), ['ada answered', 'ben invited', 'chloe invited']);
      await ada.ask('calls.end', { callId: call.id });
    },
  },
  {
    name: 'a scheduled call rings people past the password of a room where who leads it has asked them, or begins it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), password = 'long enough';
      const { id: roomId, code } = await ada.ask('meetings.create', { name: 'Weekly', access: 'password', password }), now = await clock(ada, roomId), soon = { channelId: roomId, startsAt: iso(now - minute), minutes: 60, rings: true };
      for (const guest of [ben, chloe]) await guest.ask('calls.leave', { participantId: (await guest.ask('meetings.join', { code, password, deviceId })).participantId });
      const adas = await ada.ask('calls.schedule', { ...soon, userIds: ['ben', 'chloe'] }), bens = await ben.ask('calls.schedule', { ...soon, userIds: ['chloe'] });
      const people = async (callId: string) => (await ben.ask('calls.call', { callId })).participants.map(({ userId, state }) => `${userId} ${state}`);
      const { call } = await ada.ask('meetings.join', { code, deviceId });
      await ben.ask('meetings.join', { code, password, deviceId });
      await ben.ask('calls.joinScheduled', { scheduledId: bens.id, deviceId });
      equal([await people(call.id), await chloe.codeOf('calls.joinScheduled', { scheduledId: bens.id, deviceId })], [['ada answered', 'ben answered'], 'forbidden']);
      await ada.ask('calls.end', { callId: call.id });
      const begun = await ben.ask('calls.joinScheduled', { scheduledId: adas.id, deviceId });
      equal(await people(begun.call.id), ['ben answered', 'ada invited', 'chloe invited']);
      await ben.ask('calls.end', { callId: begun.call.id });
    },
  },
];
