import { expect } from 'chai';
import { createCorridor, type Corridor } from '../corridor.ts';
import { createMemoryServer, type MemoryTransport } from '../testing/index.ts';
import { uuidv7 } from '../core/uuid.ts';
import { isRung } from '../protocol/calls.states.ts';
import type { CallSession, Slot } from './call.ts';
import type { Session } from './call.session.ts';
import { becomes, type Known, picture, shows, sounds, tone } from './media/media.testing.ts';

describe('hosts of calls, and calls that are handed on', () => {
  const opened: Corridor[] = [], known: Known[] = [], { mediaDevices } = navigator, { getUserMedia } = mediaDevices;
  const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
  const colours = { ada: 'red', ben: 'lime', chloe: 'blue', dan: 'yellow' }, hertz = { ada: 440, ben: 880, chloe: 1320, dan: 1760 };
  type Name = keyof typeof colours;
  const lines = new Map<Name, MemoryTransport>();
  let server: ReturnType<typeof createMemoryServer>, asks: Name;

  const person = async (name: Name): Promise<Corridor> => {
    const line = server.transport(name), corridor = createCorridor({ transport: line, storage: 'memory' });
    lines.set(name, line);
    opened.push(corridor);
    await corridor.connect();
    return corridor;
  };
  beforeEach(() => {
    server = createMemoryServer();
    mediaDevices.getUserMedia = ({ video } = {}) => Promise.resolve(new MediaStream([keep(video ? picture(colours[asks]) : tone(hertz[asks]))]));
  });
  afterEach(() => {
    for (const corridor of opened.splice(0)) corridor.close();
    for (const one of known.splice(0)) one.stop();
    Object.assign(mediaDevices, { getUserMedia });
  });

  const from = (session: CallSession | undefined, userId: Name, slot: Slot) => () => session?.peers.get().find((peer) => peer.userId === userId)?.tracks[slot];
  const answer = async (corridor: Corridor, name: Name, without = ''): Promise<CallSession> => {
    const rung = () => corridor.calls.live.get().find(({ id, participants }) => id !== without && participants.some((one) => one.userId === name && isRung(one)));
    await becomes(`it rings at ${name}`, () => rung() !== undefined);
    asks = name;
    return corridor.calls.join(rung()!.id);
  };

  it('let in who waits in the lobby of a room: nobody is heard or seen before', async () => {
    const ada = await person('ada'), ben = await person('ben'), { code } = await ada.meetings.create({ name: 'Weekly', access: 'lobby' });
    asks = 'ben';
    const atBen = await ben.meetings.join(code, { camera: true });
    expect([atBen.phase.get(), atBen.call.get().participants.map(({ userId }) => userId)]).to.eql(['waiting', ['ben']]);
    asks = 'ada';
    const atAda = await ada.meetings.join(code, { camera: true });
    await becomes('she sees that he waits', () => atAda.call.get().participants.some(({ userId, state }) => userId === 'ben' && state === 'waiting'));
    expect(atAda.peers.get()).to.eql([]);
    await atAda.hosts.admit();
    await Promise.all([shows(from(atAda, 'ben', 'camera'), 'lime'), shows(from(atBen, 'ada', 'camera'), 'red')]);
  });

  const placeOf = () => (JSON.parse(sessionStorage.getItem('corridor:call') ?? '{}') as { participantId?: string }).participantId;
  /** Ada and Ben are in a call; Chloe has a room with a lobby, and is in it. */
  async function atTheDoor() {
    const ada = await person('ada'), ben = await person('ben'), chloe = await person('chloe'), { id: withBen } = await ada.chat.openDirect('ben'), { code } = await chloe.meetings.create({ name: 'Weekly', access: 'lobby' });
    asks = 'ada';
    const first = await ada.calls.start(withBen, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    asks = 'chloe';
    const atChloe = await chloe.meetings.join(code), opened = known.length;
    const second = await ada.meetings.join(code);
    await becomes('Chloe sees her wait', () => atChloe.call.get().participants.some(({ userId, state }) => userId === 'ada' && state === 'waiting'));
    return { ada, ben, first, atBen, atChloe, second, code, isUntouched: () => [ada.calls.current.get() === first, first.phase.get(), first.next.get() === second, second.phase.get(), known.length - opened, placeOf() === second.participantId] };
  }

  it('go on while one waits in the lobby of another one, and are left once one is let in there', async () => {
    const { ada, first, atBen, atChloe, second, isUntouched } = await atTheDoor();
    expect(isUntouched()).to.eql([true, 'connected', true, 'waiting', 0, false]);
    const line = lines.get('ada')!, ask = line.request.bind(line);
    let resumed = 0;
    line.request = ((name: 'calls.resume', input: never) => ask(name, input).then((answer) => { if (name === 'calls.resume') resumed++; return answer; })) as typeof line.request;
    line.goOffline();
    line.goOnline();
    await line.connect();
    await becomes('she is there again in both', () => resumed === 2);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    expect(isUntouched()).to.eql([true, 'connected', true, 'waiting', 0, false]);
    asks = 'ada';
    await atChloe.hosts.admit();
    await Promise.all([sounds(from(second, 'chloe', 'microphone'), 1320), sounds(from(atChloe, 'ada', 'microphone'), 440)]);
    await becomes('the first one is over', () => atBen.phase.get() === 'over');
    expect([ada.calls.current.get(), first.phase.get(), second.next.get()]).to.eql([second, 'over', undefined]);
  });

  it('go on where one is not let into another one, or goes from its lobby', async () => {
    const { ada, first, atBen, atChloe, second, code, isUntouched } = await atTheDoor(), others = () => atBen.call.get().participants.map(({ userId, state }) => `${userId} ${state}`);
    await second.leave();
    expect([ada.calls.current.get(), first.phase.get(), first.next.get(), second.phase.get(), others()]).to.eql([first, 'connected', undefined, 'over', ['ada active', 'ben active']]);
    const third = await ada.meetings.join(code);
    expect(first.next.get()).to.equal(third);
    await becomes('Chloe sees her wait again', () => atChloe.call.get().participants.some(({ userId, state }) => userId === 'ada' && state === 'waiting'));
    await atChloe.hosts.deny();
    await becomes('she is not let in', () => third.phase.get() === 'over' && first.next.get() === undefined);
    expect([isUntouched()[0], first.phase.get(), others()]).to.eql([true, 'connected', ['ada active', 'ben active']]);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
  });

  it('that end while one waits in a lobby leave the page to that', async () => {
    const { ada, first, atBen, atChloe, second } = await atTheDoor();
    asks = 'ada';
    await atBen.leave();
    await becomes('the lobby is what the page is in', () => first.phase.get() === 'over' && ada.calls.current.get() === second);
    await becomes('her microphone is open for it', () => second.tracks.get().microphone?.readyState === 'live');
    await becomes('a page that is loaded anew comes back to it', () => placeOf() === second.participantId);
    expect(second.phase.get()).to.equal('waiting');
    await atChloe.hosts.admit();
    await sounds(from(atChloe, 'ada', 'microphone'), 440);
  });

  it('are answered beside a lobby that one goes on waiting in; another lobby takes its place', async () => {
    const { ada, ben, first, atBen, atChloe, second } = await atTheDoor(), { code } = await ben.meetings.create({ name: 'Daily', access: 'lobby' });
    asks = 'ada';
    const third = await ada.meetings.join(code);
    await becomes('Chloe has nobody at her door', () => !atChloe.call.get().participants.some(({ userId, state }) => userId === 'ada' && state === 'waiting'));
    expect([first.next.get(), second.phase.get(), first.phase.get()]).to.eql([third, 'over', 'connected']);
    const { id: withDan } = await (await person('dan')).chat.openDirect('ada'), fourth = await ada.calls.start(withDan, { kind: 'audio' });
    await becomes('the first one is over', () => atBen.phase.get() === 'over');
    expect([ada.calls.current.get(), fourth.next.get(), third.phase.get()]).to.eql([fourth, third, 'waiting']);
    await fourth.leave();
    expect([ada.calls.current.get(), third.phase.get()]).to.eql([third, 'waiting']);
  });

  it('let in who asks for a way for media, and is refused it for a moment', async () => {
    const ada = await person('ada'), ben = await person('ben'), { code } = await ada.meetings.create({ name: 'Weekly', access: 'lobby' });
    asks = 'ben';
    const atBen = await ben.meetings.join(code);
    asks = 'ada';
    const atAda = await ada.meetings.join(code);
    lines.get('ben')!.refuseNext('unavailable', 'calls.ice');
    await atAda.hosts.admit();
    await Promise.all([sounds(from(atAda, 'ben', 'microphone'), 880), sounds(from(atBen, 'ada', 'microphone'), 440)]);
  });

  it('do not let somebody in: it is over for them', async () => {
    const ada = await person('ada'), ben = await person('ben'), { code } = await ada.meetings.create({ name: 'Weekly', access: 'lobby' });
    asks = 'ben';
    const atBen = await ben.meetings.join(code);
    asks = 'ada';
    const atAda = await ada.meetings.join(code);
    await atAda.hosts.deny();
    await becomes('it is over', () => atBen.phase.get() === 'over');
    expect(atBen.call.get().participants.map(({ userId, state }) => `${userId} ${state}`)).to.eql(['ben removed']);
  });

  it('mute others, whose device does it, and ask them to unmute, which they decide', async () => {
    const ada = await person('ada'), ben = await person('ben'), { id: channelId } = await ada.chat.createChannel({ kind: 'group', members: ['ben'] });
    asks = 'ada';
    const atAda = await ada.calls.start(channelId, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atAda, 'ben', 'microphone'), 880);
    await atAda.hosts.mute();
    await becomes('his microphone is off', () => atBen.tracks.get().microphone?.enabled === false && atAda.call.get().participants.some(({ userId, media }) => userId === 'ben' && !media.microphone));
    await atAda.hosts.ask(atBen.participantId, 'microphone');
    await becomes('he is asked', () => atBen.hosts.question.get()?.by === 'ada');
    expect(atBen.tracks.get().microphone?.enabled).to.equal(false);
    await atBen.hosts.answer(true);
    expect(atBen.hosts.question.get()).to.equal(undefined);
    await sounds(from(atAda, 'ben', 'microphone'), 880);
  });

  it('ask viewers, and who may not unmute, for nothing: their devices are given back, and nothing is refused', async () => {
    const ada = await person('ada'), ben = await person('ben'), chloe = await person('chloe'), { code, id: roomId } = await ada.meetings.create({ name: 'Weekly', settings: { mayUnmute: false } });
    await ada.meetings.grant({ roomId, userId: 'chloe', level: 'viewer', until: null });
    asks = 'ada';
    const atAda = await ada.meetings.join(code);
    asks = 'ben';
    const atBen = await ben.meetings.join(code, { camera: true });
    await shows(from(atAda, 'ben', 'camera'), 'lime');
    asks = 'chloe';
    const atChloe = await chloe.meetings.join(code, { camera: true });
    await sounds(from(atChloe, 'ada', 'microphone'), 440);
    await Promise.all([atBen.setMicrophone(true), atChloe.setMicrophone(true), atChloe.setCamera(true), atChloe.shareScreen()]);
    expect([atBen.problem.get(), Object.keys(atBen.tracks.get()), atChloe.problem.get(), Object.keys(atChloe.tracks.get())]).to.eql([undefined, ['camera'], undefined, []]);
    expect(known.filter(({ track }) => track.kind === 'audio').map(({ track }) => track.readyState)).to.eql(['live', 'ended', 'ended']);
    await atAda.hosts.setRole(atChloe.participantId, 'participant');
    await becomes('she may show herself', () => atChloe.call.get().participants.some(({ userId, role }) => userId === 'chloe' && role === 'participant'));
    asks = 'chloe';
    await atChloe.setCamera(true);
    await shows(from(atAda, 'chloe', 'camera'), 'blue');
  });

  it('let nobody unmute where hosts alone do that: what is refused is not sent', async () => {
    const ada = await person('ada'), ben = await person('ben'), { id: channelId } = await ada.chat.createChannel({ kind: 'group', members: ['ben'] });
    asks = 'ada';
    const atAda = await ada.calls.start(channelId, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atAda, 'ben', 'microphone'), 880);
    await atAda.hosts.setSettings({ mayUnmute: false });
    await atAda.hosts.mute();
    await becomes('his microphone is off', () => atBen.tracks.get().microphone?.enabled === false);
    await becomes('he knows that it is to stay off', () => !atBen.call.get().settings.mayUnmute && atBen.call.get().participants.every(({ userId, media }) => userId !== 'ben' || !media.microphone));
    await atBen.setMicrophone(true);
    expect([atBen.tracks.get().microphone?.enabled, atBen.problem.get()]).to.eql([false, undefined]);
  });

  it('obey a server that says no to what was allowed when it was begun', async () => {
    const ada = await person('ada'), ben = await person('ben'), { id: channelId } = await ada.chat.createChannel({ kind: 'group', members: ['ben'] });
    asks = 'ada';
    const atAda = await ada.calls.start(channelId, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atAda, 'ben', 'microphone'), 880);
    await atBen.setMicrophone(false);
    await becomes('his microphone is off', () => atAda.call.get().participants.some(({ userId, media }) => userId === 'ben' && !media.microphone));
    lines.get('ben')!.refuseNext('forbidden', 'calls.update');
    await atBen.setMicrophone(true);
    await becomes('it is given back, and he knows why', () => !atBen.tracks.get().microphone && (atBen.problem.get() as { code?: string } | undefined)?.code === 'forbidden');
  });

  it('put somebody out: it is over for them, and their media are gone', async () => {
    const ada = await person('ada'), ben = await person('ben'), { id: channelId } = await ada.chat.createChannel({ kind: 'group', members: ['ben'] });
    asks = 'ada';
    const atAda = await ada.calls.start(channelId, { kind: 'video' }), atBen = await answer(ben, 'ben');
    await shows(from(atAda, 'ben', 'camera'), 'lime');
    await atAda.hosts.remove([atBen.participantId]);
    await becomes('it is over for him', () => atBen.phase.get() === 'over' && atAda.peers.get().length === 0);
    expect(Object.keys(atBen.tracks.get())).to.eql([]);
  });

  it('hand a call on: who answers talks with who was called', async () => {
    const ada = await person('ada'), ben = await person('ben'), chloe = await person('chloe'), { id: channelId } = await ada.chat.openDirect('ben');
    asks = 'ada';
    const atAda = await ada.calls.start(channelId, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    await atAda.hosts.transfer('chloe');
    const atChloe = await answer(chloe, 'chloe');
    await Promise.all([sounds(from(atBen, 'chloe', 'microphone'), 1320), sounds(from(atChloe, 'ben', 'microphone'), 880)]);
    await becomes('it is over for her', () => atAda.phase.get() === 'over');
  });

  it('ask somebody while a call is on hold, and bring the two together', async () => {
    const ada = await person('ada'), ben = await person('ben'), chloe = await person('chloe');
    const { id: withBen } = await ada.chat.openDirect('ben'), { id: withChloe } = await ada.chat.openDirect('chloe');
    asks = 'ada';
    const first = await ada.calls.start(withBen, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    asks = 'ada';
    const second = await first.consult(withChloe, { kind: 'audio' }), atChloe = await answer(chloe, 'chloe');
    await sounds(from(second, 'chloe', 'microphone'), 1320);
    expect([ada.calls.current.get(), second.held, from(atBen, 'ada', 'microphone')()]).to.eql([second, first, undefined]);
    asks = 'ben';
    await second.merge({ isLeaving: true });
    await becomes('he is in the other call', () => ben.calls.current.get()?.id === second.id);
    await Promise.all([sounds(from(ben.calls.current.get(), 'chloe', 'microphone'), 1320), sounds(from(atChloe, 'ben', 'microphone'), 880)]);
    await becomes('both are over for her', () => first.phase.get() === 'over' && second.phase.get() === 'over');
  });

  it('hand on a call beside which another one is on hold: that one waits for the new one', async () => {
    const ada = await person('ada'), ben = await person('ben'), chloe = await person('chloe'), dan = await person('dan');
    const { id: withDan } = await ben.chat.openDirect('dan'), { id: withAda } = await ben.chat.openDirect('ada');
    asks = 'ben';
    const first = await ben.calls.start(withDan, { kind: 'audio' }), atDan = await answer(dan, 'dan');
    await sounds(from(atDan, 'ben', 'microphone'), 880);
    asks = 'ben';
    const second = await first.consult(withAda, { kind: 'audio' }), atAda = await answer(ada, 'ada');
    await sounds(from(second, 'ada', 'microphone'), 440);
    asks = 'ben';
    await atAda.hosts.transfer('chloe');
    const atChloe = await answer(chloe, 'chloe');
    await sounds(from(atChloe, 'ben', 'microphone'), 880);
    expect([first.phase.get() === 'over', (ben.calls.current.get() as Session).held]).to.eql([false, first]);
    asks = 'ben';
    await atChloe.leave();
    await becomes('the first one is his again', () => ben.calls.current.get() === first);
    await sounds(from(atDan, 'ben', 'microphone'), 880);
  });

  it('end with the one on hold where somebody goes from asking aside into a third call', async () => {
    const ada = await person('ada'), ben = await person('ben'), chloe = await person('chloe'), dan = await person('dan');
    const [withBen, withChloe, withDan] = await Promise.all(['ben', 'chloe', 'dan'].map((name) => ada.chat.openDirect(name)));
    asks = 'ada';
    const first = await ada.calls.start(withBen!.id, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    const second = await first.consult(withChloe!.id, { kind: 'audio' });
    await answer(chloe, 'chloe');
    asks = 'ada';
    const third = await ada.calls.start(withDan!.id, { kind: 'audio' }), atDan = await answer(dan, 'dan');
    await sounds(from(atDan, 'ada', 'microphone'), 440);
    await becomes('both others are over', () => first.phase.get() === 'over' && second.phase.get() === 'over' && atBen.phase.get() === 'over');
    expect(ada.calls.current.get()).to.equal(third);
  });

  it('go on where another one refuses: it is left only once the other one has answered', async () => {
    const ada = await person('ada'), ben = await person('ben');
    const [withBen, withChloe] = await Promise.all(['ben', 'chloe'].map((name) => ada.chat.openDirect(name))), { code } = await ben.meetings.create({ name: 'Weekly', access: 'password', password: 'open sesame' });
    asks = 'ada';
    const first = await ada.calls.start(withBen!.id, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    const { microphone } = first.tracks.get(), place = sessionStorage.getItem('corridor:call'), refused: string[] = [];
    const refusedBy = (error: { code: string }) => { refused.push(error.code); };
    lines.get('ada')!.refuseNext('unavailable', 'calls.start');
    await ada.calls.start(withChloe!.id, { kind: 'audio' }).catch(refusedBy);
    await ada.calls.join(uuidv7()).catch(refusedBy);
    await ada.meetings.join(code, { password: 'another one' }).catch(refusedBy);
    expect(refused).to.eql(['unavailable', 'not-found', 'forbidden']);
    expect([ada.calls.current.get(), first.phase.get(), first.tracks.get().microphone, microphone!.readyState, sessionStorage.getItem('corridor:call')]).to.eql([first, 'connected', microphone, 'live', place]);
    expect(atBen.call.get().participants.map(({ userId, state }) => `${userId} ${state}`)).to.eql(['ada active', 'ben active']);
    asks = 'ada';
    const second = await ada.calls.start(withChloe!.id, { kind: 'audio' });
    await becomes('the first one is over', () => atBen.phase.get() === 'over');
    expect([ada.calls.current.get(), first.phase.get(), microphone!.readyState, second.phase.get()]).to.eql([second, 'over', 'ended', 'connecting']);
  });

  it('are taken up anew by who comes into the one that they are in, and go on', async () => {
    const ada = await person('ada'), ben = await person('ben'), { id: withBen } = await ada.chat.openDirect('ben');
    asks = 'ada';
    const first = await ada.calls.start(withBen, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    asks = 'ada';
    const again = await ada.calls.join(first.id);
    await Promise.all([sounds(from(atBen, 'ada', 'microphone'), 440), sounds(from(again, 'ben', 'microphone'), 880)]);
    expect([ada.calls.current.get(), again.participantId, first.phase.get(), atBen.phase.get()]).to.eql([again, first.participantId, 'over', 'connected']);
  });

  it('go on with the call on hold where the other one ends', async () => {
    const ada = await person('ada'), ben = await person('ben'), chloe = await person('chloe');
    const { id: withBen } = await ada.chat.openDirect('ben'), { id: withChloe } = await ada.chat.openDirect('chloe');
    asks = 'ada';
    const first = await ada.calls.start(withBen, { kind: 'audio' }), atBen = await answer(ben, 'ben');
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    const second = await first.consult(withChloe, { kind: 'audio' });
    await becomes('it rings', () => chloe.calls.live.get().length === 1);
    await chloe.calls.decline(second.id);
    await becomes('the first one is hers again', () => ada.calls.current.get() === first);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
  });
});
