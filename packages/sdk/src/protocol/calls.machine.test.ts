import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, type CallEvent, type CallState, dueAt, type Standing, step } from './calls.machine.ts';
import { isBeforeDoor, isInside, refuseHosting, refuseMedia, refuseRemoval, refuseRole, refuseTransfer } from './calls.hosts.rules.ts';
import { lastLegs, mostGone, mostWaiting } from './calls.legs.ts';
import { isLive, isPresent, isRung, isWaiting, openSettings, guestUser, type CallRole, callRoles } from './calls.states.ts';

const times = { ringMs: 45_000, graceMs: 20_000 };
const started = (people: readonly string[], busy: readonly string[] = []): CallState => begin({
  kind: 'audio', isDirect: people.length === 1, starter: { legId: 'ada', userId: 'ada', deviceId: 'desk' }, people: people.map((id) => ({ id, userId: id, isBusy: busy.includes(id) })),
}, 0, times);
type At = [event: CallEvent, at?: number];
const after = (call: CallState, ...events: At[]): CallState => events.reduce((now, [event, at = 1000]) => {
  const next = step(now, event, at, times);
  if ('code' in next) throw Object.assign(new Error(next.message), next);
  return next;
}, call);
const joins = (userId: string, deviceId = 'desk'): CallEvent => ({ type: 'join', userId, legId: `${userId}-new`, deviceId });
const does = (type: 'connected' | 'hold' | 'unhold' | 'lost' | 'back' | 'leave' | 'remove', legId: string): CallEvent => ({ type, legId });
const shown = (call: CallState): string => `${call.status}${call.reason ? ` ${call.reason}` : ''}: ${call.legs.map(({ id, state }) => `${id} ${state}`).join(', ')}`;

const invites = (userId: string, isByHost = false): CallEvent => ({ type: 'invite', people: [{ id: userId, userId, isBusy: false }], isByHost });
const hands = (userId: string): CallEvent => ({ type: 'transfer', legId: 'ada', person: { id: userId, userId, isBusy: false } });
const adopts = (userId: string, leaving?: string): CallEvent => ({ type: 'adopt', leaving, people: [{ id: `${userId}-moved`, leg: after(started([userId]), [joins(userId)]).legs[1]! }] });
const lobby = (): CallState => after({ ...started(['ben']), isDirect: false }, [joins('ben')], [{ type: 'set', settings: { hasLobby: true } }]);
const knocking = begin({ kind: 'video', isDirect: false, starter: { legId: 'dan', userId: 'dan', deviceId: 'desk' }, people: [], settings: { ...openSettings, hasLobby: true }, as: { role: 'participant' } }, 0, times);
const guest = guestUser('0192f0c4-0000-7000-8000-000000000001');
const roles = (call: CallState): string => call.legs.filter(isPresent).map(({ userId, role }) => `${userId} ${role}`).join(', ');

const table: [what: string, call: CallState, events: At[], shown: string][] = [
  ['it rings at who is called', started(['ben']), [], 'ringing: ada answered, ben invited'],
  ['a device says that it rings', started(['ben']), [[{ type: 'ring', userId: 'ben' }]], 'ringing: ada answered, ben ringing'],
  ['an answer makes it a call', started(['ben']), [[joins('ben')]], 'active: ada answered, ben answered'],
  ['media flow', started(['ben']), [[joins('ben')], [does('connected', 'ada')], [does('connected', 'ben')]], 'active: ada active, ben active'],
  ['one of two hangs up', started(['ben']), [[joins('ben')], [does('leave', 'ben')]], 'ended completed: ada left, ben left'],
  ['both hang up at once', started(['ben']), [[joins('ben')], [does('leave', 'ben')], [does('leave', 'ada')]], 'ended completed: ada left, ben left'],
  ['who is called declines', started(['ben']), [[{ type: 'decline', userId: 'ben' }]], 'ended declined: ada left, ben declined'],
  ['who calls gives up', started(['ben']), [[does('leave', 'ada')]], 'missed cancelled: ada left, ben cancelled'],
  ['nobody answers in time', started(['ben']), [[{ type: 'tick' }, 45_000]], 'missed timeout: ada left, ben missed'],
  ['a look before the time changes nothing', started(['ben']), [[{ type: 'tick' }, 44_999]], 'ringing: ada answered, ben invited'],
  ['who is called is in another call', started(['ben'], ['ben']), [], 'missed busy: ada left, ben busy'],
  ['an answer and giving up at once: the answer was first', started(['ben']), [[joins('ben')], [does('leave', 'ada')]], 'ended completed: ada left, ben left'],
  ['some of a group answer', started(['ben', 'chloe']), [[joins('ben')]], 'active: ada answered, ben answered, chloe invited'],
  ['the rest of a group do not answer in time', started(['ben', 'chloe']), [[joins('ben')], [{ type: 'tick' }, 45_000]], 'active: ada answered, ben answered, chloe missed'],
  ['the last but one leaves a group: who stays may wait for others', started(['ben', 'chloe']), [[joins('ben')], [does('leave', 'ada')]], 'active: ada left, ben answered, chloe invited'],
  ['the last one leaves a group that still rings', started(['ben', 'chloe']), [[joins('ben')], [does('leave', 'ada')], [does('leave', 'ben')]], 'ended completed: ada left, ben left, chloe cancelled'],
  ['all of a group decline', started(['ben', 'chloe']), [[{ type: 'decline', userId: 'ben' }], [{ type: 'decline', userId: 'chloe' }]], 'ended declined: ada left, ben declined, chloe declined'],
  ['one of a group declines, the other one never answers', started(['ben', 'chloe']), [[{ type: 'decline', userId: 'ben' }], [{ type: 'tick' }, 45_000]], 'missed timeout: ada left, ben declined, chloe missed'],
  ['somebody comes in late', started(['ben', 'chloe']), [[joins('ben')], [joins('dan')]], 'active: ada answered, ben answered, chloe invited, dan-new answered'],
  ['who declined comes in after all', started(['ben', 'chloe']), [[joins('ben')], [{ type: 'decline', userId: 'chloe' }], [joins('chloe')]], 'active: ada answered, ben answered, chloe declined, chloe-new answered'],
  ['a device is lost', started(['ben']), [[joins('ben')], [does('lost', 'ben')]], 'active: ada answered, ben reconnecting'],
  ['and is back', started(['ben']), [[joins('ben')], [does('lost', 'ben')], [does('back', 'ben'), 15_000], [{ type: 'tick' }, 60_000]], 'active: ada answered, ben active'],
  ['and is not back in time', started(['ben']), [[joins('ben')], [does('lost', 'ben')], [{ type: 'tick' }, 21_000]], 'ended error: ada left, ben failed'],
  ['who is lost in a group fails alone', started(['ben', 'chloe']), [[joins('ben')], [joins('chloe')], [does('lost', 'ben')], [{ type: 'tick' }, 21_000]], 'active: ada answered, ben failed, chloe answered'],
  ['who calls is lost while it rings', started(['ben']), [[does('lost', 'ada')], [{ type: 'tick' }, 21_000]], 'ended error: ada failed, ben cancelled'],
  ['it is held and goes on', started(['ben']), [[joins('ben')], [does('connected', 'ben')], [does('hold', 'ben')]], 'active: ada answered, ben held'],
  ['a third one is asked in: it is a group from then on', started(['ben']), [[joins('ben')], [{ type: 'invite', people: [{ id: 'chloe', userId: 'chloe', isBusy: false }] }], [joins('chloe')], [does('leave', 'ada')]], 'active: ada left, ben answered, chloe answered'],
  ['a call that rings nobody is on at once, for whoever comes in', started([]), [[joins('ben')], [does('leave', 'ada')]], 'active: ada left, ben-new answered'],
  ['it is ended for all', started(['ben', 'chloe']), [[joins('ben')], [{ type: 'end' }]], 'ended completed: ada left, ben left, chloe cancelled'],
  ['somebody is put out', started(['ben', 'chloe']), [[joins('ben')], [joins('chloe')], [does('remove', 'ben')]], 'active: ada answered, ben removed, chloe answered'],

  ['who was put out does not come back where another one asks them in', started(['ben', 'chloe']), [[joins('ben')], [joins('chloe')], [does('remove', 'ben')], [invites('ben')]], 'active: ada answered, ben removed, chloe answered'],
  ['where a host does, they do', started(['ben', 'chloe']), [[joins('ben')], [joins('chloe')], [does('remove', 'ben')], [invites('ben', true)], [joins('ben')]], 'active: ada answered, ben removed, chloe answered, ben answered'],
  ['whoever is new waits where there is a lobby', lobby(), [[joins('dan')]], 'active: ada answered, ben answered, dan-new waiting'],
  ['who waits is let in', lobby(), [[joins('dan')], [{ type: 'admit', legIds: ['dan-new'] }]], 'active: ada answered, ben answered, dan-new answered'],
  ['who waits is not let in', lobby(), [[joins('dan')], [{ type: 'deny', legIds: ['dan-new', 'ben'] }]], 'active: ada answered, ben answered, dan-new removed'],
  ['who waits goes again', lobby(), [[joins('dan')], [does('leave', 'dan-new')]], 'active: ada answered, ben answered, dan-new left'],
  ['who waits is lost and does not come back', lobby(), [[joins('dan')], [does('lost', 'dan-new')], [{ type: 'tick' }, 21_000]], 'active: ada answered, ben answered, dan-new left'],
  ['who waits is lost for a moment', lobby(), [[joins('dan')], [does('lost', 'dan-new')], [does('back', 'dan-new')], [{ type: 'tick' }, 60_000]], 'active: ada answered, ben answered, dan-new waiting'],
  ['who waits asks again once the lobby is gone', lobby(), [[joins('dan')], [{ type: 'set', settings: { hasLobby: false } }], [joins('dan')]], 'active: ada answered, ben answered, dan-new answered'],
  ['who was lost on one device goes on with another', started(['ben']), [[joins('ben')], [does('lost', 'ben')], [joins('ben', 'phone')]], 'active: ada answered, ben active'],
  ['who waits with another device goes on there', lobby(), [[joins('dan')], [joins('dan', 'phone')]], 'active: ada answered, ben answered, dan-new waiting'],
  ['who moderates does not wait', lobby(), [[{ ...joins('dan'), as: { isModerator: true } } as CallEvent]], 'active: ada answered, ben answered, dan-new answered'],
  ['whoever was asked in, or was in it, does not wait', lobby(), [[does('leave', 'ben')], [joins('ben')], [invites('dan', true)], [joins('dan')]], 'active: ada answered, ben left, ben-new answered, dan answered'],
  ['with the last one who is in it a call ends for those who wait', lobby(), [[joins('dan')], [{ type: 'end' }]], 'ended completed: ada left, ben left, dan-new cancelled'],
  ['before an empty room with a lobby somebody waits', knocking, [[joins('ben')]], 'ringing: dan waiting, ben-new waiting'],
  ['until a host comes', knocking, [[{ ...joins('ada'), as: { role: 'host', isModerator: true } } as CallEvent]], 'active: dan waiting, ada-new answered'],
  ['or they go', knocking, [[does('leave', 'dan')]], 'missed cancelled: dan left'],
  ['a call is handed on: the one who does it leaves with the answer', started(['ben']), [[joins('ben')], [hands('chloe')], [joins('chloe')]], 'active: ada left, ben answered, chloe answered'],
  ['and it is one of two again', started(['ben']), [[joins('ben')], [hands('chloe')], [joins('chloe')], [does('leave', 'ben')]], 'ended completed: ada left, ben left, chloe left'],
  ['the third one declines: the call stays with whom it was', started(['ben']), [[joins('ben')], [hands('chloe')], [{ type: 'decline', userId: 'chloe' }]], 'active: ada answered, ben answered, chloe declined'],
  ['the third one does not answer: the call stays with whom it was', started(['ben']), [[joins('ben')], [hands('chloe')], [{ type: 'tick' }, 46_001]], 'active: ada answered, ben answered, chloe missed'],
  ['who hands it on does not wait: the other one does', started(['ben']), [[joins('ben')], [hands('chloe')], [does('leave', 'ada')], [joins('chloe')]], 'active: ada left, ben answered, chloe answered'],
  ['and is left alone where nobody comes', started(['ben']), [[joins('ben')], [hands('chloe')], [does('leave', 'ada')], [{ type: 'decline', userId: 'chloe' }]], 'ended completed: ada left, ben left, chloe declined'],
  ['those of another call go on in this one', started(['ben']), [[joins('ben')], [adopts('chloe')]], 'active: ada answered, ben answered, chloe-moved answered'],
  ['and are left to themselves', started(['ben']), [[joins('ben')], [adopts('chloe', 'ada')]], 'active: ada left, ben answered, chloe-moved answered'],
];
for (const [what, call, events, wanted] of table) test(`${what}`, () => { assert.equal(shown(after(call, ...events)), wanted); });

test('two devices answer: the second one is told where the call is', () => {
  const call = after(started(['ben']), [joins('ben', 'phone')]);
  assert.throws(() => after(call, [joins('ben', 'desk')]), { code: 'conflict', details: { participantId: 'ben' } });
  assert.equal(after(call, [joins('ben', 'phone')]), call);
});

test('a call that is over is joined by nobody, and nothing else that comes late changes it', () => {
  const call = after(started(['ben']), [joins('ben')], [{ type: 'end' }]);
  assert.throws(() => after(call, [joins('ben')]), { code: 'conflict' });
  for (const event of [{ type: 'tick' }, { type: 'end' }, { type: 'decline', userId: 'ben' }, does('leave', 'ben'), does('back', 'ada')] as const) assert.equal(after(call, [event]), call);
});

test('who is not in the call cannot act in it', () => {
  assert.throws(() => after(started(['ben']), [does('leave', 'mallory')]), { code: 'not-found' });
});

test('a door takes so many who wait: one more is told to come again, and whoever waits already, or may come in, is not', () => {
  const crowd = after(lobby(), ...Array.from({ length: mostWaiting }, (_, at): At => [joins(`guest-${at}`)]));
  assert.throws(() => after(crowd, [joins('dan')]), { code: 'conflict', details: { reason: 'full', waiting: mostWaiting } });
  for (const userId of ['guest-0', 'ben']) after(crowd, [joins(userId)], [joins(userId, 'desk')]);
  assert.equal(after(crowd, [joins('guest-0', 'phone')]).legs.filter(isWaiting).length, mostWaiting);
  after(crowd, [does('leave', 'guest-3-new')], [joins('dan')]);
  after(crowd, [{ type: 'admit', legIds: ['guest-3-new'] }], [joins('dan')]);
  after(crowd, [{ ...joins('dan'), as: { isModerator: true } } as CallEvent]);
});

test('who waits before a call and is brought into it with another one waits no more', () => {
  assert.equal(shown(after(lobby(), [joins('dan')], [adopts('dan')])), 'active: ada answered, ben answered, dan-new cancelled, dan-moved answered');
});

test('past a lobby somebody is asked in, or handed the call, by who lets people in alone', () => {
  assert.throws(() => after(lobby(), [invites('dan')]), { code: 'forbidden' });
  assert.equal(shown(after(lobby(), [invites('dan', true)])), 'active: ada answered, ben answered, dan invited');
  assert.deepEqual(['ada', 'ben'].map((userId) => refuseTransfer(lobby(), userId, { userId: 'dan', isBusy: false })?.code), [undefined, 'forbidden']);
});

test('those of another call come into a room as what they are in it, and no more of them than it takes', () => {
  const as = (userId: string, standing: Standing): CallEvent => { const event = adopts(userId) as CallEvent & { type: 'adopt' }; return { ...event, people: event.people.map((one) => ({ ...one, as: standing })) }; };
  assert.equal(roles(after(many(), [as('eve', { role: 'viewer' })], [as('finn', { role: 'host', isModerator: true })])), 'ada host, ben participant, chloe participant, dan participant, eve viewer, finn cohost');
  const full = many([{ type: 'set', settings: { mostPeople: 4 } }]);
  assert.throws(() => after(full, [adopts('eve')]), { code: 'conflict', details: { reason: 'full' } });
  for (const event of [adopts('eve', 'ada'), adopts('ben')]) assert.equal(after(full, [event]).legs.filter(isPresent).length, 4);
});

test('of who comes and goes for ever the last time is kept, and the last time in it; of a thousand who went the last ones, and all who were put out', () => {
  let call = many();
  for (let time = 0; time < 1000; time++) { const legId = `ben-${time}`; call = after(call, [does('leave', call.legs.findLast(({ userId }) => userId === 'ben')!.id)], [{ ...joins('ben'), legId } as CallEvent]); }
  call = after(call, [does('leave', 'ben-999')], [invites('ben')], [{ type: 'decline', userId: 'ben' }]);
  assert.deepEqual(lastLegs(call.legs).map(({ id, state }) => `${id} ${state}`), ['ada answered', 'chloe answered', 'dan answered', 'ben-999 left', 'ben declined']);
  const few = many();
  assert.equal(lastLegs(few.legs), few.legs);
  const crowd = Array.from({ length: 1000 }, (_, at) => ({ ...few.legs[0]!, id: `${at}`, userId: `${at}`, state: at === 3 ? 'removed' : 'left', leftAt: at }) as const);
  assert.deepEqual(lastLegs([...few.legs, ...crowd]).map(({ id }) => id), ['ada', 'ben', 'chloe', 'dan', '3', ...crowd.slice(-mostGone).map(({ id }) => id)]);
});

test('who leads the room no more leaves nobody behind whom they made host or co-host, nor those whom these did; others stay what they are', () => {
  const gives = (by: string, legId: string, role: CallRole): At => [{ type: 'role', legId, role, by }], over: At = [{ type: 'standing', userId: 'chloe', as: { role: 'participant', isModerator: false } }];
  const led = many([{ type: 'standing', userId: 'chloe', as: { role: 'host', isModerator: true } }], gives('chloe', 'ben', 'cohost'), gives('ben', 'dan', 'cohost'));
  assert.equal(roles(led), 'ada host, ben cohost, chloe cohost, dan cohost');
  assert.equal(roles(after(led, over)), 'ada host, ben participant, chloe participant, dan participant');
  assert.equal(roles(after(led, [does('leave', 'chloe')], over)), 'ada host, ben participant, dan participant');
  assert.equal(roles(after(led, gives('ada', 'ben', 'participant'), gives('ada', 'ben', 'cohost'), over)), 'ada host, ben cohost, chloe participant, dan participant');
  assert.equal(roles(after(led, [{ type: 'standing', userId: 'dan', as: { role: 'host', isModerator: true } }], over)), 'ada host, ben participant, chloe participant, dan cohost');
});

const many = (...events: At[]): CallState => after(started(['ben', 'chloe', 'dan']), [joins('ben')], [{ ...joins('chloe'), as: { isModerator: true } } as CallEvent, 2000], [joins('dan'), 3000], ...events);
const makes = (legId: string, role: CallRole): CallEvent => ({ type: 'role', legId, role });

test('the host goes: the cohost is host, else who moderates the conversation, else who has been there longest; never a viewer or a guest', () => {
  assert.equal(roles(many([makes('dan', 'cohost')], [does('leave', 'ada')])), 'ben participant, chloe participant, dan host');
  assert.equal(roles(many([does('leave', 'ada')])), 'ben participant, chloe host, dan participant');
  assert.equal(roles(many([does('leave', 'ada')], [does('leave', 'chloe')])), 'ben host, dan participant');
  assert.equal(roles(many([makes('ben', 'viewer')], [does('leave', 'chloe')], [does('lost', 'ada')], [{ type: 'tick' }, 60_000])), 'ben viewer, dan host');
  assert.equal(roles(after(many([{ type: 'join', userId: guest, legId: 'guest', deviceId: 'desk' }]), [does('leave', 'ada')], [does('leave', 'ben')], [does('leave', 'chloe')], [does('leave', 'dan')])), `${guest} participant`);
});

test('a new host is the only one, and the one before a cohost', () => {
  assert.equal(roles(many([makes('ben', 'host')])), 'ada cohost, ben host, chloe participant, dan participant');
});

test('whom a room belongs to is host as soon as they come, instead of who stood in for them', () => {
  const open = begin({ kind: 'video', isDirect: false, starter: { legId: 'dan', userId: 'dan', deviceId: 'desk' }, people: [], as: { role: 'participant' } }, 0, times);
  assert.equal(roles(open), 'dan host');
  const owned = after(open, [{ ...joins('ada'), as: { role: 'host', isModerator: true } } as CallEvent]);
  assert.equal(roles(owned), 'dan participant, ada-new host'.replace('ada-new', 'ada'));
  assert.equal(roles(after(owned, [{ ...joins('eve'), as: { role: 'host', isModerator: true } } as CallEvent])), 'dan participant, ada host, eve cohost');
});

test('nobody new comes into a locked call, unless a host asks them in; whoever was in it comes back', () => {
  const locked = many([does('leave', 'ben')], [{ type: 'set', settings: { isLocked: true } }]);
  assert.throws(() => after(locked, [joins('eve')]), { code: 'forbidden' });
  assert.throws(() => after(locked, [invites('eve')]), { code: 'forbidden' });
  assert.equal(after(locked, [invites('eve', true)], [joins('eve')], [joins('ben')]).legs.filter(isPresent).length, 5);
});

test('who was put out, or not let in, does not come in again by themselves', () => {
  assert.throws(() => after(many([does('remove', 'ben')]), [joins('ben')]), { code: 'forbidden' });
  assert.throws(() => after(lobby(), [joins('dan')], [{ type: 'deny', legIds: ['dan-new'] }], [joins('dan')]), { code: 'forbidden' });
});

test('only hosts act as such, and only the host on hosts', () => {
  const call = many([makes('ben', 'cohost')], [makes('dan', 'cohost')]), code = (refusal: { code: string } | undefined) => refusal?.code ?? 'ok';
  assert.equal(code(refuseRole(call, 'chloe', 'dan', 'viewer')), 'forbidden');
  assert.equal(code(refuseRole(call, 'nobody', 'dan', 'viewer')), 'forbidden');
  assert.equal(code(refuseRole(call, 'ben', 'chloe', 'cohost')), 'ok');
  assert.equal(code(refuseRole(call, 'ben', 'chloe', 'host')), 'forbidden');
  assert.equal(code(refuseRole(call, 'ben', 'dan', 'participant')), 'forbidden');
  assert.equal(code(refuseRole(call, 'ada', 'ada', 'participant')), 'conflict');
  assert.equal(code(refuseRole(call, 'ada', 'dan', 'host')), 'ok');
  assert.deepEqual([['ben', 'ada'], ['ben', 'dan'], ['ben', 'chloe'], ['ada', 'ben'], ['chloe', 'dan'], ['ada', 'none']].map(([who, whom]) => code(refuseRemoval(call, who!, [whom!]))), ['forbidden', 'forbidden', 'ok', 'ok', 'forbidden', 'not-found']);
  const visited = after(call, [{ type: 'join', userId: guest, legId: 'guest', deviceId: 'desk' }]);
  assert.deepEqual((['host', 'cohost', 'viewer'] as const).map((role) => code(refuseRole(visited, 'ada', 'guest', role))), ['conflict', 'conflict', 'ok']);
  assert.deepEqual(refuseRole(call, 'chloe', 'dan', 'viewer')?.details, { hosts: ['ada', 'ben', 'dan'] });
});

test('what somebody begins to send is theirs to send; what they stop, or send already, always is', () => {
  const silent = { microphone: false, camera: false, screen: false }, sending = { microphone: true, camera: true, screen: true };
  const strict = { ...openSettings, mayUnmute: false, mayShare: false };
  assert.equal(refuseMedia(openSettings, { role: 'viewer' }, silent, { camera: true })?.code, 'forbidden');
  assert.equal(refuseMedia(strict, { role: 'participant' }, silent, { microphone: true })?.code, 'forbidden');
  assert.equal(refuseMedia(strict, { role: 'participant' }, silent, { screen: true })?.code, 'forbidden');
  for (const [role, was, media] of [['cohost', silent, sending], ['participant', sending, sending], ['participant', sending, silent], ['participant', silent, { camera: true }], ['viewer', silent, silent]] as const) assert.equal(refuseMedia(strict, { role }, was, media), undefined);
});

test('a room that is full takes nobody more, and lets nobody in until there is room', () => {
  const full = many([{ type: 'set', settings: { mostPeople: 4 } }]);
  assert.throws(() => after(full, [joins('eve')]), { code: 'conflict' });
  const waiting = after(full, [{ type: 'set', settings: { hasLobby: true } }], [joins('eve')]);
  assert.throws(() => after(waiting, [{ type: 'admit', legIds: ['eve-new'] }]), { code: 'conflict' });
  assert.equal(after(waiting, [does('leave', 'ben')], [{ type: 'admit', legIds: ['eve-new'] }]).legs.filter(isPresent).length, 4);
});

test('whoever has a right does what hosts do with it, and no more', () => {
  const call = many([does('leave', 'ben')], [{ ...joins('eve'), as: { rights: ['admit'] } } as CallEvent]);
  assert.deepEqual([refuseHosting(call, 'eve', 'admit'), refuseHosting(call, 'eve', 'mute')?.code, refuseHosting(call, 'eve')?.code], [undefined, 'forbidden', 'forbidden']);
  assert.equal(refuseMedia({ ...openSettings, mayShare: false }, { role: 'participant', rights: ['share'] }, { microphone: false, camera: false, screen: false }, { screen: true }), undefined);
});

test('a call is handed to who is free and not in it, by who is', () => {
  const call = many([does('leave', 'dan')]), to = (userId: string, isBusy = false) => ({ userId, isBusy });
  assert.deepEqual([refuseTransfer(call, 'ada', to('eve')), refuseTransfer(call, 'dan', to('eve')), refuseTransfer(call, 'ada', to('ben')), refuseTransfer(call, 'ada', to('eve', true)), refuseTransfer(started(['ben']), 'ada', to('eve'))].map((refusal) => refusal?.code ?? 'ok'), ['ok', 'forbidden', 'conflict', 'conflict', 'conflict']);
});

test('whatever happens in whatever order, a call that is over has nobody left in it, one that lives is waited for or spoken in, who was never let in stays before its door, and time ends every ringing', () => {
  let seed = 7;
  const random = (below: number) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor(seed / 2 ** 32 * below); };
  const ends = new Set<string>();
  for (let run = 0; run < 2000; run++) {
    let call = started(random(2) ? ['ben'] : ['ben', 'chloe'], random(5) ? [] : ['ben']), now = 0;
    const waited = new Set<string>();
    for (let count = 0; count < 12; count++) {
      now += random(15_000);
      const legId = call.legs[random(call.legs.length)]!.id, userId = ['ada', 'ben', 'chloe', 'dan'][random(4)]!;
      const events: CallEvent[] = [{ type: 'ring', userId }, { type: 'join', userId, legId: `${userId}${run}-${count}`, deviceId: `d${random(2)}` }, { type: 'decline', userId }, { type: 'tick' }, { type: 'tick' }, ...(['connected', 'hold', 'unhold', 'lost', 'lost', 'back', 'leave', 'remove'] as const).map((type) => does(type, legId)), ...(random(6) ? [] : [{ type: 'end' } as const]),
        { type: 'role', legId, role: call.legs.find(({ id }) => id === legId)!.role === 'host' ? 'host' : callRoles[random(4)]! }, { type: 'admit', legIds: [legId] }, { type: 'deny', legIds: [legId] }, { type: 'set', settings: { hasLobby: random(3) === 0, isLocked: random(4) === 0 } }, { ...joins('dan', `d${random(2)}`), legId: `dan${run}+${count}`, as: { isModerator: true } } as CallEvent,
        { type: 'invite', people: [{ id: `${userId}${run}*${count}`, userId, isBusy: false }], isByHost: random(2) === 0 }, ...(call.status === 'active' && !call.legs.some((leg) => leg.userId === userId && (isPresent(leg) || isRung(leg) || isWaiting(leg))) ? [{ type: 'transfer', legId, person: { id: `${userId}${run}/${count}`, userId, isBusy: false } } as const] : [])];
      const next = step(call, events[random(events.length)]!, now, times);
      if (!('code' in next)) call = next;
      const present = call.legs.filter(isPresent);
      if (isLive(call)) assert.ok(call.status === 'ringing' && call.legs.some(isWaiting) && !call.legs.some(isRung) ? present.length === 0 : present.length > 0 && (call.status === 'ringing' ? call.legs.some(isRung) : !call.isDirect || present.length > 1 || call.legs.some(isRung)), shown(call));
      else { assert.ok(present.length === 0 && !call.legs.some((leg) => isRung(leg) || isWaiting(leg)) && call.reason && call.endedAt !== null && dueAt(call) === undefined, shown(call)); ends.add(`${call.status} ${call.reason}`); }
      if (call.status === 'active') assert.equal(present.filter(({ role }) => role === 'host').length, present.some(({ role }) => role !== 'viewer') || present.some(({ role }) => role === 'host') ? 1 : 0, roles(call));
      assert.ok(call.legs.every((leg) => (leg.until !== null) === (isRung(leg) || leg.state === 'reconnecting') || isWaiting(leg)), shown(call));
      for (const { id } of call.legs.filter(isWaiting)) waited.add(id);
      for (const leg of call.legs) assert.equal(isBeforeDoor(leg), waited.has(leg.id) && leg.joinedAt === null, shown(call));
      for (const leg of call.legs) if (call.legs.findLast((one) => one.userId === leg.userId) === leg && (leg.state === 'missed' || leg.joinedAt !== null)) assert.equal(isInside(call.legs, leg.userId), leg.state !== 'removed', shown(call));
      const there = call.legs.filter((leg) => isPresent(leg) || isRung(leg) || isWaiting(leg));
      assert.equal(new Set(there.map((leg) => leg.userId)).size, there.length, shown(call));
    }
    const due = dueAt(call);
    if (due !== undefined) assert.notEqual(step(call, { type: 'tick' }, due, times), call);
  }
  assert.deepEqual([...ends].sort(), ['ended completed', 'ended declined', 'ended error', 'missed busy', 'missed cancelled', 'missed timeout']);
});

test('who waited before an empty room begins its call where they come in after all', () => {
  const knocked = begin({ kind: 'audio', isDirect: false, starter: { legId: 'eve', userId: 'eve', deviceId: 'desk' }, people: [], settings: { ...openSettings, hasLobby: true }, as: {} }, 0, times);
  const coming = (as?: Standing): CallEvent => ({ type: 'join', userId: 'eve', legId: 'again', deviceId: 'desk', ...(as && { as }) });
  for (const events of [[{ type: 'set', settings: { hasLobby: false } }, coming()], [coming({ role: 'host', isModerator: true })]] as const) {
    const call = after(knocked, ...events.map((event): At => [event]));
    assert.deepEqual([call.status, call.legs.map(({ id, state, role }) => `${id} ${state} ${role}`)], ['active', ['eve answered host']]);
  }
});
